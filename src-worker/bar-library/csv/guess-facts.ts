import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { BAR_SIZES, barSizeMs, type BarSize } from '#shared/model/bar-size.ts';
import { currencySchema } from '#shared/model/currency.ts';
import type { CsvDialect } from '#shared/model/import.ts';
import { symbolSchema, type SeriesFacts } from '#shared/model/series.ts';
import { DateReader } from './read-date.ts';
import { readNumber } from './read-number.ts';

export interface FactsGuess {
  readonly facts: SeriesFacts;
  readonly remarks: readonly string[];
}

type Rows = readonly (readonly string[])[];

/** What the file and its name suggest about the series. Everything here is for the user to confirm. */
export function guessFacts(
  fileName: string,
  symbolCell: string | undefined,
  rows: Rows,
  dialect: CsvDialect,
): FactsGuess {
  const remarks: string[] = [];
  const times = readTimes(rows, dialect);
  const barSize = guessBarSize(times, remarks);
  const symbol = guessSymbol(fileName, symbolCell, remarks);
  const pair = readPair(symbol);
  const isCrypto = pair !== undefined && CRYPTO.has(pair.base);
  const timeZone = guessTimeZone(times, isCrypto, remarks);
  remarks.push(
    pair === undefined
      ? 'Nothing in the file tells the currency: USD was taken.'
      : `${symbol} looks like a pair: the currency was taken to be ${pair.quote}.`,
    'Nothing in the file tells whether prices are adjusted: raw was taken.',
  );
  return {
    facts: {
      symbol,
      source: `csv:${fileName}`.slice(0, 64).trim(),
      barSize,
      currency: currencySchema.parse(pair?.quote ?? 'USD'),
      tick: guessTick(rows, dialect, remarks),
      multiplier: 1,
      lot: isCrypto ? 0.0001 : 1,
      timeZone,
      adjustment: 'raw',
    },
    remarks,
  };
}

interface Times {
  /** Instants where the file says them, else local times as if they were UTC. In the file's order. */
  readonly ms: readonly number[];
  readonly hasTimeOfDay: boolean;
  readonly isEpoch: boolean;
  /** UTC offsets that are written, in minutes. */
  readonly offsets: ReadonlySet<number>;
}

function readTimes(rows: Rows, { columns, dateFormat }: CsvDialect): Times {
  const reader = new DateReader(dateFormat);
  const ms: number[] = [];
  const offsets = new Set<number>();
  let hasTimeOfDay = false;
  for (const row of rows) {
    if (reader.read(row[columns.date] ?? '', columns.time === -1 ? '' : (row[columns.time] ?? '')) !== null)
      continue;
    const isInstant = !Number.isNaN(reader.instantMs);
    const time = isInstant ? reader.instantMs : reader.wallMs;
    if (isInstant && !Number.isNaN(reader.wallMs)) offsets.add((reader.wallMs - time) / MS_PER_MINUTE);
    if ((Number.isNaN(reader.wallMs) ? time : reader.wallMs) % MS_PER_DAY !== 0) hasTimeOfDay = true;
    ms.push(time);
  }
  return { ms, hasTimeOfDay, isEpoch: dateFormat.startsWith('unix'), offsets };
}

/** The most frequent step between rows, or the nearest bar size below it. */
function guessBarSize({ ms, hasTimeOfDay }: Times, remarks: string[]): BarSize {
  const counts = new Map<number, number>();
  for (let i = 1; i < ms.length; i++) {
    const step = Math.abs(ms[i]! - ms[i - 1]!);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  if (counts.size === 0) {
    remarks.push('There are too few rows to tell the bar size: 1 day was taken.');
    return '1 day';
  }
  const commonest = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
  // Months have 28 to 31 days, and clocks change: a little off is the same size.
  const nominal =
    commonest >= 27 * MS_PER_DAY && commonest <= 32 * MS_PER_DAY ? barSizeMs('1 month') : commonest;
  const exact = BAR_SIZES.find(
    (size) => Math.abs(barSizeMs(size) - nominal) <= (nominal > MS_PER_DAY / 2 ? MS_PER_HOUR : 0),
  );
  if (exact !== undefined) return exact;
  const below = BAR_SIZES.filter((size) => barSizeMs(size) <= nominal).at(-1) ?? BAR_SIZES[0];
  const guess = hasTimeOfDay || barSizeMs(below) < MS_PER_DAY ? below : '1 day';
  remarks.push(
    `Rows are most often ${describeStep(commonest)} apart, which is no bar size: ${guess} was taken. Check it.`,
  );
  return guess;
}

function describeStep(ms: number): string {
  if (ms < MS_PER_MINUTE) return `${ms / 1_000} seconds`;
  if (ms < MS_PER_HOUR) return `${Math.round(ms / MS_PER_MINUTE)} minutes`;
  return ms < MS_PER_DAY ? `${(ms / MS_PER_HOUR).toFixed(1)} hours` : `${(ms / MS_PER_DAY).toFixed(1)} days`;
}

/** Parts of file names that name no symbol. */
const NOT_SYMBOLS =
  /^(eq|fx|index|idx|crypto|us|usa|daily|day|hour|hourly|min|minute|trade|trades|quote|quotes|bid|ask|mid|data|ohlc|ohlcv|hist|historical|history|prices?|stock|export|download|csv|\d+(min|m|hour|h|d|day)?)$/i;

function guessSymbol(fileName: string, symbolCell: string | undefined, remarks: string[]): string {
  const fromCell = symbolSchema.safeParse(symbolCell ?? '');
  if (fromCell.success) {
    remarks.push(`The symbol ${fromCell.data} is from the file.`);
    return fromCell.data;
  }
  const base = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const parts = base.split(/[_\s,()]+/).filter((part) => part !== '' && !NOT_SYMBOLS.test(part));
  const cleaned = (parts[0] ?? base).replace(/[^A-Za-z0-9._^=&-]/g, '').replace(/^[^A-Za-z0-9]+/, '');
  const parsed = symbolSchema.safeParse(cleaned.toUpperCase().slice(0, 32));
  const symbol = parsed.success ? parsed.data : 'UNNAMED';
  remarks.push(`The symbol ${symbol} is from the name of the file.`);
  return symbol;
}

const CURRENCIES = new Set(
  'USD EUR GBP JPY CHF AUD NZD CAD SEK NOK DKK SGD HKD CNH CNY MXN ZAR TRY PLN HUF CZK ILS KRW INR BRL'.split(
    ' ',
  ),
);
const CRYPTO = new Set('BTC XBT ETH LTC BCH XRP SOL ADA DOGE DOT AVAX LINK BNB'.split(' '));

function readPair(symbol: string): { readonly base: string; readonly quote: string } | undefined {
  const match = /^([A-Z]{3,4})[-/.]?([A-Z]{3,4})$/.exec(symbol);
  if (match === null) return undefined;
  const [, base = '', quote = ''] = match;
  const isQuote = CURRENCIES.has(quote) || quote === 'USDT' || quote === 'USDC' || CRYPTO.has(quote);
  return isQuote && (CURRENCIES.has(base) || CRYPTO.has(base)) ? { base, quote } : undefined;
}

/** Zones by the offsets a year's data may show, in minutes. */
const ZONES: readonly (readonly [offsets: readonly number[], zone: string])[] = [
  [[0], 'UTC'],
  [[-300, -240], 'America/New_York'],
  [[-360, -300], 'America/Chicago'],
  [[-480, -420], 'America/Los_Angeles'],
  [[0, 60], 'Europe/London'],
  [[60, 120], 'Europe/Berlin'],
  [[120, 180], 'Europe/Athens'],
  [[330], 'Asia/Kolkata'],
  [[480], 'Asia/Hong_Kong'],
  [[540], 'Asia/Tokyo'],
  [[600, 660], 'Australia/Sydney'],
];

function guessTimeZone({ offsets, isEpoch }: Times, isCrypto: boolean, remarks: string[]): string {
  if (offsets.size > 0) {
    const zone = ZONES.find(([known]) => [...offsets].every((offset) => known.includes(offset)))?.[1];
    const written = [...offsets]
      .map((minutes) => `${minutes < 0 ? '-' : '+'}${Math.abs(minutes / 60)}`)
      .join(' and ');
    remarks.push(
      zone === undefined
        ? `Times are written with UTC offsets of ${written} hours, which fit no zone known here: UTC was taken. Choose the exchange's zone.`
        : `Times are written with their UTC offset (${written} hours): the zone was taken to be ${zone}.`,
    );
    return zone ?? 'UTC';
  }
  if (isCrypto) {
    remarks.push('Crypto trades round the clock: the zone was taken to be UTC.');
    return 'UTC';
  }
  remarks.push(
    isEpoch
      ? "Times are instants; nothing tells the exchange's zone: America/New_York was taken."
      : 'Nothing in the file tells the time zone: America/New_York was taken.',
  );
  return 'America/New_York';
}

const MAX_DECIMALS = 8;

/** One unit of the last decimal that prices really use. Noise of single-precision numbers (1455.219971) is seen through. */
function guessTick(rows: Rows, { columns, decimal }: CsvDialect, remarks: string[]): number {
  const prices: number[] = [];
  for (const row of rows) {
    for (const index of [columns.open, columns.high, columns.low, columns.close]) {
      const price = readNumber(row[index] ?? '', decimal);
      if (Number.isFinite(price)) prices.push(price);
    }
  }
  let decimals = 0;
  while (decimals < MAX_DECIMALS && share(prices, (price) => fits(price, decimals)) < 0.99) decimals++;
  // Whole prices are chance more often than a contract that trades in whole units.
  const tick = 1 / 10 ** Math.max(2, decimals);
  remarks.push(
    decimals > 2
      ? `Prices have ${decimals} decimals: the tick was taken to be ${tick}. Adjusted prices have more decimals than the contract: enter the contract's tick.`
      : `The tick was taken to be ${tick}.`,
  );
  return tick;
}

function fits(price: number, decimals: number): boolean {
  const rounded = Number(price.toFixed(decimals));
  return rounded === price || (Math.fround(rounded) === Math.fround(price) && decimals >= 2 && price >= 1);
}

function share(values: readonly number[], test: (value: number) => boolean): number {
  return values.length === 0 ? 1 : values.filter(test).length / values.length;
}
