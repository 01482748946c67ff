import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { fileFailure } from './csv/text-file.ts';
import { DamagedBars } from './series-store.ts';

/**
 * What is thrown to the caller of another thread: an Error with a sentence. SQLite's own errors are no true Errors; copied
 * from thread to thread they arrive as `{ code }`, without a word.
 */
export function tellableError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  try {
    const { message, help } = storageFailure(error, 'research.db');
    return new Error(help === undefined ? message : `${message} ${help}`);
  } catch {
    // No fault of the disk but a bug of ours: its own words are what helps.
    const plain = new Error(`research.db: ${(error as Error).message}`);
    plain.stack = `${plain.message}\n${(error as Error).stack ?? ''}`;
    return plain;
  }
}

/** What the disk refused or spoiled while the library worked, in words; what only a bug can throw is thrown on. */
export function libraryFailure(error: unknown, path: string): ServiceFailure {
  if (error instanceof DamagedBars) {
    return failure(
      'bars-damaged',
      `Stored bars were changed by the disk and are not used: ${error.message}.`,
      'Delete the series and import it again, or restore a backup of research.db. Check the disk.',
    );
  }
  return isSqliteError(error) ? storageFailure(error, 'research.db') : fileFailure(error, path);
}

function isSqliteError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_');
}
