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
import { defineStrategy, type IndicatorFactory } from './strategy.ts';

const ETF = 0;
const MEMBERS_MAX = 500;

/**
 * Prices are compared as logarithms, so that the slope is a hedge in value. The basket holds the same value of each member.
 * No side is worth more than the run's sizing rule gives for the ETF, or, of single members, for the member by their number.
 * Source: M. Avellaneda and J.-H. Lee, Statistical Arbitrage in the US Equities Market, 2010, which trades members against ETFs.
 */
export const etfArbitrage = defineStrategy({
  id: 'etf-arbitrage',
  title: 'ETF arbitrage',
  description:
    'An ETF or index, then members of its basket. Regresses the one on the others, bar by bar, and trades what is left over against its mean: the ETF against all members, or each member against the ETF. Sells short: needs an account with margin.',
  roles: { names: ['ETF or index', 'member of the basket'], fewest: 2, most: MEMBERS_MAX + 1 },
  sellsShort: true,
  parameters: z
    .strictObject({
      mode: z.enum(['basket', 'members']).default('basket').meta({
        title: 'Trades',
        description: 'The ETF against its whole basket, or each member against the ETF.',
      }),
      lookback: bars(60, 'Lookback', 'Bars of the regression.'),
      zPeriod: bars(60, 'Z period', 'Bars of the mean and deviation of what is left over.'),
      ...SPREAD_PARAMETERS,
    })
    .refine(levelsAreInOrder, LEVELS_OUT_OF_ORDER),
  create: ({ mode, lookback, zPeriod, ...levels }, { symbolCount, indicators }) => {
    const members = Array.from({ length: symbolCount - 1 }, (_, i) => i + 1);
    const periods = { period: lookback, zPeriod };
    const spreads =
      mode === 'basket'
        ? [etfAgainst(members, indicators, periods)]
        : members.map((member) => memberAgainst(member, members.length, indicators, periods));
    return new SpreadTrading(spreads, symbolCount, levels);
  },
});

interface Periods {
  readonly period: number;
  readonly zPeriod: number;
}

function etfAgainst(members: readonly number[], indicators: IndicatorFactory, periods: Periods): Spread {
  const { slope, zScore } = indicators.of(regression, ETF, { ...periods, logarithm: true }, members);
  return {
    symbols: [ETF, ...members],
    zScore,
    ratio: slope,
    legs(context, ratio) {
      const units = context.entryUnits(ETF) / Math.max(1, ratio);
      const each = (ratio * units * context.closeOf(ETF)) / members.length;
      return [
        { symbol: ETF, units },
        ...members.map((symbol) => ({ symbol, units: -each / context.closeOf(symbol) })),
      ];
    },
  };
}

function memberAgainst(
  member: number,
  memberCount: number,
  indicators: IndicatorFactory,
  periods: Periods,
): Spread {
  const { slope, zScore } = indicators.of(regression, member, { ...periods, logarithm: true }, ETF);
  return {
    symbols: [ETF, member],
    zScore,
    ratio: slope,
    legs(context, ratio) {
      const units = context.entryUnits(member) / memberCount / Math.max(1, ratio);
      const hedge = (ratio * units * context.closeOf(member)) / context.closeOf(ETF);
      return [
        { symbol: member, units },
        { symbol: ETF, units: -hedge },
      ];
    },
  };
}
