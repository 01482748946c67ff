import Papa from 'papaparse';
import type { CsvDialect } from '#shared/model/import.ts';

/** A row of the file. Blank ones are left out. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Physical line where it begins, from 1, and how many it spans (quoted cells may hold line breaks). */
  readonly line: number;
  readonly lineCount: number;
  /** Why its quotes make no sense, or null. */
  readonly malformed: string | null;
}

/** A longer line is not a row of prices, and a file without line ends must not be gathered whole. */
const MAX_LINE_LENGTH = 100_000;
/** A quote that is not closed within so many lines was not meant to open one. */
const MAX_RECORD_LINES = 50;

export class LineTooLong extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`line ${line} is longer than ${MAX_LINE_LENGTH} characters`);
    this.line = line;
  }
}

/**
 * Cuts text that comes in pieces into records and numbers their lines. Papa Parse reads the records; what it is given is
 * whole lines, so that an unclosed quote costs the row it stands in and not the rest of the file, and memory stays
 * bounded. Line ends may be LF, CRLF or CR.
 */
export class RecordReader {
  readonly #delimiter: CsvDialect['delimiter'];
  #rest = '';
  #endsInCr = false;
  #nextLine = 1;
  // The lines that the last records came from, to show a refused row as it stands.
  #block = '';
  #blockLine = 1;
  #blockLines: readonly string[] | undefined;

  constructor(delimiter: CsvDialect['delimiter']) {
    this.#delimiter = delimiter;
  }

  /** @returns the records that are complete now. Throws LineTooLong. */
  push(piece: string): CsvRecord[] {
    const text = this.#rest + this.#withPlainLineEnds(piece);
    const end = text.lastIndexOf('\n');
    this.#rest = text.slice(end + 1);
    if (this.#rest.length > MAX_LINE_LENGTH) throw new LineTooLong(this.#nextLine + countLines(text));
    return end === -1 ? [] : this.#readLines(text.slice(0, end), false);
  }

  /** @returns the records of the last line, which need not end in a line break. */
  end(): CsvRecord[] {
    const text = this.#rest;
    this.#rest = '';
    return text === '' ? [] : this.#readLines(text.endsWith('\n') ? text.slice(0, -1) : text, true);
  }

  /** A record of the last `push` or `end`, as it stands in the file. */
  textOf({ line, lineCount }: CsvRecord): string {
    this.#blockLines ??= this.#block.split('\n');
    return this.#blockLines.slice(line - this.#blockLine, line - this.#blockLine + lineCount).join('\n');
  }

  #withPlainLineEnds(piece: string): string {
    const text = this.#endsInCr ? `\r${piece}` : piece;
    this.#endsInCr = text.endsWith('\r');
    const whole = this.#endsInCr ? text.slice(0, -1) : text;
    return whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
  }

  #readLines(block: string, isLast: boolean): CsvRecord[] {
    this.#block = block;
    this.#blockLine = this.#nextLine;
    this.#blockLines = undefined;
    if (block === '') {
      this.#nextLine++; // one blank line, of which Papa Parse makes none
      return [];
    }
    const { data, errors } = this.#parse(block);
    if (errors.length > 0) return this.#readLineByLine(block.split('\n'), isLast);

    const records: CsvRecord[] = [];
    const hasQuotes = block.includes('"');
    for (const cells of data) {
      const lineCount = hasQuotes ? 1 + lineBreaksIn(cells) : 1;
      if (!isBlank(cells)) records.push({ cells, line: this.#nextLine, lineCount, malformed: null });
      this.#nextLine += lineCount;
    }
    return records;
  }

  /** The careful way, for a block in which some quote is not closed or not alone. */
  #readLineByLine(lines: readonly string[], isLast: boolean): CsvRecord[] {
    this.#blockLines = lines;
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < lines.length) {
      let lineCount = 1;
      let { data, errors } = this.#parse(lines[at]!);
      while (isUnclosed(errors) && at + lineCount < lines.length && lineCount < MAX_RECORD_LINES) {
        lineCount++;
        // Only a line with a quote can close one; leaving the others out keeps a file full of open quotes quick.
        if (!lines[at + lineCount - 1]!.includes('"')) continue;
        ({ data, errors } = this.#parse(lines.slice(at, at + lineCount).join('\n')));
      }
      if (isUnclosed(errors) && !isLast && at + lineCount >= lines.length && lineCount < MAX_RECORD_LINES) {
        // The next piece may close it.
        this.#rest = `${lines.slice(at).join('\n')}\n${this.#rest}`;
        break;
      }
      const malformed = errors.length > 0;
      // With quotes that make no sense nothing says where the row ends: it is taken to be its first line.
      if (malformed) lineCount = 1;
      const cells = malformed ? lines[at]!.split(this.#delimiter) : (data[0] ?? []);
      if (!isBlank(cells)) {
        records.push({
          cells,
          line: this.#nextLine,
          lineCount,
          malformed: malformed ? explain(errors) : null,
        });
      }
      this.#nextLine += lineCount;
      at += lineCount;
    }
    return records;
  }

  #parse(text: string): Papa.ParseResult<string[]> {
    return Papa.parse<string[]>(text, { delimiter: this.#delimiter, newline: '\n' });
  }
}

function isUnclosed(errors: readonly Papa.ParseError[]): boolean {
  return errors.length > 0 && errors.every(({ code }) => code === 'MissingQuotes');
}

function explain(errors: readonly Papa.ParseError[]): string {
  return isUnclosed(errors)
    ? 'a quote is opened and not closed'
    : 'a quoted cell goes on after its closing quote; quotes inside a cell are written twice';
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function lineBreaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) if (cell.includes('\n')) count += countLines(cell);
  return count;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
