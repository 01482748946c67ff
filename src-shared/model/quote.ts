import { z } from 'zod';
import { contractIdSchema } from './contract.ts';

/** `delayed`: 15 to 20 minutes old. `frozen`: the last of the session that ended. */
export const DATA_KINDS = ['live', 'frozen', 'delayed', 'delayed-frozen'] as const;
export const dataKindSchema = z.enum(DATA_KINDS);
export type DataKind = z.output<typeof dataKindSchema>;

/**
 * How far a quote can be trusted. `waiting`: asked for, nothing has come. `flowing`: as the broker has it. `resting`: there is
 * no line for it just now, the watchlist takes turns. `stale`: the connection or its farm is lost. `refused`: the broker
 * gives none; the reason is among the problems.
 */
export const QUOTE_STATES = ['waiting', 'flowing', 'resting', 'stale', 'refused'] as const;
export const quoteStateSchema = z.enum(QUOTE_STATES);
export type QuoteState = z.output<typeof quoteStateSchema>;

/**
 * The numbers of a quote, in the order of the columns. Prices are per unit of the contract, sizes and volume in units of
 * the contract; what nobody quotes is NaN. Times are Unix ms.
 */
export const QUOTE_FIELDS = [
  'bid',
  'ask',
  'last',
  /** What a position is valued at: last where it lies between bid and ask, the nearer of them otherwise. */
  'mark',
  'bidSize',
  'askSize',
  'lastSize',
  'open',
  'high',
  'low',
  /** Of the session before. */
  'close',
  'volume',
  /** Shares that can be borrowed. */
  'shortable',
  /** 1 while trading in it is halted, 0 otherwise. */
  'halted',
  /** When the newest of bid, ask and last came in. */
  'at',
  /** When the last trade took place, by the exchange. */
  'lastTradeAt',
  /** Index into DATA_KINDS. */
  'kind',
  /** Index into QUOTE_STATES. */
  'state',
  /** Of an option, by the broker's model: what its price does where the underlying's moves by one, -1 to 1. */
  'delta',
  /** Of an option, by the broker's model: a part of 1 in a year. */
  'impliedVolatility',
] as const;
export type QuoteField = (typeof QUOTE_FIELDS)[number];

/** One quote, for those who read one at a time. The reader owns the object and has it filled anew. */
export type Quote = Record<QuoteField, number>;

export function emptyQuote(): Quote {
  return Object.fromEntries(QUOTE_FIELDS.map((field) => [field, NaN])) as Quote;
}

export const QUOTE_FIELD_INDEX = Object.fromEntries(
  QUOTE_FIELDS.map((field, index) => [field, index]),
) as Readonly<Record<QuoteField, number>>;

const column = z.custom<Float64Array>((value) => value instanceof Float64Array, 'expected a Float64Array');

/** Every quote that is shown, as it stands: a later batch replaces an earlier one whole. */
export const quoteBatchSchema = z
  .strictObject({
    /** Unix ms of main's clock: ages are counted from it. */
    now: z.number(),
    contractIds: column,
    /** A row of QUOTE_FIELDS for each contract, one after the other. */
    values: column,
  })
  .refine(({ contractIds, values }) => values.length === contractIds.length * QUOTE_FIELDS.length, {
    error: 'values are not a row for each contract',
  });
export type QuoteBatch = z.output<typeof quoteBatchSchema>;

const MARKET_DATA_FAULTS = [
  'unknown-contract',
  /** No subscription for this data at the broker. */
  'not-entitled',
  /** The same, and delayed data comes instead. */
  'delayed-instead',
  /** The user's data goes to another session of the same user. */
  'competing-session',
  'no-data',
  'pacing',
  /** All market data lines are in use, here or in windows of TWS. */
  'no-line-left',
  'not-connected',
  'timeout',
  'cancelled',
  /** Too much of it has failed of late: not asked again for a moment. */
  'circuit-open',
  'other',
] as const;
export const marketDataFaultSchema = z.strictObject({
  kind: z.enum(MARKET_DATA_FAULTS),
  /** The broker's number; null: it is not the broker's word. */
  code: z.number().nullable(),
  /** What happened, in one sentence. */
  message: z.string(),
  /** What to do about it. */
  help: z.string(),
});
export type MarketDataFault = z.output<typeof marketDataFaultSchema>;

export const quoteProblemSchema = marketDataFaultSchema.extend({ contractId: contractIdSchema });
export type QuoteProblem = z.output<typeof quoteProblemSchema>;

/**
 * What a position is valued at, from whatever is known: last, held between bid and ask; their middle where nothing was
 * traded; the close before where nobody quotes. NaN: nothing is known.
 */
export function markOf(bid: number, ask: number, last: number, close: number): number {
  if (bid > ask) return Number.isNaN(last) ? close : last; // crossed: neither side can be trusted
  if (Number.isNaN(last)) {
    const middle = (bid + ask) / 2;
    return Number.isNaN(middle) ? close : middle;
  }
  if (last < bid) return bid;
  if (last > ask) return ask;
  return last;
}
