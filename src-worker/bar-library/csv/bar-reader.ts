import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';
import type { CsvDialect, RefusedRow } from '#shared/model/import.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';
import { checkBar, type Fault } from './check-bar.ts';
import { IncomingBars } from './incoming-bars.ts';
import { DateReader } from './read-date.ts';
import { explainNumber, readNumber } from './read-number.ts';
import type { CsvRecord } from './record-reader.ts';

export interface BarReaderOptions {
  readonly dialect: CsvDialect;
  readonly barSize: BarSize;
  readonly timeZone: string;
  /** Whether the file goes back in time: it is read as it stands and turned round. */
  readonly isNewestFirst: boolean;
  /** Cells of the header, or of the first row where there is none. */
  readonly cellCount: number;
  readonly textOf: (record: CsvRecord) => string;
  readonly onRefused: (row: RefusedRow) => void;
}

const PRICE_NAMES = ['open', 'high', 'low', 'close'] as const;
const MAX_TEXT = 200;

/**
 * Turns records into bars, or into rows refused with a reason. Of two bars of one time the first in the file stays.
 *
 * Times: bars of a day and longer are dated by their session, as UTC midnight of the date that is written; an instant
 * (with offset, or an epoch) at midnight UTC means that UTC date, any other the date in the series' zone. Shorter bars
 * are instants: a local time in the hour that the clocks skip is refused; in the hour lived twice it is the earlier one,
 * unless that would not come after the row before.
 */
export class BarReader {
  readonly bars: IncomingBars;
  refusedCount = 0;
  readonly #options: BarReaderOptions;
  readonly #date: DateReader;
  readonly #clock: ZoneClock;
  readonly #isDated: boolean;
  readonly #lastColumn: number;
  readonly #values = new Float64Array(4);
  readonly #instants = new Float64Array(2);
  #lastTime = NaN;

  constructor(options: BarReaderOptions) {
    this.#options = options;
    this.bars = new IncomingBars(options.isNewestFirst);
    this.#date = new DateReader(options.dialect.dateFormat);
    this.#clock = new ZoneClock(options.timeZone);
    this.#isDated = isDatedBySession(options.barSize);
    this.#lastColumn = Math.max(...Object.values(options.dialect.columns));
  }

  read(record: CsvRecord): void {
    const fault = this.#tryRead(record);
    if (fault === null) return;
    this.refusedCount++;
    const span =
      record.lineCount > 1 ? ` (lines ${record.line} to ${record.line + record.lineCount - 1})` : '';
    this.#options.onRefused({
      line: record.line,
      fault: fault.fault,
      reason: `${fault.reason}${span}`,
      text: this.#options.textOf(record).slice(0, MAX_TEXT),
    });
  }

  #tryRead(record: CsvRecord): Fault | null {
    const { cells } = record;
    const { columns, decimal } = this.#options.dialect;
    if (record.malformed !== null) return { fault: 'malformed-quotes', reason: record.malformed };
    const miscounted = this.#checkCellCount(cells);
    if (miscounted !== null) return miscounted;

    const time = this.#readTime(cells[columns.date]!, columns.time === -1 ? '' : cells[columns.time]!);
    if (typeof time !== 'number') return time;
    for (let i = 0; i < 4; i++) {
      const cell = cells[columns[PRICE_NAMES[i]!]]!;
      const value = readNumber(cell, decimal);
      if (!Number.isFinite(value)) return explainNumber(PRICE_NAMES[i]!, cell, decimal);
      this.#values[i] = value;
    }
    const volumeCell = columns.volume === -1 ? '' : cells[columns.volume]!;
    // Indices and currencies have no volume; their files leave the cell empty.
    const volume = volumeCell.trim() === '' ? 0 : readNumber(volumeCell, decimal);
    if (!Number.isFinite(volume)) return explainNumber('volume', volumeCell, decimal);

    const [open, high, low, close] = [this.#values[0]!, this.#values[1]!, this.#values[2]!, this.#values[3]!];
    const broken = checkBar(open, high, low, close, volume) ?? this.#checkOrder(time);
    if (broken !== null) return broken;
    this.bars.add(time, open, high, low, close, volume);
    this.#lastTime = time;
    return null;
  }

  #checkCellCount(cells: readonly string[]): Fault | null {
    if (cells.length <= this.#lastColumn) {
      return {
        fault: 'too-few-columns',
        reason: `${cells.length} cells, but ${this.#lastColumn + 1} are needed`,
      };
    }
    for (let i = this.#options.cellCount; i < cells.length; i++) {
      if (cells[i]!.trim() === '') continue; // a delimiter at the end
      const reason = `${cells.length} cells, but the file has ${this.#options.cellCount} columns: a number with commas?`;
      return { fault: 'too-many-columns', reason };
    }
    return null;
  }

  /** @returns Unix ms of the bar's start. */
  #readTime(dateCell: string, timeCell: string): number | Fault {
    const bad = this.#date.read(dateCell, timeCell);
    if (bad !== null) return { fault: 'bad-date', reason: bad };
    const { wallMs, instantMs } = this.#date;
    const isInstant = !Number.isNaN(instantMs);
    if (this.#isDated) return startOfDay(isInstant ? this.#dateOfInstant(wallMs, instantMs) : wallMs);
    if (isInstant) return instantMs;

    const count = this.#clock.instantsInto(this.#instants, wallMs);
    if (count === 1) return this.#instants[0]!;
    if (count === 2) return this.#chooseOfTwo(this.#instants[0]!, this.#instants[1]!);
    const text = `${dateCell.trim()} ${timeCell.trim()}`.trim();
    const reason = `${text} does not exist in ${this.#options.timeZone}: the clocks went forward over it`;
    return { fault: 'bad-date', reason };
  }

  #dateOfInstant(wallMs: number, instantMs: number): number {
    if (instantMs % MS_PER_DAY === 0) return instantMs;
    if (wallMs % MS_PER_DAY === 0) return wallMs; // midnight where it was written
    return instantMs + this.#clock.offsetAt(instantMs);
  }

  #chooseOfTwo(early: number, late: number): number {
    if (this.#options.isNewestFirst) return late >= this.#lastTime ? early : late;
    return early <= this.#lastTime ? late : early;
  }

  #checkOrder(time: number): Fault | null {
    const step = this.#options.isNewestFirst ? this.#lastTime - time : time - this.#lastTime;
    if (!(step <= 0)) return null; // the first one compares with NaN
    const shown = this.#isDated ? isoTime(time).slice(0, 10) : isoTime(time);
    if (step === 0 || this.bars.has(time)) {
      return { fault: 'duplicate-time', reason: `the file has a bar of ${shown} already` };
    }
    const side = this.#options.isNewestFirst ? 'later' : 'earlier';
    const last = this.#isDated ? isoTime(this.#lastTime).slice(0, 10) : isoTime(this.#lastTime);
    return { fault: 'unsorted', reason: `${shown} is ${side} than ${last}, the row before` };
  }
}

function startOfDay(ms: number): number {
  return Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
