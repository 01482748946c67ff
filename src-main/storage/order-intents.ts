import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { JournalIds, JournalStep } from '../ports/order-journal.ts';

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
  readonly #write: (profileId: string, step: JournalStep) => JournalIds;
  /** Whether there may be any. */
  #isAnyOpen = true;

  constructor(db: SqliteDatabase, write: (profileId: string, step: JournalStep) => JournalIds) {
    this.#write = write;
    this.#insert = db.prepare<[string, string]>('INSERT INTO order_intent (profile_id, step) VALUES (?, ?)');
    this.#select = db.prepare<[], IntentRow>(
      'SELECT profile_id AS profileId, step FROM order_intent ORDER BY id',
    );
    this.#clear = db.prepare('DELETE FROM order_intent');
  }

  get isAnyOpen(): boolean {
    return this.#isAnyOpen;
  }

  /** Durable when it returns. */
  add(profileId: string, step: JournalStep): void {
    this.#insert.run(profileId, JSON.stringify(step));
    this.#isAnyOpen = true;
  }

  /** Inside a transaction; `settled` after it has been committed. */
  settle(): void {
    const rows = this.#select.all();
    if (rows.length === 0) return;
    for (const { profileId, step } of rows) this.#write(profileId, JSON.parse(step) as JournalStep);
    this.#clear.run();
  }

  settled(): void {
    this.#isAnyOpen = false;
  }
}
