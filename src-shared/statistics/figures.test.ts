import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Trade } from '#shared/model/backtest.ts';
import { civilDay } from '#shared/model/civil-day.ts';
import { benchmarkFigures } from './benchmark-figures.ts';
import { buyAndHoldWorth } from './buy-and-hold.ts';
import { calendarReturns } from './calendar-returns.ts';
import { drawdownFigures, drawdownSpells } from './drawdown-figures.ts';
import { setExcursions } from './excursions.ts';
import { normalQuantile, normalShareBelow } from './normal-distribution.ts';
import { quantileOf, returnFigures } from './return-figures.ts';
import { deflatedSharpe, luckiestSharpe, probabilisticSharpe } from './sharpe-confidence.ts';
import { tradeFigures } from './trade-figures.ts';

const anyReturns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
  minLength: 4,
  maxLength: 200,
});

describe('returns', () => {
  test('by hand: ten days', () => {
    const returns = [0.01, -0.02, 0.03, 0.01, -0.01, 0.02, -0.03, 0.04, 0, -0.01];
    const figures = returnFigures(returns, 252);
    // Sorted: -3 -2 -1 -1 0 1 1 2 3 4 per cent; the 5 % quantile lies 0.45 of the way from the first to the second.
    expect(figures.valueAtRisk95).toBeCloseTo(0.0255, 12);
    expect(figures.valueAtRisk99).toBeCloseTo(0.0291, 12);
    expect(figures.conditionalValueAtRisk95).toBeCloseTo(0.03, 12);
    expect(figures.omega).toBeCloseTo(0.11 / 0.07, 12);
    expect(figures.tailRatio).toBeCloseTo(0.0355 / 0.0255, 12);
    // As any spreadsheet's SKEW and KURT have it.
    expect(figures.skew).toBeCloseTo(0.12776660198251, 12);
    expect(figures.kurtosis).toBeCloseTo(-0.797114682249817, 12);
  });

  test('none have no figures, and those that never move have no ratios', () => {
    expect(Object.values(returnFigures([], 252)).every((value) => value === null)).toBe(true);
    expect(returnFigures([0, 0, 0, 0, 0], 252)).toMatchObject({
      ...{ sharpe: null, sortino: null, omega: null, skew: null, kurtosis: null, tailRatio: null },
      probabilisticSharpe: null,
    });
  });

  test('the worst days lose at least the value at risk, and the further out the more', () => {
    fc.assert(
      fc.property(anyReturns, (returns) => {
        const figures = returnFigures(returns, 252);
        expect(figures.valueAtRisk99!).toBeGreaterThanOrEqual(figures.valueAtRisk95!);
        expect(figures.conditionalValueAtRisk95! + 1e-12).toBeGreaterThanOrEqual(figures.valueAtRisk95!);
        expect(figures.conditionalValueAtRisk99! + 1e-12).toBeGreaterThanOrEqual(
          figures.conditionalValueAtRisk95!,
        );
      }),
    );
  });

  test('a quantile lies between its neighbours', () => {
    expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileOf([1, 2, 3, 4], 1)).toBe(4);
    expect(quantileOf([7], 0.05)).toBe(7);
  });

  test('months and years chain the returns of their days', () => {
    const days = [civilDay(2023, 12, 29), civilDay(2024, 1, 2), civilDay(2024, 1, 3), civilDay(2024, 2, 1)];
    const returns = [0.1, 0.1, -0.5, 0.2];
    expect(calendarReturns(days, returns, 'month')).toEqual([
      { year: 2023, month: 12, return: expect.closeTo(0.1, 12) as number },
      { year: 2024, month: 1, return: expect.closeTo(-0.45, 12) as number },
      { year: 2024, month: 2, return: expect.closeTo(0.2, 12) as number },
    ]);
    expect(calendarReturns(days, returns, 'year').map((one) => one.return)).toEqual([
      expect.closeTo(0.1, 12),
      expect.closeTo(-0.34, 12),
    ]);
  });
});

describe('how far a Sharpe ratio can be trusted', () => {
  test('the normal distribution and its inverse', () => {
    expect(normalShareBelow(0)).toBeCloseTo(0.5, 7);
    expect(normalShareBelow(1.959963985)).toBeCloseTo(0.975, 7);
    for (const share of [0.001, 0.05, 0.5, 0.9, 0.999])
      expect(normalShareBelow(normalQuantile(share))).toBeCloseTo(share, 9);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  });

  test('the published example: 24 monthly returns, skew -2.448, kurtosis 10.164, Sharpe 0.458 a month, above 0: 0.9129', () => {
    // Bailey and López de Prado 2012 give the moments, not the returns: the same formula by hand.
    const spread = 1 + 2.448 * 0.458 + ((10.164 - 1) / 4) * 0.458 ** 2;
    expect(normalShareBelow((0.458 * Math.sqrt(23)) / Math.sqrt(spread))).toBeCloseTo(0.913, 2);
  });

  test('by hand: returns that are symmetric', () => {
    const returns = [0.02, -0.01, 0.02, -0.01];
    // Mean 0.005, sample deviation 0.017320508, Sharpe 0.288675; population kurtosis 1, skew 0.
    expect(probabilisticSharpe(returns, 0)).toBeCloseTo(normalShareBelow(0.288675135 * Math.sqrt(3)), 6);
    expect(probabilisticSharpe(returns, 0.288675135)).toBeCloseTo(0.5, 6);
    expect(probabilisticSharpe([0.01, 0.02], 0)).toBeNull();
  });

  test('the more trials, the more luck is expected, and the less the best of them means', () => {
    expect(luckiestSharpe(1, 0.5)).toBe(0);
    // E[max] of 100 normal draws is close to 2.5 deviations.
    expect(luckiestSharpe(100, 1)).toBeCloseTo(2.5, 1);
    fc.assert(
      fc.property(anyReturns, fc.integer({ min: 1, max: 1_000 }), (returns, trials) => {
        const few = deflatedSharpe(returns, trials, 0.01);
        const many = deflatedSharpe(returns, trials * 2, 0.01);
        if (few !== null) expect(many!).toBeLessThanOrEqual(few + 1e-9);
      }),
    );
    expect(() => luckiestSharpe(0, 1)).toThrow('trials must be 1 or more');
  });
});

describe('drawdowns at day ends', () => {
  const day = (i: number) => i * MS_PER_DAY;

  test('by hand: two stays below a peak, the second not over', () => {
    const worth = [110, 99, 110, 120, 90, 108];
    const times = worth.map((_, i) => day(i));
    expect(drawdownSpells(times, worth, 100)).toEqual([
      { from: day(0), lowestAt: day(1), to: day(2), depth: expect.closeTo(0.1, 12) as number },
      { from: day(3), lowestAt: day(4), to: null, depth: expect.closeTo(0.25, 12) as number },
    ]);
    expect(drawdownFigures(times, worth, 100)).toEqual({
      averageDrawdown: expect.closeTo(0.175, 12) as number,
      averageDrawdownDays: 2,
      ulcerIndex: expect.closeTo(Math.sqrt((0.01 + 0.0625 + 0.01) / 6), 12) as number,
    });
  });

  test('what only rises has none', () => {
    expect(drawdownFigures([day(0), day(1)], [101, 102], 100)).toEqual({
      ...{ averageDrawdown: 0, averageDrawdownDays: 0, ulcerIndex: 0 },
    });
    expect(drawdownFigures([], [], 100).ulcerIndex).toBe(0);
  });
});

describe('against holding', () => {
  const day = (i: number) => i * MS_PER_DAY;

  test('twice the benchmark less a tenth of a per cent has a beta of 2 and that alpha', () => {
    fc.assert(
      fc.property(anyReturns, ([first, ...rest]) => {
        const benchmark = [first!, first! + 0.1, ...rest];
        const returns = benchmark.map((one) => 2 * one - 0.001);
        const figures = benchmarkFigures(returns, benchmark, 252);
        expect(figures.beta).toBeCloseTo(2, 6);
        expect(figures.alpha).toBeCloseTo(-0.252, 6);
        expect(figures.correlation).toBeCloseTo(1, 6);
        expect(figures.rSquared).toBeCloseTo(1, 6);
      }),
    );
  });

  test('a benchmark that stands still says nothing', () => {
    expect(Object.values(benchmarkFigures([0.1, 0.2], [0, 0], 252)).every((value) => value === null)).toBe(
      true,
    );
    expect(benchmarkFigures([0.1], [0.1], 252).beta).toBeNull();
  });

  test('its worth is the mean of the closes over the first, and cash before there is one', () => {
    const early = barsOf([[0, 10], [1, 20], [2, 30]]); // prettier-ignore
    const late = barsOf([[1, 100], [2, 50]]); // prettier-ignore
    const symbols = [{ bars: early, firstTraded: 1 }, { bars: late, firstTraded: 0 }]; // prettier-ignore
    expect(buyAndHoldWorth(symbols, [0, day(1), day(2), day(9)])).toEqual([1, 1, 1, 1]);
    expect(buyAndHoldWorth([symbols[0]!], [day(2)])).toEqual([1.5]);
  });
});

describe('trades', () => {
  test('by hand: streaks, payoff, Kelly and quality, with one of zero between', () => {
    const trades = [30, 10, 0, -10, -10, 20].map((pnl, i) => trade(pnl, i === 5 ? 'short' : 'long'));
    const figures = tradeFigures(trades);
    expect(figures).toMatchObject({
      ...{ longestWinStreak: 2, longestLossStreak: 2, winRateShort: 1, winRateLong: 0.4, payoff: 2 },
      kelly: expect.closeTo(0.6 - 0.4 / 2, 12) as number,
      averageAdverseExcursion: expect.closeTo(0.1, 12) as number,
      averageFavourableExcursion: expect.closeTo(0.2, 12) as number,
    });
    const mean = 40 / 6;
    const squares = [30, 10, 0, -10, -10, 20].reduce((sum, pnl) => sum + (pnl - mean) ** 2, 0);
    expect(figures.systemQuality).toBeCloseTo((mean / Math.sqrt(squares / 5)) * Math.sqrt(6), 12);
  });

  test('none have no figures', () => {
    expect(tradeFigures([])).toMatchObject({
      ...{
        tradeCount: 0,
        winRate: null,
        payoff: null,
        kelly: null,
        systemQuality: null,
        longestWinStreak: 0,
      },
      averageAdverseExcursion: null,
    });
  });

  test('an excursion counts the bars held, and of the exit’s bar only its price', () => {
    const bars = barsOf([[0, 100, 110, 95], [1, 105, 130, 104], [2, 90, 140, 80]]); // prettier-ignore
    const measured = (side: 'long' | 'short', changes: Partial<Trade>) => {
      const one = { ...trade(0, side), entryPrice: 100, adverseExcursion: null, ...changes };
      setExcursions(one, bars);
      const { adverseExcursion: against, favourableExcursion: withIt } = one;
      return against === null ? null : [against, withIt!].map((share) => Math.round(share * 1e9) / 1e9);
    };
    const exit = { exitTime: 2 * MS_PER_DAY, exitPrice: 98 };
    expect(measured('long', exit)).toEqual([0.05, 0.3]);
    expect(measured('short', exit)).toEqual([0.3, 0.05]);
    expect(measured('long', { exitTime: null, exitPrice: null })).toEqual([0.2, 0.4]);
    expect(measured('long', { ...exit, entryPrice: 0 })).toBeNull();
  });
});

/** @param rows day, close, and high and low where they differ from it */
function barsOf(rows: readonly (readonly number[])[]) {
  const bars = barColumns(rows.length, new SharedArrayBuffer(columnsByteLength(rows.length)));
  rows.forEach(([day, close, high = close, low = close], i) => {
    bars.time[i] = day! * MS_PER_DAY;
    bars.open[i] = bars.close[i] = close!;
    bars.high[i] = high!;
    bars.low[i] = low!;
  });
  return bars;
}

function trade(pnl: number, side: 'long' | 'short'): Trade {
  return {
    ...{
      symbol: 0,
      side,
      quantity: 1,
      entryTime: 0,
      entryPrice: 100,
      exitTime: MS_PER_DAY,
      exitPrice: 100 + pnl,
    },
    ...{ pnl, returnOnEntry: pnl / 100, commission: 0, barsHeld: 1 },
    ...{ adverseExcursion: 0.1, favourableExcursion: 0.2, entryRate: null },
  };
}
