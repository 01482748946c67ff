import type { CsvDialect } from '#shared/model/import.ts';
import { findHeaderRecord } from './guess-dialect.ts';
import { DateReader } from './read-date.ts';
import { LineTooLong, type CsvRecord } from './record-reader.ts';
import type { TextFile } from './text-file.ts';

/** The header and the rows of the first records of a file, and how many cells a row should have. */
export interface Head {
  readonly header: readonly string[];
  readonly rows: readonly CsvRecord[];
  readonly cellCount: number;
}

/** The beginning of a file (256 kB), in whole lines that all end. Throws LineTooLong. */
export async function readHead(file: TextFile): Promise<string> {
  const first = await file.pieces().next();
  if (first.done === true) return '';
  const { text, bytesDone } = first.value;
  if (bytesDone >= file.bytes) return `${text}\n`;
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  if (end === 0) throw new LineTooLong(1);
  return `${text.slice(0, end)}\n`;
}

/** The header is the first record with a cell for each chosen column; what stands above it is left out. */
export function splitHead(records: readonly CsvRecord[], dialect: CsvDialect): Head {
  if (!dialect.hasHeader) return { header: [], rows: records, cellCount: records[0]?.cells.length ?? 0 };
  const lastColumn = Math.max(...Object.values(dialect.columns));
  const at = Math.max(0, findHeaderRecord(records, lastColumn + 1));
  const header = records[at]?.cells ?? [];
  return { header, rows: records.slice(at + 1), cellCount: header.length };
}

/** Whether more of these rows go back in time than forward. The few that go the other way are then the ones out of order. */
export function isNewestFirst(rows: readonly CsvRecord[], { columns, dateFormat }: CsvDialect): boolean {
  const reader = new DateReader(dateFormat);
  let last = NaN;
  let balance = 0;
  for (const { cells } of rows) {
    const time = columns.time === -1 ? '' : (cells[columns.time] ?? '');
    if (reader.read(cells[columns.date] ?? '', time) !== null) continue;
    const now = Number.isNaN(reader.instantMs) ? reader.wallMs : reader.instantMs;
    if (now > last) balance++;
    if (now < last) balance--;
    last = now;
  }
  return balance < 0;
}
