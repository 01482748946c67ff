import { z } from 'zod';
import { regression } from '../indicators/regression.ts';
import { bars } from './parameters.ts';
import {
  levelsAreInOrder,
  LEVELS_OUT_OF_ORDER,
  SPREAD_PARAMETERS,
  SpreadTrading,
  type Spread,
} from './spread-trading.ts';
import { defineStrategy } from './strategy.ts';

/**
 * The spread is price one minus ratio times price two; the ratio is the slope of a rolling least-squares line through the
 * closes. One unit of the first is held against `ratio` units of the second, neither side larger than the run's sizing rule
 * gives for its symbol. Source: E. Chan, Algorithmic Trading, 2013, chapter 3.
 */
export const pairsTrading = defineStrategy({
  id: 'pairs-trading',
  title: 'Pairs trading',
  description:
    'Two symbols. Sells the first and buys the second when the first is dear beside it, by the z-score of what a rolling regression leaves over; the other way round when it is cheap; closes both when the spread is back, or too far off. Sells short: needs an account with margin.',
  roles: { names: ['first leg', 'second leg'], fewest: 2, most: 2 },
  sellsShort: true,
  parameters: z
    .strictObject({
      lookback: bars(60, 'Lookback', 'Bars of the regression that gives the hedge ratio.'),
      zPeriod: bars(60, 'Z period', 'Bars of the mean and deviation of the spread.'),
      ...SPREAD_PARAMETERS,
    })
    .refine(levelsAreInOrder, LEVELS_OUT_OF_ORDER),
  create: ({ lookback, zPeriod, ...levels }, { symbolCount, indicators }) => {
    const { slope, zScore } = indicators.of(regression, 0, { period: lookback, zPeriod }, 1);
    const spread: Spread = {
      symbols: [0, 1],
      zScore,
      ratio: slope,
      legs(context, ratio) {
        const first = Math.min(context.entryUnits(0), context.entryUnits(1) / ratio);
        return [
          { symbol: 0, units: first },
          { symbol: 1, units: -ratio * first },
        ];
      },
    };
    return new SpreadTrading([spread], symbolCount, levels);
  },
});
