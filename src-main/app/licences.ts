import { readFile } from 'node:fs/promises';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';

/** The licences of everything that ships, one text. Codes: `licences-missing`, those of `storageFailure`. */
export async function readLicences(path: string): Promise<Result<string, ServiceFailure>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return err(storageFailure(error, path));
    const message = `${path} is missing from this installation.`;
    return err(failure('licences-missing', message, 'Install Tradewind again.'));
  }
}
