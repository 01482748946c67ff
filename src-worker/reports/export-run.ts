import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunId } from '#shared/model/backtest.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { csvReport } from './csv-report.ts';
import { htmlReport } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { loadReport } from './load-report.ts';

const WRITERS = { csv: csvReport, json: jsonReport, html: htmlReport };

/** Writes a finished run to a file: all of it, or nothing and the file that was there stays. */
export async function exportRun(
  library: LibraryCalls,
  runId: RunId,
  format: keyof typeof WRITERS,
  path: string,
): Promise<Result<{ readonly path: string; readonly bytes: number }, ServiceFailure>> {
  const report = await loadReport(library, runId);
  if (!report.ok) return report;
  const partial = join(dirname(path), `.${basename(path)}.part-${randomUUID()}`);
  try {
    const at = await stat(path).catch(() => undefined); // not there, which is how it should be
    if (at?.isFile() === false) throw new Error('it is a folder or a device, not a file');
    await writeNewFile(partial, WRITERS[format](report.value));
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
