import { rename, rm, stat, writeFile } from 'node:fs/promises';
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
  const partial = `${path}.part`;
  try {
    const at = await stat(path).catch(() => undefined); // not there, which is how it should be
    if (at?.isFile() === false) throw new Error('it is a folder or a device, not a file');
    await writeFile(partial, WRITERS[format](report.value));
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
