import { z } from 'zod';
import { isoDateSchema } from './iso-date.ts';
import { symbolSchema } from './series.ts';

export const MAX_ACTIONS_PER_RUN = 50_000;

const happened = { symbol: symbolSchema, date: isoDateSchema };

/**
 * What a company does to its shares, on the first day that they trade without it (the ex-date, in the calendar of the series).
 * A back-test on raw bars needs both kinds; bars that are adjusted for splits, as the broker's are, need dividends only.
 */
export const corporateActionSchema = z.discriminatedUnion('kind', [
  /** `ratio` new shares for each old one: 4 for a split of 4 for 1, 0.1 for a reverse split of 1 for 10. */
  z.strictObject({ kind: z.literal('split'), ...happened, ratio: z.number().min(1e-4).max(1e4) }),
  /** Cash per share as it was the evening before, in the currency of the series. */
  z.strictObject({ kind: z.literal('dividend'), ...happened, amount: z.number().positive().max(1e6) }),
]);
export type CorporateAction = z.output<typeof corporateActionSchema>;
