import { lowerBound } from '#shared/bars/columns.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import { weekdayOf } from '#shared/model/civil-day.ts';
import { LocalDays } from '#shared/model/local-days.ts';

const SUNDAY = 0;
const SATURDAY = 6;

export interface DailyReturns {
  /** Simple, one per day with a bar. Empty when the account was worth nothing at the end of a day: what follows has no return. */
  readonly returns: readonly number[];
  /** Of each day with a bar: days since 1970-01-01 in the zone, start of its last bar in Unix ms, and the worth then in micros. */
  readonly days: readonly number[];
  readonly times: readonly number[];
  readonly closes: readonly number[];
  readonly saturdays: number;
  readonly sundays: number;
}

/**
 * Returns from day to day, each day at its last equity; the first counts from `startCash`.
 *
 * @param time   Unix ms, ascending
 * @param equity micros, of one length with `time`
 */
export function dailyReturns(
  time: Float64Array,
  equity: Float64Array,
  startCash: number,
  timeZone: string,
): DailyReturns {
  const days = new LocalDays(timeZone);
  const closes: number[] = [];
  const times: number[] = [];
  const numbers: number[] = [];
  let saturdays = 0;
  let sundays = 0;
  let day = NaN;
  for (let i = 0; i < time.length; i = nextFrom(time, i, days.until)) {
    const next = days.advance(time[i]!);
    if (next === day) continue;
    if (i > 0) {
      closes.push(equity[i - 1]!);
      times.push(time[i - 1]!);
    }
    numbers.push(next);
    day = next;
    if (weekdayOf(day) === SATURDAY) saturdays++;
    if (weekdayOf(day) === SUNDAY) sundays++;
  }
  if (time.length > 0) {
    closes.push(equity[time.length - 1]!);
    times.push(time[time.length - 1]!);
  }
  const isRuined = closes.some((close) => close <= 0);
  const returns = isRuined ? [] : closes.map((close, i) => close / (closes[i - 1] ?? startCash) - 1);
  return { returns, days: numbers, times, closes, saturdays, sundays };
}

/** Weekly and monthly bars show no days: their returns are of weeks and months. */
export function isLongerThanDay(barSize: BarSize): boolean {
  return barSize === '1 week' || barSize === '1 month';
}

/** How many of these returns make a year. */
export function returnsPerYear(barSize: BarSize, daily: DailyReturns): number {
  if (barSize === '1 week') return 52;
  return barSize === '1 month' ? 12 : tradingDaysPerYear(daily);
}

/**
 * 365 for a market that never closes, such as crypto; else 252. Both days of the weekend must be there at least half as
 * often as in a calendar without gaps: currencies reopen on Sunday evening, and stock exchanges once met on Saturdays.
 */
function tradingDaysPerYear({ returns, saturdays, sundays }: DailyReturns): number {
  const rarer = Math.min(saturdays, sundays);
  return rarer > 0 && rarer * 14 >= returns.length ? 365 : 252;
}

/** Index of the first time not before `until`, after `from`: in doubling strides, so that a day of minutes costs a dozen looks. */
function nextFrom(time: Float64Array, from: number, until: number): number {
  let before = from;
  let stride = 1;
  while (before + stride < time.length && time[before + stride]! < until) {
    before += stride;
    stride *= 2;
  }
  const after = Math.min(before + stride, time.length);
  return before + 1 + lowerBound(time.subarray(before + 1, after), until);
}
