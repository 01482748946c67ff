import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { fileFailure } from './csv/text-file.ts';
import { DamagedBars } from './series-store.ts';

/** What the disk refused or spoiled while the library worked, in words; what only a bug can throw is thrown on. */
export function libraryFailure(error: unknown, path: string): ServiceFailure {
  if (error instanceof DamagedBars) {
    return failure(
      'bars-damaged',
      `Stored bars were changed by the disk and are not used: ${error.message}.`,
      'Delete the series and import it again, or restore a backup of research.db. Check the disk.',
    );
  }
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_')
    ? storageFailure(error, 'research.db')
    : fileFailure(error, path);
}
