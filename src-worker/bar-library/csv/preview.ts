import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { CsvDialect, ImportPreview, RefusedRow } from '#shared/model/import.ts';
import { BarReader } from './bar-reader.ts';
import { findSymbolColumn } from './find-columns.ts';
import { guessDialect } from './guess-dialect.ts';
import { guessFacts } from './guess-facts.ts';
import { isNewestFirst, readHead, splitHead } from './head.ts';
import { LineTooLong, RecordReader } from './record-reader.ts';
import type { TextFile } from './text-file.ts';

const MAX_ROWS_SHOWN = 50;
const MAX_REFUSED_SHOWN = 20;

export type FilePreview = Omit<ImportPreview, 'existing'>;

/**
 * Looks at the beginning of a file (256 kB, some thousand rows) and guesses everything the import needs to know.
 *
 * Codes: `no-rows`, `columns-unknown`, `line-too-long`.
 */
export async function previewFile(
  file: TextFile,
  given: CsvDialect | undefined,
): Promise<Result<FilePreview, ServiceFailure>> {
  try {
    const head = await readHead(file);
    const guessed = given === undefined ? guessDialect(head) : ok({ dialect: given, remarks: [] });
    return guessed.ok ? preview(file, head, guessed.value.dialect, guessed.value.remarks) : guessed;
  } catch (error) {
    if (error instanceof LineTooLong) return err(lineTooLong(file.name, error));
    throw error;
  }
}

export function lineTooLong(name: string, { message }: LineTooLong): ServiceFailure {
  return failure(
    'line-too-long',
    `${name} is not a file of rows: ${message}.`,
    'Choose a CSV file with one row per bar.',
  );
}

function preview(
  file: TextFile,
  head: string,
  dialect: CsvDialect,
  remarks: readonly string[],
): Result<FilePreview, ServiceFailure> {
  const records = new RecordReader(dialect.delimiter);
  const all = records.push(head);
  const { header, rows, cellCount } = splitHead(all, dialect);
  if (rows.length === 0) return err(failure('no-rows', `${file.name} has no rows under its header.`));

  const cells = rows.map((record) => record.cells);
  const symbolColumn = findSymbolColumn(header);
  const guess = guessFacts(
    file.name,
    symbolColumn === -1 ? undefined : cells[0]![symbolColumn],
    cells,
    dialect,
  );
  const refused: RefusedRow[] = [];
  const newestFirst = isNewestFirst(rows, dialect);
  const reader = new BarReader({
    dialect,
    barSize: guess.facts.barSize,
    timeZone: guess.facts.timeZone,
    isNewestFirst: newestFirst,
    cellCount,
    textOf: (record) => records.textOf(record),
    onRefused: (row) => {
      if (refused.length < MAX_REFUSED_SHOWN) refused.push(row);
    },
  });
  for (const record of rows) reader.read(record);

  return ok({
    fileName: file.name,
    fileBytes: file.bytes,
    dialect,
    header: [...header],
    rows: cells.slice(0, MAX_ROWS_SHOWN).map((row) => [...row]),
    refused,
    guess: guess.facts,
    remarks: [
      ...remarks,
      ...guess.remarks,
      ...(newestFirst ? ['The newest row comes first: the bars will be turned round.'] : []),
      ...refusedRemark(reader.refusedCount, rows.length),
    ],
  });
}

function refusedRemark(refusedCount: number, rowCount: number): string[] {
  if (refusedCount === 0) return [];
  return [`${refusedCount} of the first ${rowCount} rows would be refused: see the reasons.`];
}
