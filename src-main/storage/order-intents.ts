import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { JournalIds, JournalStep } from '../ports/order-journal.ts';
import { damagedRowsOf } from './damaged-rows.ts';

/** Orders that are about to be sent: everything of their step in one row, so that the flush before the socket carries one page. */
export const intentMigration = {
  name: 'orders about to be sent',
  // Without a check of the JSON: it was made a moment before, and the check would be part of every order's road.
  sql: `
      CREATE TABLE order_intent (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        step TEXT NOT NULL
      ) STRICT;`,
};

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
  readonly #rehearse;
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
    // Of this connection and in memory: it is in no file and no log.
    db.pragma('temp_store = MEMORY');
    db.exec(
      'CREATE TEMP TABLE IF NOT EXISTS rehearsed_intent (id INTEGER PRIMARY KEY, profile_id TEXT, step TEXT)',
    );
    this.#rehearse = db.prepare<[string, string]>('REPLACE INTO temp.rehearsed_intent VALUES (1, ?, ?)');
  }

  get isAnyOpen(): boolean {
    return this.#isAnyOpen;
  }

  /** Durable when it returns. */
  add(profileId: string, step: JournalStep): void {
    this.#insert.run(profileId, JSON.stringify(step));
    this.#isAnyOpen = true;
  }

  /** The same into a row that is nowhere but in memory, and is written over by the next. */
  rehearse(profileId: string, step: JournalStep): void {
    this.#rehearse.run(profileId, JSON.stringify(step));
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
