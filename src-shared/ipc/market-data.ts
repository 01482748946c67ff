import { z } from 'zod';
import {
  contractDetailsSchema,
  contractIdSchema,
  contractMatchSchema,
  contractQuerySchema,
} from '../model/contract.ts';
import { dataKindSchema, quoteBatchSchema, quoteProblemSchema } from '../model/quote.ts';
import { watchlistSchema } from '../model/watchlist.ts';

const nothing = z.strictObject({});

export const SHOWN_QUOTES_MAX = 1_000;

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
  /** How reads were answered: from what main has, or by asking the broker. */
  cache: z.strictObject({ price: hitsSchema, contract: hitsSchema }),
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
   * All that this window shows, in place of what it showed before: of these contracts quotes come. Those named first get
   * a line first. `fast`: a chart is in front.
   */
  'marketData.setShown': {
    input: z.strictObject({
      contractIds: z.array(contractIdSchema).max(SHOWN_QUOTES_MAX),
      cadence: z.enum(['normal', 'fast']),
    }),
    output: nothing,
  },
  'marketData.setDataKind': { input: z.strictObject({ kind: dataKindSchema }), output: nothing },
  'watchlist.load': { input: nothing, output: watchlistSchema },
  /** Durable when it is answered. */
  'watchlist.save': { input: watchlistSchema, output: nothing },
} as const;

export const marketDataStreams = {
  /** Every quote that is shown, every 50 ms while any changes (16 ms when `fast`). */
  'marketData.quotes': quoteBatchSchema,
  'marketData.status': marketDataStatusSchema,
} as const;
