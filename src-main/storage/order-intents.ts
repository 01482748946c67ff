import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { JournalIds, JournalStep } from '../ports/order-journal.ts';
import { damagedRowsOf } from './damaged-rows.ts';
import { RehearsalFile } from './rehearsal-file.ts';
import { WakefulDisk } from './wakeful-disk.ts';

/** Every so many rehearsals write to the disk: it stays warm longer than the processor's caches, and costs most. */
const DISK_REHEARSED_EVERY = 2;

interface IntentRow {
  readonly id: number;
  readonly bookId: string;
  readonly step: string;
}

/**
 * The order intents: journal steps that were made durable as one row each, to send their orders sooner. They are written into
 * the tables in order: in the transaction of the next step, before anything is read, and, after a crash, at the start.
 */
export class OrderIntents {
  readonly #insert;
  readonly #select;
  readonly #clear;
  readonly #comeAndGo;
  readonly #rehearsals: RehearsalFile;
  readonly #disk: WakefulDisk;
  #rehearsed = 0;
  /** Writes one step in a savepoint of its own. */
  readonly #apart;
  readonly #db: SqliteDatabase;
  /** Whether there may be rows that are not in the tables yet. */
  #isAnyOpen = true;

  constructor(db: SqliteDatabase, write: (bookId: string, step: JournalStep) => JournalIds) {
    this.#db = db;
    this.#apart = db.transaction((bookId: string, step: string) => {
      write(bookId, JSON.parse(step) as JournalStep);
    });
    this.#insert = db.prepare<[string, string]>('INSERT INTO order_intent (profile_id, step) VALUES (?, ?)');
    this.#select = db.prepare<[], IntentRow>(
      'SELECT id, profile_id AS bookId, step FROM order_intent ORDER BY id',
    );
    this.#clear = db.prepare('DELETE FROM order_intent');
    const forget = db.prepare<[number | bigint]>('DELETE FROM order_intent WHERE id = ?');
    this.#comeAndGo = db.transaction(() => forget.run(this.#insert.run('', '').lastInsertRowid));
    this.#rehearsals = new RehearsalFile(db.name);
    this.#disk = new WakefulDisk(db.name);
  }

  get isAnyOpen(): boolean {
    return this.#isAnyOpen;
  }

  /** Durable when it returns. */
  add(bookId: string, step: JournalStep): void {
    this.#insert.run(bookId, JSON.stringify(step));
    this.#isAnyOpen = true;
  }

  /** As `add`, every second time, into a scratch file without a flush; and keeps the disk awake. Each fails once at most. */
  rehearse(bookId: string, step: JournalStep): Result<null, ServiceFailure> {
    const row = JSON.stringify(step);
    if (this.#rehearsed++ % DISK_REHEARSED_EVERY !== 0) return ok(null);
    const woken = this.#disk.touch();
    return woken.ok ? this.#rehearsals.write(bookId, row) : woken;
  }

  close(): void {
    this.#rehearsals.close();
    this.#disk.close();
  }

  /**
   * A commit that changes nothing. After a checkpoint the next commit begins the log (WAL) anew and flushes its head
   * besides its own rows: that must not happen to an order.
   */
  beginLog(): void {
    this.#comeAndGo.immediate();
  }

  /** Inside a transaction; `settled` after it has been committed. */
  settle(): void {
    const rows = this.#select.all();
    if (rows.length === 0) return;
    for (const row of rows) this.#settleOne(row);
    this.#clear.run();
  }

  /** One row that cannot be read does not hold up the others. */
  #settleOne({ id, bookId, step }: IntentRow): void {
    try {
      this.#apart(bookId, step);
    } catch (error) {
      // What the disk refuses is written later; what is no valid step never can be.
      if (isOfTheDisk(error)) throw error;
      damagedRowsOf(this.#db).note(bookId, 'order about to be sent', { key: String(id), body: step }, error);
    }
  }

  settled(): void {
    this.#isAnyOpen = false;
  }
}

function isOfTheDisk(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return (
    typeof code === 'string' && !code.startsWith('SQLITE_CONSTRAINT') && !code.startsWith('SQLITE_MISMATCH')
  );
}
