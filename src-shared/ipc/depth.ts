import { z } from 'zod';
import { contractIdSchema } from '../model/contract.ts';
import { marketDataFaultSchema } from '../model/quote.ts';

export const DEPTH_LEVELS = 10;

/** All that is offered at one price. */
const levelSchema = z.strictObject({
  price: z.number(),
  size: z.number(),
  /** Exchanges and market makers behind it, in the broker's letters; empty where it names none. */
  makers: z.array(z.string().max(32)).max(40),
});
export type DepthLevel = z.output<typeof levelSchema>;

/** Levels from the best price on. */
export const depthBookSchema = z.strictObject({
  contractId: contractIdSchema,
  /**
   * `waiting`: asked for, nothing has come. `flowing`: as the broker has it. `stale`: the connection or its servers are
   * lost, this is the last that was known. `refused`: the broker gives none, `problem` says why.
   */
  state: z.enum(['waiting', 'flowing', 'stale', 'refused']),
  bids: z.array(levelSchema).max(DEPTH_LEVELS),
  asks: z.array(levelSchema).max(DEPTH_LEVELS),
  problem: marketDataFaultSchema.nullable(),
});
export type DepthOfMarket = z.output<typeof depthBookSchema>;

/** Served by main. */
export const depthRequests = {
  /** The one book that the window shows, in place of the one before; null: none. */
  'depth.show': {
    input: z.strictObject({ contractId: contractIdSchema.nullable() }),
    output: z.strictObject({}),
  },
} as const;

export const depthStreams = {
  /** The whole book, at most every 50 ms, while it changes. */
  'depth.book': depthBookSchema,
} as const;
