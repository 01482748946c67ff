import { z } from 'zod';
import { ema } from '../indicators/ema.ts';
import { averageCross } from './average-cross.ts';
import { bars } from './parameters.ts';
import { defineStrategy } from './strategy.ts';

export const emaCross = defineStrategy({
  id: 'ema-cross',
  title: 'EMA cross',
  description:
    'Long or flat. Buys when the fast exponential average of the closes is above the slow one and nothing is held; sells when it is below.',
  parameters: z
    .strictObject({
      fast: bars(12, 'Fast', 'Bars of the fast average. Must be below Slow.'),
      slow: bars(26, 'Slow', 'Bars of the slow average.'),
    })
    .refine(({ fast, slow }) => fast < slow, {
      path: ['fast'],
      error: 'it must be below slow: an average of fewer bars is the faster one',
    }),
  create: ({ fast, slow }, { symbolCount, indicators }) =>
    averageCross(
      Array.from({ length: symbolCount }, (_, symbol) => ({
        fast: indicators.of(ema, symbol, { period: fast }).ema,
        slow: indicators.of(ema, symbol, { period: slow }).ema,
      })),
    ),
});
