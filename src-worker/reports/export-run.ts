import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { RunId } from '#shared/model/backtest.ts';
import { replaceFile, type WrittenFile } from '#shared/node/replace-file.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { csvReport } from './csv-report.ts';
import { htmlReport } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { loadTables } from './load-tables.ts';
import { tablesCsv } from './tables-csv.ts';

const WRITERS = { csv: csvReport, 'tables-csv': tablesCsv, json: jsonReport, html: htmlReport };

/** Writes a finished run to a file: all of it, or nothing and the file that was there stays. */
export async function exportRun(
  library: LibraryCalls,
  runId: RunId,
  format: keyof typeof WRITERS,
  path: string,
): Promise<Result<WrittenFile, ServiceFailure>> {
  const loaded = await loadTables(library, runId);
  if (!loaded.ok) return loaded;
  return replaceFile(path, WRITERS[format](loaded.value.report, loaded.value.tables));
}
