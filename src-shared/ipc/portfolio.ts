/** What the accounts hold and are worth, and what their trades brought. Amounts are micro-units; main counts, the window shows. */
import { z } from 'zod';
import { accountSchema, portfolioDifferenceSchema } from '../model/account.ts';
import { currencySchema } from '../model/currency.ts';
import { microsSchema, positionSchema } from '../model/position.ts';
import { roundTripSchema, tradeFilterSchema, tradeTotalsSchema } from '../model/round-trip.ts';

const accountName = z.string().min(1).max(64);

export const portfolioViewSchema = z.strictObject({
  /** Unix ms. */
  at: z.number(),
  /**
   * `none`: no account has been heard of. `loading`: the broker is being asked. `current`: told by the broker in this
   * session. `old`: the connection is lost, this is the last that was known.
   */
  state: z.enum(['none', 'loading', 'current', 'old']),
  /** Why the broker's word could not be had, and what to do; null when it could. */
  trouble: z.string().nullable(),
  accounts: z.array(accountSchema).max(100),
  positions: z.array(positionSchema).max(5_000),
  differences: z.array(portfolioDifferenceSchema).max(1_000),
});
export type PortfolioView = z.output<typeof portfolioViewSchema>;

/** The account at the end of a day, or at the last moment of it that was seen. */
export const daySnapshotSchema = z.strictObject({
  account: accountName,
  /** `YYYY-MM-DD` in New York, where the broker's day ends. */
  day: z.string(),
  /** Unix ms. */
  at: z.number(),
  currency: currencySchema,
  netLiquidation: microsSchema,
  totalCash: microsSchema.nullable(),
  realizedPnl: microsSchema.nullable(),
  unrealizedPnl: microsSchema.nullable(),
  dayPnl: microsSchema.nullable(),
});
export type DaySnapshot = z.output<typeof daySnapshotSchema>;

export const portfolioRequests = {
  /** Newest first. `total` counts all that the filter lets through. */
  'portfolio.trades': {
    input: z.strictObject({
      filter: tradeFilterSchema,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(10_000),
    }),
    output: z.strictObject({
      trades: z.array(roundTripSchema),
      total: z.number().int(),
      totals: z.array(tradeTotalsSchema).max(100),
    }),
  },
  /** Writes all that the filter lets through as CSV. Codes: `grant-unknown`, `file-not-written`. */
  'portfolio.exportTrades': {
    input: z.strictObject({ filter: tradeFilterSchema, grantId: z.uuid() }),
    output: z.strictObject({ path: z.string(), bytes: z.number(), trades: z.number().int() }),
  },
  /** Ends of days, oldest first, at most the newest 2,000. */
  'portfolio.days': {
    input: z.strictObject({ account: accountName }),
    output: z.strictObject({ days: z.array(daySnapshotSchema).max(2_000) }),
  },
} as const;

export const portfolioStreams = {
  /** At most twice a second; the present one on subscribing. Only the newest counts. */
  'portfolio.view': portfolioViewSchema,
  /** Round trips have been added or corrected: ask again. Only the newest counts. */
  'portfolio.tradesChanged': z.strictObject({ count: z.number().int() }),
} as const;
