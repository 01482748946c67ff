import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from './iso-date.ts';

/** The instant at which a calendar date begins in a zone, Unix milliseconds: 01:00 where the clock skips midnight. */
export function startOfDateInZone(date: IsoDate, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}
