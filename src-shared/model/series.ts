import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';
import { barSizeSchema } from './bar-size.ts';
import { currencySchema } from './currency.ts';

/** Identifies one stored series of bars. */
export type SeriesId = Brand<number, 'SeriesId'>;
export const seriesIdSchema = z
  .number()
  .int()
  .positive()
  .transform((id) => id as SeriesId);

export const symbolSchema = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._\-/^=&]{0,31}$/,
    'a symbol is 1 to 32 letters, digits or . _ - / ^ = & and blanks',
  );

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'not a time zone of the IANA list, such as America/New_York');

export const ADJUSTMENTS = ['raw', 'splits', 'splits-and-dividends'] as const;

/** What a file of bars cannot say about itself and a back-test must know. */
export const seriesFactsSchema = z.strictObject({
  symbol: symbolSchema,
  /** Who made the data. Two series of one symbol stay apart by it. */
  source: z.string().trim().min(1).max(64),
  barSize: barSizeSchema,
  currency: currencySchema,
  /** Smallest price increment, price units. */
  tick: z.number().positive().max(1_000_000),
  /** Currency units per price unit and contract: 1 for stocks, 50 for ES. */
  multiplier: z.number().positive().max(1_000_000),
  /** Smallest quantity increment, units of the contract: 1 for stocks, 0.0001 for a crypto pair. */
  lot: z.number().min(0.000_001).max(1_000_000),
  timeZone: timeZoneSchema,
  adjustment: z.enum(ADJUSTMENTS),
});
export type SeriesFacts = z.output<typeof seriesFactsSchema>;

/** A stored series, as lists show it. Times are bar starts, Unix milliseconds. */
export const seriesSummarySchema = seriesFactsSchema.extend({
  seriesId: seriesIdSchema,
  barCount: z.number().int().nonnegative(),
  firstTime: z.number().int(),
  lastTime: z.number().int(),
  updatedAt: z.number().int(),
});
export type SeriesSummary = z.output<typeof seriesSummarySchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // RangeError is how the platform says "unknown zone"
  }
}
