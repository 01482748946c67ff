import { z } from 'zod';
import { barStreamSchema } from './bar-stream.ts';
import { seriesFactsSchema, seriesIdSchema } from './series.ts';

const column = z.custom<Float64Array>((value) => value instanceof Float64Array, 'expected a Float64Array');

/** Bars as they cross a process: columns of one length. */
export const barBlockSchema = z
  .strictObject({ time: column, open: column, high: column, low: column, close: column, volume: column })
  .refine((bars) => Object.values(bars).every(({ length }) => length === bars.time.length), {
    error: 'the columns differ in length',
  });
export type BarBlock = z.output<typeof barBlockSchema>;

/** Unix ms: `from` belongs to it, `to` does not. */
export const spanSchema = z.strictObject({ from: z.number(), to: z.number() });

/** Where bars of the library came from, when a broker gave them. */
export const barOriginSchema = z.strictObject({
  stream: barStreamSchema,
  /** Of the connection profile: bars of the practice market and of a real one are never mixed. */
  profileId: z.string().min(1).max(64),
});

/** A page of bars that a broker gave, for the library to keep. */
export const brokerBarsSchema = z.strictObject({
  facts: seriesFactsSchema,
  origin: barOriginSchema,
  bars: barBlockSchema,
  /** The stretch of which these are all the bars there are. */
  covered: spanSchema,
  /** Unix ms at which the broker answered. */
  fetchedAt: z.number(),
});
export type BrokerBars = z.output<typeof brokerBarsSchema>;

/** What the library holds of one of a broker's series. */
export const storedBrokerBarsSchema = z.strictObject({
  seriesId: seriesIdSchema.nullable(),
  covered: z.array(spanSchema),
  bars: barBlockSchema,
});
export type StoredBrokerBars = z.output<typeof storedBrokerBarsSchema>;
