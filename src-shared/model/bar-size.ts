import { z } from 'zod';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../kernel/time.ts';

/** The bar sizes of TWS, named as TWS names them. */
export const BAR_SIZES = [
  '1 sec', '5 secs', '10 secs', '15 secs', '30 secs',
  '1 min', '2 mins', '3 mins', '5 mins', '10 mins', '15 mins', '20 mins', '30 mins',
  '1 hour', '2 hours', '3 hours', '4 hours', '8 hours',
  '1 day', '1 week', '1 month',
] as const; // prettier-ignore
export type BarSize = (typeof BAR_SIZES)[number];
export const barSizeSchema = z.enum(BAR_SIZES);

const UNIT_MS: Readonly<Record<string, number>> = {
  sec: MS_PER_SECOND,
  min: MS_PER_MINUTE,
  hour: MS_PER_HOUR,
  day: MS_PER_DAY,
  week: 7 * MS_PER_DAY,
  month: 30 * MS_PER_DAY,
};

/** Nominal length in milliseconds; a month counts as 30 days. */
export function barSizeMs(size: BarSize): number {
  const [count, unit] = size.split(' ') as [string, string];
  return Number(count) * UNIT_MS[unit.replace(/s$/, '')]!;
}

/** Daily and longer bars are dated by their session: their time is UTC midnight of that date. Shorter ones carry the instant of their start. */
export function isDatedBySession(size: BarSize): boolean {
  return barSizeMs(size) >= MS_PER_DAY;
}
