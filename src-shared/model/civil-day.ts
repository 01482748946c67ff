import { MS_PER_DAY } from '../kernel/time.ts';
import { isoDateOf, startOfDateUtc, type IsoDate } from './iso-date.ts';

/** Calendar dates as whole days since 1970-01-01: plain integers to count, compare and index with. */
export function dayOfDate(date: IsoDate): number {
  return startOfDateUtc(date) / MS_PER_DAY;
}

export function dateOfDay(day: number): IsoDate {
  return isoDateOf(day * MS_PER_DAY);
}

/** @param month 1 to 12 */
export function civilDay(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / MS_PER_DAY;
}

export function yearOfDay(day: number): number {
  return new Date(day * MS_PER_DAY).getUTCFullYear();
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** `20260105`, as TWS and the exchanges write dates. */
export function compactDate(day: number): string {
  return dateOfDay(day).replaceAll('-', '');
}

/** @param weekday 0 is Sunday @param nth 1 is the first of the month @param month 1 to 12 */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = civilDay(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
}

/** @param weekday 0 is Sunday @param month 1 to 12 */
export function lastWeekday(year: number, month: number, weekday: number): number {
  const last = civilDay(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

/** Western Easter. Source: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return civilDay(year, Math.floor(n / 31), (n % 31) + 1);
}
