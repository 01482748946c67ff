import { existsSync, statSync, writeFileSync } from 'node:fs';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { lockFile, type FileLock } from './file-lock.ts';
import { migrate, type Migration } from './migrations.ts';
import { loadSqliteDriver, type SqliteDatabase, type SqliteDriver } from './sqlite-driver.ts';
import { corruptFailure, storageFailure } from './storage-failure.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** Who opens it, for the message that others get while it is open. */
  readonly program: string;
  /** FULL: what was committed survives a power cut. NORMAL: it survives a crash of the program, and no more. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Bytes, a power of two; counts only when the file is made. SQLite's 4,096 unless told. */
  readonly pageSize?: number;
  /** Whether to go on when the -wal file of an unclean exit has vanished, and with it the latest commits. */
  readonly lostWal: 'refuse' | 'accept';
  /** How long to wait for another program to let go of the file. */
  readonly lockWaitMs?: number;
}

export interface OpenDatabase {
  readonly db: SqliteDatabase;
  /** What the user should be told about the state it was found in: sentences. */
  readonly notices: readonly string[];
  /** Marks the exit as clean, empties the write-ahead log and lets go of the file. */
  close(): void;
}

/** 'TWND': tells our files from other people's databases. */
const APPLICATION_ID = 0x54574e44;
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens a database as its only writer: locked, checked, brought to the newest version, in WAL mode with foreign keys on.
 * A file that is damaged, foreign or newer is never used; the failure says what to do.
 *
 * After an unclean exit the whole file is checked, else quickly; either reads it once (about 1 s per GB).
 */
export function openDatabase(options: DatabaseOptions): Result<OpenDatabase, ServiceFailure> {
  const driver = loadSqliteDriver();
  if (!driver.ok) return driver;
  const lock = lockFile(options.path, options.program, options.lockWaitMs);
  if (!lock.ok) return lock;
  const opened = openLocked(driver.value, lock.value, options);
  if (!opened.ok) lock.value.release();
  return opened;
}

function openLocked(
  driver: SqliteDriver,
  lock: FileLock,
  options: DatabaseOptions,
): Result<OpenDatabase, ServiceFailure> {
  const { path } = options;
  const isNew = !existsSync(path) || statSync(path).size === 0;
  const hasWal = existsSync(`${path}-wal`);
  let isMarked = false;
  let db: SqliteDatabase | undefined;
  try {
    db = new driver(path, { timeout: BUSY_TIMEOUT_MS });
    const ready = prepare(db, options, isNew, hasWal);
    if (!ready.ok) {
      closeUnclean(db, path, hasWal);
      return ready;
    }
    isMarked = true;
    setCleanMark(db, false);
    return ok({ db, notices: ready.value, close: () => close(db!, lock, path) });
  } catch (error) {
    if (db?.open === true) closeUnclean(db, path, hasWal || isMarked);
    return err(storageFailure(error, path));
  }
}

function prepare(
  db: SqliteDatabase,
  options: DatabaseOptions,
  isNew: boolean,
  hasWal: boolean,
): Result<readonly string[], ServiceFailure> {
  const { path } = options;
  db.pragma('cell_size_check = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('foreign_keys = ON');
  if (isNew) {
    if (options.pageSize !== undefined) db.pragma(`page_size = ${options.pageSize}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  } else if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return err(foreignFailure(path));
  }
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${options.synchronous}`);

  const notices: string[] = [];
  const wasClean = isNew || readCleanMark(db);
  if (!wasClean && !hasWal) {
    const what = `The last exit was not a clean one and ${path}-wal, which held the latest changes, is gone.`;
    if (options.lostWal === 'refuse') return err(failure('database-wal-lost', what, restoreHelp(path)));
    notices.push(`${what} Changes made just before that exit may be missing.`);
  }
  const damage = check(db, wasClean);
  if (damage !== undefined) return err(corruptFailure(path, damage));
  if (!wasClean) notices.push(`${path} was not closed cleanly. It was checked and is whole.`);

  const migrated = migrate(db, path, options.migrations);
  return migrated.ok ? ok(notices) : migrated;
}

/** @returns what is wrong, or undefined. The quick check leaves out comparing indexes with their tables. */
function check(db: SqliteDatabase, wasClean: boolean): string | undefined {
  const rows = db.pragma(wasClean ? 'quick_check(5)' : 'integrity_check(5)') as Record<string, string>[];
  const findings = rows.map((row) => Object.values(row)[0]!).filter((finding) => finding !== 'ok');
  if (findings.length > 0) return findings.join('; ');
  if (wasClean) return undefined;
  const orphans = db.pragma('foreign_key_check') as { table: string }[];
  return orphans.length === 0
    ? undefined
    : `${orphans.length} rows of ${orphans[0]!.table} refer to rows that are gone`;
}

function close(db: SqliteDatabase, lock: FileLock, path: string): void {
  try {
    if (db.open) {
      setCleanMark(db, true);
      db.close();
    }
  } finally {
    if (db.open) closeUnclean(db, path, true);
    lock.release();
  }
}

/**
 * For a file that stays without the mark of a clean exit, as a full disk leaves it. SQLite removes a log that it has
 * brought home; without it the next start would take the latest changes for lost and refuse. An empty one says that there
 * was nothing more.
 */
function closeUnclean(db: SqliteDatabase, path: string, wasInUse: boolean): void {
  db.close();
  if (wasInUse && !existsSync(`${path}-wal`)) writeFileSync(`${path}-wal`, '', { mode: 0o600 });
}

function readCleanMark(db: SqliteDatabase): boolean {
  const table = db
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'storage_mark'")
    .get();
  if (table === undefined) return true; // never got as far as being used
  const row = db.prepare('SELECT clean FROM storage_mark').get() as { clean: number } | undefined;
  return row?.clean === 1;
}

/**
 * Into the main file at once, not only the log: with the mark in the log, losing the log would hide that it was lost.
 */
function setCleanMark(db: SqliteDatabase, clean: boolean): void {
  db.exec(
    'CREATE TABLE IF NOT EXISTS storage_mark (id INTEGER PRIMARY KEY CHECK (id = 1), clean INTEGER NOT NULL) STRICT',
  );
  db.prepare('INSERT INTO storage_mark VALUES (1, @clean) ON CONFLICT (id) DO UPDATE SET clean = @clean').run(
    {
      clean: clean ? 1 : 0,
    },
  );
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function foreignFailure(path: string): ServiceFailure {
  return failure(
    'database-foreign',
    `${path} is a database of another program and is left alone.`,
    'Use another folder with --data-dir FOLDER, or move that file away.',
  );
}

function restoreHelp(path: string): string {
  return `Put a backup in the place of ${path}, or bring ${path}-wal back if it was moved.`;
}
