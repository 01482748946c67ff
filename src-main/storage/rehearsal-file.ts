import { rmSync } from 'node:fs';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { loadSqliteDriver, type SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { intentMigration } from './intent-migration.ts';

const HELP =
  'Orders go out all the same, a little later each. Make room, or give the folder its rights back, and start again.';
/** Beyond it SQLite writes its log over: it stays in memory, and the disk gets little of it. */
const LOG_PAGES_MAX = 200;

/**
 * A database beside the journal's that nobody reads: rehearsals of orders are committed to it, so that SQLite's way through
 * the system's files is as warm as the rest of an order's road. Nothing of it is flushed; it goes when it is closed, and what
 * a crash has left of it goes at the next start.
 */
export class RehearsalFile {
  readonly path: string;
  #db: SqliteDatabase | null = null;
  #insert: ReturnType<typeof insertInto> | null = null;
  /** It could not be written once: orders go out as well without it. */
  #hasFailed = false;

  /** @param journalPath of trading.db, whose folder and file system it shares */
  constructor(journalPath: string) {
    this.path = `${journalPath}-rehearsal`;
    this.#tryToRemove();
  }

  /** Fails once at most; from then on nothing is written. */
  write(profileId: string, step: string): Result<null, ServiceFailure> {
    if (this.#hasFailed) return ok(null);
    try {
      this.#insert ??= insertInto((this.#db = this.#opened()));
      this.#insert.run(profileId, step);
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
      // Somebody looks at it just now, or it is none of ours: it goes at the next start, or `write` tells.
    }
  }

  #remove(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.path}${suffix}`, { force: true });
  }
}

/** One row that is written over: it does not grow. */
function insertInto(db: SqliteDatabase) {
  return db.prepare<[string, string]>('REPLACE INTO order_intent (id, profile_id, step) VALUES (1, ?, ?)');
}
