import { civilDay, nthWeekday } from '../../model/civil-day.ts';
import { toMicros, type Micros } from '../../model/money.ts';
import type { SessionCalendar } from '../../model/sessions/session-calendar.ts';

/** Days are days since 1970-01-01. */
export interface Dividend {
  readonly kind: 'dividend';
  readonly symbol: string;
  /** From this day on the stock trades without it: whoever holds at the close before gets it. */
  readonly exDay: number;
  readonly recordDay: number;
  readonly payDay: number;
  /** Micro-units of the stock's currency for one share. */
  readonly perShare: Micros;
}

export interface Split {
  readonly kind: 'split';
  readonly symbol: string;
  /** From this day on one share is `numerator / denominator` shares. */
  readonly exDay: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** First month of the quarter in which a share goes ex (1 to 3), and the amount per quarter, currency units. */
const PAYERS: Readonly<Record<string, readonly [month: 1 | 2 | 3, amount: number]>> = {
  AAPL: [2, 0.26],
  MSFT: [2, 0.91],
  IBM: [2, 1.68],
  JPM: [1, 1.5],
  KO: [3, 0.51],
  PEP: [3, 1.4225],
  PG: [1, 1.0568],
  JNJ: [2, 1.3],
  XOM: [2, 1.03],
  CVX: [2, 1.71],
  VZ: [1, 0.69],
  T: [1, 0.2775],
  TLT: [3, 0.945],
};

/** Splits two for one in the June of odd years and back again in the June of even ones: any two years of virtual time see both. */
const SPLITTING = 'GE';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2060;
/** T+1 since 2024-05-28: the day of record is the ex day itself, before that the trading day after it. */
const SAME_DAY_RECORD_FROM = civilDay(2024, 5, 28);

/** The dividends of a stock, in order of ex day: four a year, ex on the first trading day from the 8th on, paid two weeks later. */
export function dividendsOf(symbol: string, calendar: SessionCalendar): readonly Dividend[] {
  const payer = PAYERS[symbol];
  if (payer === undefined) return [];
  const [firstMonth, amount] = payer;
  const dividends: Dividend[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    for (let month = firstMonth; month <= 12; month += 3) {
      const exDay = calendar.firstOnOrAfter(civilDay(year, month, 8))!.day;
      const recordDay = exDay >= SAME_DAY_RECORD_FROM ? exDay : calendar.firstOnOrAfter(exDay + 1)!.day;
      const payDay = calendar.firstOnOrAfter(exDay + 14)!.day;
      dividends.push({ kind: 'dividend', symbol, exDay, recordDay, payDay, perShare: toMicros(amount) });
    }
  }
  return dividends;
}

/** The splits of a stock, in order of ex day: effective on the first trading day from the second Monday of June on. */
export function splitsOf(symbol: string, calendar: SessionCalendar): readonly Split[] {
  if (symbol !== SPLITTING) return [];
  const splits: Split[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const exDay = calendar.firstOnOrAfter(nthWeekday(year, 6, 1, 2))!.day;
    const [numerator, denominator] = year % 2 === 1 ? [2, 1] : [1, 2];
    splits.push({ kind: 'split', symbol, exDay, numerator, denominator });
  }
  return splits;
}
