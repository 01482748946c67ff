import { z } from 'zod';
import { contractSchema } from './contract.ts';

export const WATCHLIST_ROWS_MAX = 200;
export const WATCHLIST_GROUPS_MAX = 30;

/** One contract that is watched, with what a row shows before any quote has come. */
export const watchedSchema = z.strictObject({
  contract: contractSchema,
  longName: z.string().max(500),
  minTick: z.number().positive(),
});
export type Watched = z.output<typeof watchedSchema>;

export const watchGroupSchema = z.strictObject({
  groupId: z.uuid(),
  name: z.string().trim().min(1).max(40),
  /** In the user's order; a contract is there once. */
  rows: z
    .array(watchedSchema)
    .max(WATCHLIST_ROWS_MAX)
    .refine((rows) => new Set(rows.map(({ contract }) => contract.contractId)).size === rows.length, {
      error: 'a contract is in the group twice',
    }),
});
export type WatchGroup = z.output<typeof watchGroupSchema>;

/** The market inside has contracts of its own under the same numbers: what is watched in one is not watched in the other. */
export const marketSchema = z.enum(['practice', 'broker']);
export type Market = z.output<typeof marketSchema>;

export const watchlistSchema = z.strictObject({
  market: marketSchema,
  groups: z
    .array(watchGroupSchema)
    .min(1)
    .max(WATCHLIST_GROUPS_MAX)
    .refine((groups) => new Set(groups.map(({ groupId }) => groupId)).size === groups.length, {
      error: 'two groups have one id',
    }),
});
export type Watchlist = z.output<typeof watchlistSchema>;
