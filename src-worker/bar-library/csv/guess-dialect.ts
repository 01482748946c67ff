import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { CsvDialect } from '#shared/model/import.ts';
import { findColumnsByName, findColumnsByShape, isComplete, type FoundColumns } from './find-columns.ts';
import { guessDateFormat, readsAsDate } from './guess-dates.ts';
import { readNumber } from './read-number.ts';
import { RecordReader, type CsvRecord } from './record-reader.ts';

export interface DialectGuess {
  readonly dialect: CsvDialect;
  readonly remarks: readonly string[];
}

type Rows = readonly (readonly string[])[];

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to know a file by; dates are looked at in all of the text. */
const SAMPLE_ROWS = 200;
/** A date and four prices. */
const MIN_CELLS = 5;
const MAX_LINES_ABOVE_HEADER = 20;

/** How a text of bars is written. Codes: `no-rows`, `columns-unknown`. */
export function guessDialect(text: string): Result<DialectGuess, ServiceFailure> {
  const { delimiter, records } = chooseDelimiter(text);
  const [first] = records;
  if (first === undefined) return err(failure('no-rows', 'The file has no rows.'));
  // A first row with a date in it is a row, even a faulty one: taken for a header it would vanish unreported.
  const hasHeader = !first.cells.some(readsAsDate) && first.cells.some((cell) => /[A-Za-z]/.test(cell));
  const headerAt = hasHeader ? findHeader(records) : -1;
  const header = hasHeader ? records[headerAt]!.cells : [];
  const rows = records.slice(headerAt + 1).map(({ cells }) => cells);
  if (rows.length === 0) return err(failure('no-rows', 'The file has a header and no rows.'));

  const sample = sampleOf(rows);
  const decimal = guessDecimal(sample);
  const dateLike = dateColumns(sample);
  const found = findColumns(header, sample, dateLike, decimal.mark);
  if (found === undefined) return err(columnsUnknown(header, first));
  const dates = guessDateFormat(rows.map((row) => row[found.columns.date] ?? '').filter(readsAsDate));
  if (dates === undefined) return err(columnsUnknown(header, first));
  const dialect: CsvDialect = {
    delimiter,
    decimal: decimal.mark,
    hasHeader,
    dateFormat: dates.format,
    columns: found.columns,
  };
  const skipped = headerAt > 0 ? [`The first ${headerAt} lines before the header are left out.`] : [];
  return ok({ dialect, remarks: [...skipped, ...decimal.remarks, ...dates.remarks, ...found.remarks] });
}

/** The delimiter under which the most rows look like bars. */
function chooseDelimiter(text: string): { delimiter: CsvDialect['delimiter']; records: CsvRecord[] } {
  const readings = DELIMITERS.map((delimiter) => {
    const reader = new RecordReader(delimiter);
    const records = [...reader.push(text), ...reader.end()];
    const sample = records.slice(0, SAMPLE_ROWS);
    const cellCount = sample.reduce((sum, { cells }) => sum + cells.length, 0);
    return { delimiter, records, barRows: sample.filter(isBarRow).length, cellCount };
  });
  readings.sort((a, b) => b.barRows - a.barRows || b.cellCount - a.cellCount);
  return readings[0]!;
}

/** A date and at least four numbers. */
function isBarRow({ cells }: CsvRecord): boolean {
  const dateAt = cells.findIndex(readsAsDate);
  return dateAt !== -1 && cells.filter((cell, at) => at !== dateAt && isNumeric(cell)).length >= 4;
}

/** Titles and remarks may stand above the header: it is the first record that is wide enough for bars. */
function findHeader(records: readonly CsvRecord[]): number {
  return Math.max(0, findHeaderRecord(records, MIN_CELLS));
}

/** Index among the first records of the one that has at least `cellCount` cells, or -1. */
export function findHeaderRecord(records: readonly CsvRecord[], cellCount: number): number {
  return records.slice(0, MAX_LINES_ABOVE_HEADER).findIndex(({ cells }) => cells.length >= cellCount);
}

function sampleOf(rows: Rows): Rows {
  return rows.slice(0, SAMPLE_ROWS);
}

function dateColumns(sample: Rows): number[] {
  const width = Math.max(...sample.map((row) => row.length));
  const found: number[] = [];
  for (let index = 0; index < width; index++) {
    const share = sample.filter((row) => readsAsDate(row[index] ?? '')).length / sample.length;
    if (share >= 0.5) found.push(index);
  }
  return found;
}

function findColumns(
  header: readonly string[],
  sample: Rows,
  dateLike: readonly number[],
  decimal: CsvDialect['decimal'],
): FoundColumns | undefined {
  const named = findColumnsByName(header, dateLike);
  if (isComplete(named.columns)) return named;
  return findColumnsByShape(sample, dateLike, decimal);
}

function guessDecimal(sample: Rows): { mark: CsvDialect['decimal']; remarks: readonly string[] } {
  const cells = sample.flat().map((cell) => cell.trim());
  if (cells.some((cell) => /^[+-]?\d*\.\d+$/.test(cell))) return { mark: '.', remarks: [] };
  const withComma = cells.filter((cell) => /^[+-]?\d+,\d+$/.test(cell));
  if (withComma.length === 0) return { mark: '.', remarks: [] };
  const couldBeThousands = withComma.every((cell) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell));
  const doubt = `Numbers such as ${withComma[0]} were read with a decimal comma. If the comma separates thousands, save the file without it.`;
  return { mark: ',', remarks: couldBeThousands ? [doubt] : [] };
}

function isNumeric(cell: string): boolean {
  return !Number.isNaN(readNumber(cell, '.')) || !Number.isNaN(readNumber(cell, ','));
}

function columnsUnknown(header: readonly string[], first: CsvRecord): ServiceFailure {
  const seen = (header.length > 0 ? header : first.cells).slice(0, 12).join(', ').slice(0, 200);
  return failure(
    'columns-unknown',
    `No date, open, high, low and close were found. The file begins with: ${seen}.`,
    'A file of bars has one row per bar with these five columns, and perhaps a volume; name them in a header.',
  );
}
