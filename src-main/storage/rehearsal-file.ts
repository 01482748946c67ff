import { rmSync } from 'node:fs';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { loadSqliteDriver, type SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { intentMigration } from './intent-migration.ts';

const HELP =
  'Orders go out all the same, a little later each. Make room, or give the folder its rights back, and start again.';
/** Size of the log (WAL) at which SQLite begins it anew: it stays in the cache, and little of it reaches the disk. */
const LOG_PAGES_MAX = 200;

/**
 * A scratch database beside the journal's that nobody reads: rehearsals of orders are committed to it, so that SQLite's code and
 * the file system's are as warm as the rest of the order path. It is never flushed. It is deleted when it is closed, and at
 * the next start if a crash has left it.
 */
export class RehearsalFile {
  readonly path: string;
  #db: SqliteDatabase | null = null;
  #insert: ReturnType<typeof insertInto> | null = null;
  /** Writing it has failed once; orders are sent without it. */
  #hasFailed = false;

  /** @param journalPath of trading.db, whose folder and file system it shares */
  constructor(journalPath: string) {
    this.path = `${journalPath}-rehearsal`;
    this.#tryToRemove();
  }

  /** Fails once at most; from then on nothing is written. */
  write(bookId: string, step: string): Result<null, ServiceFailure> {
    if (this.#hasFailed) return ok(null);
    try {
      this.#insert ??= insertInto((this.#db = this.#opened()));
      this.#insert.run(bookId, step);
      return ok(null);
    } catch (error) {
      this.#hasFailed = true;
      this.close();
      const why = error instanceof Error ? error.message : String(error);
      return err(failure('rehearsal-file', `${this.path} cannot be used: ${why}.`, HELP));
    }
  }

  close(): void {
    if (this.#db === null) return;
    this.#db.close();
    this.#db = this.#insert = null;
    this.#tryToRemove();
  }

  #opened(): SqliteDatabase {
    const driver = loadSqliteDriver();
    // The journal itself could not be open without it.
    if (!driver.ok) throw new Error(driver.error.message);
    this.#remove();
    const db = new driver.value(this.path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    db.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`);
    db.exec(intentMigration.sql);
    return db;
  }

  #tryToRemove(): void {
    try {
      this.#remove();
    } catch {
      // Another program has it open, or it is not ours: it is deleted at the next start, or `write` reports it.
    }
  }

  #remove(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.path}${suffix}`, { force: true });
  }
}

/** One row that is overwritten, so that the file does not grow. */
function insertInto(db: SqliteDatabase) {
  return db.prepare<[string, string]>('REPLACE INTO order_intent (id, profile_id, step) VALUES (1, ?, ?)');
}
