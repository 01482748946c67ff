import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import type { DamagedRow } from '../ports/order-journal.ts';

/** One row as a table holds it, not yet parsed. */
export interface RawRow {
  readonly key: string;
  readonly body: string;
}

/** Rows that are named to the user one by one; the rest is only counted. */
const TOLD_MAX = 20;
const REASON_LENGTH_MAX = 300;

/**
 * Rows that cannot be read: left out of what is read, kept byte for byte in their table, and shown until the user accepts it.
 * One bad row must not keep the program from starting, and must not vanish either.
 */
export class DamagedRows {
  readonly #note;
  readonly #select;
  readonly #accept;
  readonly #db: SqliteDatabase;
  /** By book: those that nobody has accepted yet. Bounded by the rows there are. */
  readonly #open = new Map<string, Map<string, DamagedRow>>();

  constructor(db: SqliteDatabase) {
    this.#db = db;
    this.#note = db.prepare<[string, string, string, string, string]>(
      `INSERT INTO damaged_row (profile_id, source, row_key, body, reason, found_at)
       VALUES (?, ?, ?, ?, ?, unixepoch() * 1000)
       ON CONFLICT (profile_id, source, row_key) DO UPDATE
         SET body = excluded.body, reason = excluded.reason, is_accepted = 0 WHERE body <> excluded.body`,
    );
    this.#select = db.prepare<[string], DamagedRow>(
      `SELECT source, row_key AS key, reason FROM damaged_row
       WHERE profile_id = ? AND is_accepted = 0 ORDER BY found_at, source, row_key`,
    );
    this.#accept = db.prepare<[string]>('UPDATE damaged_row SET is_accepted = 1 WHERE profile_id = ?');
  }

  /** Parses rows, in their order; those that cannot be read are left out and noted. */
  readable<Row extends RawRow, T>(
    bookId: string,
    source: string,
    rows: readonly Row[],
    read: (row: Row) => T,
  ): T[] {
    return rows.flatMap((row) => {
      try {
        return [read(row)];
      } catch (error) {
        this.note(bookId, source, row, error);
        return [];
      }
    });
  }

  note(bookId: string, source: string, { key, body }: RawRow, error: unknown): void {
    const reason = String(error instanceof Error ? error.message : error).slice(0, REASON_LENGTH_MAX);
    const open = this.#of(bookId);
    let isNews = true;
    try {
      isNews = this.#note.run(bookId, source, key, body, reason).changes > 0;
    } catch (failed) {
      // A full disk: it is shown all the same, and noted at the next read. Any other error is thrown.
      storageFailure(failed, this.#db.name);
    }
    if (isNews) open.set(`${source} ${key}`, { source, key, reason });
  }

  /** Not accepted yet: the first of them, and how many there are. */
  open(bookId: string): { readonly rows: readonly DamagedRow[]; readonly count: number } {
    const open = this.#of(bookId);
    return { rows: [...open.values()].slice(0, TOLD_MAX), count: open.size };
  }

  count(bookId: string): number {
    return this.#of(bookId).size;
  }

  accept(bookId: string): Result<null, ServiceFailure> {
    try {
      this.#accept.run(bookId);
    } catch (error) {
      return err(storageFailure(error, this.#db.name));
    }
    this.#of(bookId).clear();
    return ok(null);
  }

  #of(bookId: string): Map<string, DamagedRow> {
    let open = this.#open.get(bookId);
    if (open === undefined) {
      open = new Map(this.#select.all(bookId).map((row) => [`${row.source} ${row.key}`, row]));
      this.#open.set(bookId, open);
    }
    return open;
  }
}

const ofDatabase = new WeakMap<SqliteDatabase, DamagedRows>();

/** The instance of a database: all readers note damaged rows in the same place. */
export function damagedRowsOf(db: SqliteDatabase): DamagedRows {
  let rows = ofDatabase.get(db);
  if (rows === undefined) ofDatabase.set(db, (rows = new DamagedRows(db)));
  return rows;
}
