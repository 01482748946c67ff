import { z } from 'zod';
import { averageCross } from './average-cross.ts';
import { defineStrategy } from './strategy.ts';

const period = z.number().int().min(1).max(5_000);

export const smaCross = defineStrategy({
  id: 'sma-cross',
  title: 'SMA cross',
  description:
    'Long or flat. Buys when the fast moving average of the closes is above the slow one and nothing is held; sells when it is below.',
  parameters: z
    .strictObject({
      fast: period
        .default(10)
        .meta({ title: 'Fast', description: 'Bars in the fast average. Must be below Slow.' }),
      slow: period.default(30).meta({ title: 'Slow', description: 'Bars in the slow average.' }),
    })
    .refine((parameters) => parameters.fast < parameters.slow, {
      path: ['fast'],
      error: 'it must be below slow: an average of fewer bars is the faster one',
    }),
  create: ({ fast, slow }, { symbolCount, indicators }) =>
    averageCross(
      Array.from({ length: symbolCount }, (_, symbol) => ({
        fast: indicators.sma(symbol, fast),
        slow: indicators.sma(symbol, slow),
      })),
    ),
});
