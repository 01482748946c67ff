import { z } from 'zod';
import { barStreamSchema } from '../model/bar-stream.ts';
import { barBlockSchema } from '../model/broker-bars.ts';
import { seriesIdSchema } from '../model/series.ts';
import {
  contractDetailsSchema,
  contractIdSchema,
  contractMatchSchema,
  contractQuerySchema,
} from '../model/contract.ts';
import {
  dataKindSchema,
  marketDataFaultSchema,
  quoteBatchSchema,
  quoteProblemSchema,
} from '../model/quote.ts';
import { watchlistSchema } from '../model/watchlist.ts';

const nothing = z.strictObject({});

const SHOWN_QUOTES_MAX = 1_000;
const SHOWN_BARS_MAX = 32;
/** A longer stretch is read from the library, folded: `library.bars`. */
export const HISTORY_BARS_MAX = 50_000;

export const historySchema = z.strictObject({
  /** Ascending, as far as they could be had; more may exist where `problem` says why they did not come. */
  bars: barBlockSchema,
  /** Where the library keeps them; null while it has none of them or cannot be reached. */
  seriesId: seriesIdSchema.nullable(),
  /** How many the broker was asked for; the rest was known. */
  fetchedCount: z.number().int(),
  problem: marketDataFaultSchema.nullable(),
});
export type HistoryOfBars = z.output<typeof historySchema>;

/** Used and allowed, for meters. */
const budgetSchema = z.strictObject({ used: z.number(), limit: z.number() });
const hitsSchema = z.strictObject({ hits: z.number(), misses: z.number() });

export const marketDataStatusSchema = z.strictObject({
  isConnected: z.boolean(),
  /** What is asked for. What comes may be another kind: each quote says. */
  dataKind: dataKindSchema,
  lines: budgetSchema.extend({
    /** Contracts that share the lines left over, in turns. */
    rotating: z.number(),
  }),
  ticksPerSecond: z.number(),
  /** Requests of the last ten minutes for bars of 30 seconds or less. */
  historyPacing: budgetSchema.extend({
    /** Requests that wait for their turn. */
    waiting: z.number(),
    /** Pages that came and are not in the library yet. */
    unstored: z.number(),
  }),
  /** How reads were answered: from what main has, or by asking the broker. */
  cache: z.strictObject({ price: hitsSchema, bars: hitsSchema, contract: hitsSchema }),
  /** What fails for the moment, each with what it means; empty when all is well. */
  limits: z.array(z.strictObject({ part: z.enum(['quotes', 'history', 'contracts']), message: z.string() })),
  /** Of single contracts. */
  problems: z.array(quoteProblemSchema).max(SHOWN_QUOTES_MAX),
});
export type MarketDataStatus = z.output<typeof marketDataStatusSchema>;

/** Served by main. Codes: `market-data-KIND` for each kind of MarketDataFault. */
export const marketDataRequests = {
  'marketData.search': {
    input: z.strictObject({ text: z.string().trim().min(1).max(64) }),
    output: z.strictObject({ matches: z.array(contractMatchSchema).max(100) }),
  },
  'marketData.details': {
    input: z.strictObject({ contractId: contractIdSchema }),
    output: contractDetailsSchema,
  },
  /** All contracts that fit the description: futures by expiry, options of a strike. */
  'marketData.find': {
    input: contractQuerySchema,
    output: z.strictObject({ contracts: z.array(contractDetailsSchema).max(500), leftOut: z.number().int() }),
  },
  'marketData.optionChains': {
    input: z.strictObject({ contractId: contractIdSchema }),
    output: z.strictObject({
      chains: z.array(
        z.strictObject({
          exchange: z.string(),
          tradingClass: z.string(),
          multiplier: z.number(),
          expiries: z.array(z.string()),
          strikes: z.array(z.number()),
        }),
      ),
    }),
  },
  /**
   * All that this window shows, in place of what it showed before: quotes come of these contracts, live bars of these
   * series. Those named first get a market data line first. `fast`: a chart is in front, its bars come once a frame.
   */
  'marketData.setShown': {
    input: z.strictObject({
      contractIds: z.array(contractIdSchema).max(SHOWN_QUOTES_MAX),
      bars: z.array(barStreamSchema).max(SHOWN_BARS_MAX),
      cadence: z.enum(['normal', 'fast']),
    }),
    output: nothing,
  },
  /** Bars of a stretch, from memory, the library and the broker. `to` absent: up to now, the bar that grows included. */
  'marketData.history': {
    input: z.strictObject({
      stream: barStreamSchema,
      from: z.number().int(),
      to: z.number().int().optional(),
    }),
    output: historySchema,
  },
  'marketData.setDataKind': { input: z.strictObject({ kind: dataKindSchema }), output: nothing },
  'watchlist.load': { input: nothing, output: watchlistSchema },
  /** Durable when it is answered. */
  'watchlist.save': { input: watchlistSchema, output: nothing },
} as const;

export const marketDataStreams = {
  /** Every quote that is shown, every 50 ms while any changes (16 ms when `fast`). */
  'marketData.quotes': quoteBatchSchema,
  /**
   * The bar that grows and the ones before it, so that one that has closed is never missed. They are built from ticks;
   * where `revision` grows, the broker's own have taken the place of older ones: ask for the history again.
   */
  'marketData.liveBars': barStreamSchema.extend({ bars: barBlockSchema, revision: z.number().int() }),
  'marketData.status': marketDataStatusSchema,
} as const;
