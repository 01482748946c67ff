import type { CsvDialect } from '#shared/model/import.ts';
import { readNumber } from './read-number.ts';

export type Columns = CsvDialect['columns'];

/** Which cell is what, as far as it can be told; -1 where it cannot. */
export interface FoundColumns {
  readonly columns: Columns;
  readonly remarks: readonly string[];
}

/** Spellings of each column, best first, as `plain` leaves them. */
const NAMES = {
  date: ['date', 'datetime', 'timestamp', 'tradedate', 'day', 'time', 'opentime', 'gmttime', 'localtime', 'dtyyyymmdd', 'unix', 'unixtime', 'ts', 't'],
  time: ['time', 'timeofday', 'hour', 'tradetime'],
  open: ['open', 'o', 'openprice', 'priceopen', 'openingprice', 'first'],
  high: ['high', 'h', 'highprice', 'pricehigh', 'highest', 'max'],
  low: ['low', 'l', 'lowprice', 'pricelow', 'lowest', 'min'],
  close: ['close', 'c', 'closelast', 'closeprice', 'priceclose', 'closingprice', 'last', 'lastprice', 'price', 'settle', 'adjclose', 'adjustedclose'],
  volume: ['volume', 'v', 'vol', 'totalvolume', 'tradevolume', 'tickvol', 'tickvolume'],
} as const; // prettier-ignore

const SYMBOL_NAMES = ['symbol', 'ticker', 'name', 'instrument', 'code', 'actsymbol', 'stock', 'tic', 'secid'];
/** Words that make a column something else although it speaks of an open or a close. */
const OTHER_WORDS = new Set([
  'interest',
  'ask',
  'time',
  'adj',
  'adjusted',
  'change',
  'pct',
  'percent',
  'int',
]);

/** Share of rows that must look alike: a few faulty ones do not hide what the others are, even in a short file. */
const MOST = 0.6;

/** Finds the columns by their names, and the date by its looks where its name says nothing. */
export function findColumnsByName(header: readonly string[], dateLike: readonly number[]): FoundColumns {
  const names = header.map(plain);
  const taken = new Set<number>();
  const remarks: string[] = [];
  const take = (index: number) => {
    if (index !== -1) taken.add(index);
    return index;
  };
  const byName = (wanted: readonly string[]) => {
    for (const name of wanted) {
      const index = names.findIndex((found, at) => found === name && !taken.has(at));
      if (index !== -1) return index;
    }
    return -1;
  };
  const byWord = (word: string) =>
    header.findIndex(
      (text, at) =>
        !taken.has(at) && words(text).includes(word) && !words(text).some((w) => OTHER_WORDS.has(w)),
    );

  const named = byName(NAMES.date);
  const date = take(named !== -1 && dateLike.includes(named) ? named : (dateLike[0] ?? named));
  const time = take(byName(NAMES.time));
  const open = take(either(byName(NAMES.open), () => byWord('open')));
  const high = take(either(byName(NAMES.high), () => byWord('high')));
  const low = take(either(byName(NAMES.low), () => byWord('low')));
  const close = take(either(byName(NAMES.close), () => byWord('close')));
  const volume = take(either(byName(NAMES.volume), () => byWord('volume')));

  if (open !== -1 && words(header[open]!).includes('bid')) {
    remarks.push('The file holds quotes: the bid prices were chosen. Choose other columns for the ask.');
  }
  if (close !== -1 && !names[close]!.startsWith('adj') && names.some((name) => name.startsWith('adj'))) {
    remarks.push(`"${header[close]}" was taken as the close, not the adjusted one beside it.`);
  }
  if (close !== -1 && names[close]!.startsWith('adj')) {
    remarks.push(
      `There is only an adjusted close ("${header[close]}"): open, high and low may not be adjusted with it.`,
    );
  }
  return { columns: { date, time, open, high, low, close, volume }, remarks };
}

/** Finds the columns by their looks: a date, perhaps a time, then open, high, low, close and perhaps volume. */
export function findColumnsByShape(
  rows: readonly (readonly string[])[],
  dateLike: readonly number[],
  decimal: CsvDialect['decimal'],
): FoundColumns | undefined {
  const date = dateLike[0];
  if (date === undefined) return undefined;
  const width = Math.max(...rows.map((row) => row.length));
  const share = (index: number, test: (cell: string) => boolean) =>
    rows.filter((row) => test(row[index]?.trim() ?? '')).length / rows.length;
  const time =
    share(date + 1, (cell) => /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(cell)) >= MOST ? date + 1 : -1;
  const numeric: number[] = [];
  for (let index = 0; index < width; index++) {
    if (index === date || index === time) continue;
    if (share(index, (cell) => !Number.isNaN(readNumber(cell, decimal))) >= MOST) numeric.push(index);
  }
  const [open = -1, high = -1, low = -1, close = -1, volume = -1] = numeric;
  if (close === -1) return undefined;
  const columns: Columns = { date, time, open, high, low, close, volume };
  const fitting = rows.filter((row) => isPlausible(row, columns, decimal)).length;
  if (fitting < rows.length * MOST) return undefined;
  return {
    columns,
    remarks: [
      'Nothing names the columns: they were taken as open, high, low, close by their place. Check them.',
    ],
  };
}

/** The column that names the symbol of each row, or -1. */
export function findSymbolColumn(header: readonly string[]): number {
  const names = header.map(plain);
  return names.findIndex((name) => SYMBOL_NAMES.includes(name));
}

export function isComplete({ date, open, high, low, close }: Columns): boolean {
  return Math.min(date, open, high, low, close) >= 0;
}

function isPlausible(row: readonly string[], columns: Columns, decimal: CsvDialect['decimal']): boolean {
  const value = (index: number) => readNumber(row[index] ?? '', decimal);
  const open = value(columns.open);
  const high = value(columns.high);
  const low = value(columns.low);
  const close = value(columns.close);
  return high >= low && open <= high && open >= low && close <= high && close >= low;
}

function either(first: number, second: () => number): number {
  return first === -1 ? second() : first;
}

/** Letters only, lower case: `<OPEN>`, `1. open` and `Open` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function words(name: string): string[] {
  return name.toLowerCase().split(/[^a-z]+/);
}
