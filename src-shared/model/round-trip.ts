import { z } from 'zod';
import { contractSchema } from './contract.ts';
import { currencySchema } from './currency.ts';
import { microsSchema } from './position.ts';
import { quantityMicros } from './quantity.ts';

/** A closed round trip: a part of what one fill opened and another closed, first in, first out. */
export const roundTripSchema = z.strictObject({
  /** Unique, and the same after a restart. */
  id: z.string().max(400),
  account: z.string(),
  contract: contractSchema,
  side: z.enum(['long', 'short']),
  /** 1e-6 units. */
  quantity: z.number().int().positive().transform(quantityMicros),
  /** Unix ms; `isAdopted`: when the position was first seen, it was opened elsewhere and its price is the broker's average. */
  openedAt: z.number(),
  closedAt: z.number(),
  isAdopted: z.boolean(),
  /** Price units, commissions apart. */
  entryPrice: z.number(),
  exitPrice: z.number(),
  /** The contract's currency, commissions not taken off. */
  grossPnl: microsSchema.nullable(),
  /** By currency: what entry and exit cost, each its share. */
  commissions: z.array(z.strictObject({ currency: currencySchema, amount: microsSchema })).max(4),
  /** The contract's currency, commissions taken off; null while a commission is in a currency whose rate is not known. */
  netPnl: microsSchema.nullable(),
  /** Net, as a part of what the entry was worth: 0.02 is 2 %; null while net is. */
  returnOnEntry: z.number().nullable(),
  /** Fills of it whose commission the broker has not told yet. */
  isCommissionPending: z.boolean(),
});
export type RoundTrip = z.output<typeof roundTripSchema>;

export const tradeFilterSchema = z.strictObject({
  account: z.string().min(1).max(64).nullable(),
  /** In symbol or name, whatever the case; empty: all. */
  text: z.string().max(64),
  side: z.enum(['long', 'short']).nullable(),
  outcome: z.enum(['win', 'loss']).nullable(),
  /** Unix ms of the close, `to` not included; null: no bound. */
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export type TradeFilter = z.output<typeof tradeFilterSchema>;

/** Sums over all that the filter lets through, one line a currency. */
export const tradeTotalsSchema = z.strictObject({
  currency: currencySchema,
  count: z.number().int(),
  wins: z.number().int(),
  losses: z.number().int(),
  /** null: beyond what can be counted. */
  grossPnl: microsSchema.nullable(),
  /** Of the trades whose net is known. */
  netPnl: microsSchema.nullable(),
});
export type TradeTotals = z.output<typeof tradeTotalsSchema>;
