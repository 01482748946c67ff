import { z } from 'zod';
import { contractSchema } from './contract.ts';
import { micros } from './money.ts';
import { quantityMicros } from './quantity.ts';

/** 1e-6 of a currency unit. */
export const microsSchema = z.number().int().transform(micros);
/** 1e-6 units, signed. */
const signedQuantitySchema = z.number().int().transform(quantityMicros);

/** One set of amounts of a position, in one currency; null: not known. */
const amountsSchema = z.strictObject({
  /** At the mark, negative when short; futures and currency pairs at their whole value. */
  marketValue: microsSchema.nullable(),
  unrealizedPnl: microsSchema.nullable(),
  /** Of today, at average cost, commissions taken off. */
  realizedPnl: microsSchema.nullable(),
  /** Since the day began: realised, and the change of what is not. */
  dayPnl: microsSchema.nullable(),
});
export type PositionAmounts = z.output<typeof amountsSchema>;

/** What a position is valued at. `quote`: our own market data; `broker`: as the account's lines say, up to minutes old. */
const markSchema = z.strictObject({
  price: z.number(),
  /** Unix ms. */
  at: z.number(),
  source: z.enum(['quote', 'broker']),
  isStale: z.boolean(),
});

/** One contract in one account, as our book has it, beside what the broker says. Closed ones stay until the day is over, at 0. */
export const positionSchema = z.strictObject({
  account: z.string().min(1).max(64),
  contract: contractSchema,
  /** Negative when short. */
  quantity: signedQuantitySchema,
  /** Price units, commissions in it; null when flat. */
  averageCost: z.number().nullable(),
  mark: markSchema.nullable(),
  /** The contract's currency. */
  amounts: amountsSchema,
  /** The account's base currency, at the present rate; all null while the rate is not known. */
  baseAmounts: amountsSchema,
  /** Market value as a part of net liquidation: 0.25 is a quarter; null while either is not known. */
  equityPart: z.number().nullable(),
  /** `elsewhere`: none of it was traded through this journal; `mixed`: a part of it. */
  origin: z.enum(['traded', 'elsewhere', 'mixed']),
  /** Unix ms of the fill that opened it, of the first sight for what was opened elsewhere; null when flat. */
  openedAt: z.number().nullable(),
  /** The broker's own figures; null: it has not told this position. */
  broker: z
    .strictObject({
      quantity: signedQuantitySchema,
      averageCost: z.number().nullable(),
      marketPrice: z.number().nullable(),
      amounts: amountsSchema,
    })
    .nullable(),
});
export type Position = z.output<typeof positionSchema>;
