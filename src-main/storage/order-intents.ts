import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { JournalIds, JournalStep } from '../ports/order-journal.ts';
import { damagedRowsOf } from './damaged-rows.ts';
import { RehearsalFile } from './rehearsal-file.ts';
import { WakefulDisk } from './wakeful-disk.ts';

/** The system's part of the road stays warm longer than the processor's, and costs most. */
const DISK_REHEARSED_EVERY = 2;

interface IntentRow {
  readonly id: number;
  readonly profileId: string;
  readonly step: string;
}

/**
 * The rows of steps that were made durable in short. `settle` writes them out, in order, into the tables that are read: in
 * the transaction of the next step, before anything is read, and at the start what a crash has left.
 */
export class OrderIntents {
  readonly #insert;
  readonly #select;
  readonly #clear;
  readonly #comeAndGo;
  readonly #rehearsals: RehearsalFile;
  readonly #disk: WakefulDisk;
  #rehearsed = 0;
  /** In a savepoint of its own. */
  readonly #apart;
  readonly #db: SqliteDatabase;
  /** Whether there may be any. */
  #isAnyOpen = true;

  constructor(db: SqliteDatabase, write: (profileId: string, step: JournalStep) => JournalIds) {
    this.#db = db;
    this.#apart = db.transaction((profileId: string, step: string) => {
      write(profileId, JSON.parse(step) as JournalStep);
    });
    this.#insert = db.prepare<[string, string]>('INSERT INTO order_intent (profile_id, step) VALUES (?, ?)');
    this.#select = db.prepare<[], IntentRow>(
      'SELECT id, profile_id AS profileId, step FROM order_intent ORDER BY id',
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
  add(profileId: string, step: JournalStep): void {
    this.#insert.run(profileId, JSON.stringify(step));
    this.#isAnyOpen = true;
  }

  /** The same into a file of its own, without a flush, every second time; and the disk is kept awake. Each fails once at most. */
  rehearse(profileId: string, step: JournalStep): Result<null, ServiceFailure> {
    const row = JSON.stringify(step);
    if (this.#rehearsed++ % DISK_REHEARSED_EVERY !== 0) return ok(null);
    const woken = this.#disk.touch();
    return woken.ok ? this.#rehearsals.write(profileId, row) : woken;
  }

  close(): void {
    this.#rehearsals.close();
    this.#disk.close();
  }

  /**
   * A commit that changes nothing. Once SQLite has brought its log home, the next commit begins it anew and flushes its head
   * besides its own rows: that must not be an order's.
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

  /** One that cannot be read takes nothing with it. */
  #settleOne({ id, profileId, step }: IntentRow): void {
    try {
      this.#apart(profileId, step);
    } catch (error) {
      // What the disk refuses is written later; what is no step of ours never can be.
      if (isOfTheDisk(error)) throw error;
      damagedRowsOf(this.#db).note(
        profileId,
        'order about to be sent',
        { key: String(id), body: step },
        error,
      );
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
