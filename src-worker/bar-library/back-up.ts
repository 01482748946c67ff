import { randomUUID } from 'node:crypto';
import {
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { loadSqliteDriver, type SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { libraryFailure } from './library-failure.ts';

/** Copied between two chances for other calls: 64 pages of 64 kB. */
const PAGES_AT_ONCE = 64;

export interface Backup {
  readonly bytes: number;
  /** Where the file that had this name waits, in case the backup is taken back; undefined when there was none. */
  readonly replaced?: string | undefined;
  /** The file itself, whatever its name: nobody else's is taken back. */
  readonly inode: number;
}

/**
 * Copies the database while it is in use, into a file beside the target that takes its name when it is whole: the target
 * is the old file or the new one, never half of one. The copy is one file, without a log of its own.
 *
 * Codes: `backup-onto-itself`, `backup-onto-database`, `backup-target-is-folder`, `backup-folder-missing`, and what the disk refuses.
 */
export async function backUp(
  db: SqliteDatabase,
  source: string,
  target: string,
): Promise<Result<Backup, ServiceFailure>> {
  const refusal = judgeTarget(source, target);
  if (refusal !== undefined) return err(refusal);
  const beside = (kind: string) => join(dirname(target), `.${basename(target)}.${kind}-${randomUUID()}`);
  const draft = beside('part');
  try {
    await db.backup(draft, { progress: () => PAGES_AT_ONCE });
    finishDraft(draft);
    const replaced = existsSync(target) ? beside('replaced') : undefined;
    if (replaced !== undefined) renameSync(target, replaced);
    renameSync(draft, target);
    const { size, ino } = statSync(target);
    return ok({ bytes: size, replaced, inode: ino });
  } catch (error) {
    return err(libraryFailure(error, target));
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${suffix}`, { force: true });
  }
}

/** Codes: `backup-changed`, and what the disk refuses. */
export function undoBackup(target: string, { replaced, inode }: Backup): Result<null, ServiceFailure> {
  try {
    const at = statSync(target, { throwIfNoEntry: false });
    if (at !== undefined && at.ino !== inode) {
      return err(
        failure(
          'backup-changed',
          `${target} is another file now: it was written again after that backup, and stays.`,
          'Undo the later backup first, or delete the file yourself.',
        ),
      );
    }
    if (replaced === undefined) rmSync(target, { force: true });
    else renameSync(replaced, target);
    return ok(null);
  } catch (error) {
    return err(libraryFailure(error, target));
  }
}

export function settleBackup({ replaced }: Backup): void {
  if (replaced !== undefined) rmSync(replaced, { force: true });
}

/** In the data folder: an open database that is replaced takes what is written to it from then on with it. */
const DATABASE_FILE = /^(trading|research)\.db(-wal|-shm|\.lock|\.owner\.json)?$/;

function judgeTarget(source: string, target: string): ServiceFailure | undefined {
  if (!existsSync(dirname(target))) {
    return failure(
      'backup-folder-missing',
      `${dirname(target)} does not exist.`,
      'Choose a folder that does.',
    );
  }
  const at = statSync(target, { throwIfNoEntry: false });
  if (at !== undefined && !at.isFile()) {
    const what = at.isDirectory() ? 'a folder' : 'a device';
    return failure('backup-target-is-folder', `${target} is ${what}.`, 'Choose a file name for the backup.');
  }
  const own = statSync(source);
  if (own.ino === at?.ino && own.dev === at.dev) {
    return failure(
      'backup-onto-itself',
      'The backup would replace the library itself.',
      'Choose another file.',
    );
  }
  const isInDataFolder = realpathSync(dirname(target)) === realpathSync(dirname(source));
  if (isInDataFolder && DATABASE_FILE.test(basename(target))) {
    return failure(
      'backup-onto-database',
      `${target} is a name that Tradewind itself uses.`,
      'Choose another name, or better another folder.',
    );
  }
  return undefined;
}

/** Reads the copy back, so that a bad one is noticed now, and brings it to the disk. */
function finishDraft(draft: string): void {
  const driver = loadSqliteDriver();
  if (!driver.ok) throw new Error(driver.error.message);
  const copy = new driver.value(draft);
  try {
    copy.pragma('journal_mode = DELETE');
    copy.exec('UPDATE storage_mark SET clean = 1; DELETE FROM undo_step'); // those steps are the original's to take back
    copy.prepare('SELECT count(*) FROM series').get();
  } finally {
    copy.close();
  }
  const file = openSync(draft, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
