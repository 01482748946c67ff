import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { loadSqliteDriver, type SqliteDatabase } from './sqlite-driver.ts';
import { storageFailure } from './storage-failure.ts';

export interface FileLock {
  release(): void;
}

/** A program that is being closed needs a moment to let go. */
const WAIT_MS = 1_500;

/** Collected as garbage, a database is closed and its lock gone: a caller who forgets the handle must not lose the lock. */
const heldLocks = new Set<SqliteDatabase>();

const ownerSchema = z.strictObject({ pid: z.number(), program: z.string(), since: z.string() });

/**
 * Makes this process the only writer of `path`, until it lets go or dies: the lock is an exclusive transaction on a small
 * database beside the file, and such a lock belongs to the kernel, which gives it back even after kill -9.
 *
 * @param program who holds it, for the message that others get: `Tradewind`, `npm run backtest`.
 * Code: `file-in-use`.
 */
export function lockFile(path: string, program: string, waitMs = WAIT_MS): Result<FileLock, ServiceFailure> {
  const driver = loadSqliteDriver();
  if (!driver.ok) return driver;
  const ownerPath = `${path}.owner.json`;
  let database: SqliteDatabase | undefined;
  try {
    database = new driver.value(`${path}.lock`, { timeout: waitMs });
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    const owner = { pid: process.pid, program, since: new Date().toISOString() };
    writeFileSync(ownerPath, JSON.stringify(owner), { mode: 0o600 });
  } catch (error) {
    database?.close();
    const reason = storageFailure(error, `${path}.lock`);
    return err(reason.code === 'database-busy' ? inUse(path, ownerPath) : reason);
  }
  const held = database;
  heldLocks.add(held);
  return ok({
    release() {
      heldLocks.delete(held);
      rmSync(ownerPath, { force: true }); // while it is still ours: after the close it may be the next one's
      held.close();
    },
  });
}

function inUse(path: string, ownerPath: string): ServiceFailure {
  return failure(
    'file-in-use',
    `${path} is in use by ${describeOwner(ownerPath)}.`,
    'Close that program, or use another folder with --data-dir FOLDER.',
  );
}

/** The file is only for people: it may be missing, half written or left over, and the lock does not rest on it. */
function describeOwner(ownerPath: string): string {
  let text: string;
  try {
    text = readFileSync(ownerPath, 'utf8');
  } catch {
    return 'another program'; // not written yet, or not ours to read
  }
  const owner = z.preprocess((value) => parseJson(String(value)), ownerSchema).safeParse(text);
  if (!owner.success) return 'another program';
  return `${owner.data.program} (process ${owner.data.pid}, since ${owner.data.since})`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // half written
  }
}
