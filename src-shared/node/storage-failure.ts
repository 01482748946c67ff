import { failure, type ServiceFailure } from '../ipc/errors.ts';

/**
 * What SQLite, or the disk under it, refused, in words and with what to do. Anything else is a bug and is thrown on.
 *
 * Codes: `database-busy`, `database-corrupt`, `disk-full`, `database-unwritable`, `database-unreadable`, `disk-error`.
 */
export function storageFailure(error: unknown, path: string): ServiceFailure {
  const code = codeOf(error);
  const detail = (error as Error).message;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return failure(
      'database-busy',
      `${path} is being written by another program.`,
      'Close that program and try again.',
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return corruptFailure(path, detail);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return failure(
      'disk-full',
      `The disk that holds ${path} is full. What was being saved is not saved.`,
      'Free space and try again.',
    );
  }
  if (/^(SQLITE_(READONLY|PERM|AUTH)|EROFS|EACCES|EPERM)/.test(code)) {
    return failure(
      'database-unwritable',
      `${path} cannot be written: ${detail}.`,
      'Check the rights of the file and of its folder.',
    );
  }
  if (/^SQLITE_CANTOPEN/.test(code)) {
    return failure(
      'database-unreadable',
      `${path} cannot be opened: ${detail}.`,
      'Check that it is a file that this user may read and write.',
    );
  }
  if (/^SQLITE_IOERR/.test(code)) {
    return failure(
      'disk-error',
      `The disk failed while ${path} was used: ${detail} (${code}).`,
      'Check the disk, then start again.',
    );
  }
  throw error;
}

export function corruptFailure(path: string, detail: string): ServiceFailure {
  return failure(
    'database-corrupt',
    `${path} is damaged and is not used: ${detail}.`,
    `Put a backup in its place, or move ${path} (with its -wal and -shm files) away to begin with an empty one.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
