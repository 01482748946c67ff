import { z } from 'zod';
import { barSizeSchema } from './bar-size.ts';
import { contractIdSchema } from './contract.ts';

/** Bars of what: of trades, or of the quotes of what reports no trades. */
export const HISTORY_KINDS = ['trades', 'midpoint', 'bid', 'ask'] as const;
export const historyKindSchema = z.enum(HISTORY_KINDS);
export type HistoryKind = z.output<typeof historyKindSchema>;

/** One series of a contract's bars, as a chart names it. */
export const barStreamSchema = z.strictObject({
  contractId: contractIdSchema,
  barSize: barSizeSchema,
  kind: historyKindSchema,
  isRegularHoursOnly: z.boolean(),
});
export type BarStream = z.output<typeof barStreamSchema>;

/** The same text for the same series. */
export function barStreamKey({ contractId, barSize, kind, isRegularHoursOnly }: BarStream): string {
  return `${contractId} ${barSize} ${kind} ${isRegularHoursOnly ? 'regular' : 'all'}`;
}
