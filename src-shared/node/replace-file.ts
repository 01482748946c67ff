import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { err, ok, type Result } from '../kernel/result.ts';

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** Writes a file the user has chosen: all of it, or nothing and the file that was there stays. Code: `file-not-written`. */
export async function replaceFile(
  path: string,
  content: string,
): Promise<Result<WrittenFile, ServiceFailure>> {
  const partial = join(dirname(path), `.${basename(path)}.part-${randomUUID()}`);
  try {
    const at = await stat(path).catch(() => undefined); // not there, which is how it should be
    if (at?.isFile() === false) throw new Error('it is a folder or a device, not a file');
    await writeNewFile(partial, content);
    await rename(partial, path);
    return ok({ path, bytes: (await stat(path)).size });
  } catch (error) {
    await rm(partial, { force: true });
    return err(
      failure(
        'file-not-written',
        `${path} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
        'Choose another folder, or free some space, and export again.',
      ),
    );
  }
}

/** On the disk when it returns. Throws when the file is there already: it would be somebody's. */
async function writeNewFile(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
