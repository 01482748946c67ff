import { isDatedBySession } from './bar-size.ts';
import { startOfDateUtc, type IsoDate } from './iso-date.ts';
import type { SeriesFacts } from './series.ts';
import { startOfDateInZone } from './time-zone.ts';

/** Unix ms at which a date begins in the calendar of a series: bars of a day and more are dated by UTC midnight. */
export function startOfSeriesDate(
  date: IsoDate,
  { barSize, timeZone }: Pick<SeriesFacts, 'barSize' | 'timeZone'>,
): number {
  return isDatedBySession(barSize) ? startOfDateUtc(date) : startOfDateInZone(date, timeZone);
}
