import { z } from 'zod';
import { currencySchema } from './currency.ts';
import { microsSchema } from './position.ts';

/** Lines of an account that are shown and looked at by risk, in the words of the trade. */
export const ACCOUNT_FIGURES = [
  'netLiquidation',
  'totalCash',
  'settledCash',
  'grossPositionValue',
  'equityWithLoan',
  'initialMargin',
  'maintenanceMargin',
  'availableFunds',
  /** Below zero the broker closes positions by itself. */
  'excessLiquidity',
  'buyingPower',
  'accruedDividends',
  'unrealizedPnl',
  'realizedPnl',
] as const;
export type AccountFigure = (typeof ACCOUNT_FIGURES)[number];

const known = microsSchema.nullable();

export const cashBalanceSchema = z.strictObject({
  currency: currencySchema,
  /** Of the base currency for one of this; null: the broker has not told. */
  rate: z.number().positive().nullable(),
  /** As the broker has it, to the cent, futures' variation in it; null: not told. */
  broker: known,
  /** Counted from the first balance and every execution since, exact; null: there was no first balance yet. */
  ours: known,
});
export type CashBalance = z.output<typeof cashBalanceSchema>;

/** Something in which our book and the broker's are not the same: both figures, never one of them alone. */
export const portfolioDifferenceSchema = z.strictObject({
  /** The same as long as it is about the same thing. */
  key: z.string().max(200),
  /** `quantity` and `cash` need a decision; the others may differ in method or moment and are told all the same. */
  about: z.enum(['quantity', 'cash', 'average-cost', 'realized-pnl']),
  account: z.string().max(64),
  /** null for cash. */
  contractId: z.number().int().positive().nullable(),
  /** What it is about, for people: `AAPL`, `USD`. */
  name: z.string().max(200),
  /** Of the amounts and of the average cost; units for quantities. */
  currency: currencySchema,
  /** Units, price units or currency units, as `about` says. */
  ours: z.number(),
  brokers: z.number(),
  /** Unix ms at which it was first seen. */
  since: z.number(),
});
export type PortfolioDifference = z.output<typeof portfolioDifferenceSchema>;

/** One account, in its base currency unless it says otherwise. null: not known, never 0. */
export const accountSchema = z.strictObject({
  account: z.string().min(1).max(64),
  baseCurrency: currencySchema.nullable(),
  figures: z.strictObject(
    Object.fromEntries(ACCOUNT_FIGURES.map((name) => [name, known])) as Record<AccountFigure, typeof known>,
  ),
  /** Excess liquidity as a part of net liquidation. */
  cushion: z.number().nullable(),
  /** Since the broker's day began, as the broker counts it. */
  dayPnl: known,
  /** The highest net liquidation seen. */
  highWater: known,
  cash: z.array(cashBalanceSchema).max(100),
  /** Unix ms at which the broker last said something about it; null: not in this session. */
  updatedAt: z.number().nullable(),
});
export type Account = z.output<typeof accountSchema>;
