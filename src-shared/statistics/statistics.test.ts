import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/kernel/time.ts';
import type { Trade } from '#shared/model/backtest.ts';
import { toMicros } from '#shared/model/money.ts';
import { statisticsOf, type MeasuredRun } from './statistics.ts';

const MONDAY = Date.UTC(2024, 0, 1);

function run(equity: readonly number[], changes: Partial<MeasuredRun> = {}): MeasuredRun {
  return {
    startCash: toMicros(100),
    equityTime: Float64Array.from(equity, (_, i) => MONDAY + i * MS_PER_DAY),
    equityMicros: Float64Array.from(equity, (value) => toMicros(value)),
    timeZone: 'UTC',
    barSize: '1 day',
    barCount: equity.length,
    stepsWithPosition: 0,
    closedTrades: [],
    totalCommission: 0,
    totalSlippage: 0,
    tradedValue: 0,
    buyAndHoldReturn: 0,
    buyAndHoldWorth: (times) => times.map(() => 1),
    ...changes,
  };
}

function trade(pnl: number, days = 1): Trade {
  return {
    symbol: 0,
    side: 'long',
    quantity: 1,
    entryTime: MONDAY,
    entryPrice: 100,
    exitTime: MONDAY + days * MS_PER_DAY,
    exitPrice: 100 + pnl,
    pnl,
    returnOnEntry: pnl / 100,
    commission: 0,
    barsHeld: days,
    adverseExcursion: null,
    favourableExcursion: null,
    entryRate: null,
  };
}

test('by hand: four days up and down', () => {
  // Returns: +10 %, -10 %, +20 %, -5 %. Mean 0.0375; squares about it sum to 0.056875; over 3.
  const s = statisticsOf(run([110, 99, 118.8, 112.86]));
  const deviation = Math.sqrt(0.056875 / 3);
  expect(s.totalReturn).toBeCloseTo(0.1286, 12);
  expect(s.netPnl).toBe(12.86);
  expect(s.bestDay).toBeCloseTo(0.2, 12);
  expect(s.worstDay).toBeCloseTo(-0.1, 12);
  expect(s.annualVolatility).toBeCloseTo(deviation * Math.sqrt(252), 12);
  expect(s.sharpe).toBeCloseTo((0.0375 / deviation) * Math.sqrt(252), 12);
  expect(s.sortino).toBeCloseTo((0.0375 / Math.sqrt((0.01 + 0.0025) / 4)) * Math.sqrt(252), 12);
  expect(s.maxDrawdown).toBeCloseTo(0.1, 12);
  expect(s.maxDrawdownMoney).toBe(11);
  expect(s.longestDrawdownDays).toBe(2);
  expect(s.cagr).toBeCloseTo(1.1286 ** (365.25 / 3) - 1, 0);
  expect(s.calmar).toBeCloseTo(s.cagr! / s.maxDrawdown, 6);
  expect([s.startEquity, s.peakEquity, s.finalEquity]).toEqual([100, 118.8, 112.86]);
});

test('by hand: trades, with one of zero P&L on neither side', () => {
  const s = statisticsOf(
    run([100, 100], { closedTrades: [trade(30, 2), trade(-10, 4), trade(0, 3), trade(-5, 3)] }),
  );
  expect(s).toMatchObject({
    tradeCount: 4,
    winRate: 0.25,
    profitFactor: 2,
    expectancy: 3.75,
    averageWin: 30,
    averageLoss: -7.5,
    largestWin: 30,
    largestLoss: -10,
    averageHoldingDays: 3,
  });
});

test('figures without a meaning are null, not numbers', () => {
  expect(statisticsOf(run([100]))).toMatchObject({
    cagr: null,
    annualVolatility: null,
    sharpe: null,
    sortino: null,
    calmar: null,
    maxDrawdown: 0,
    winRate: null,
    profitFactor: null,
    expectancy: null,
    averageLoss: null,
    largestWin: null,
    averageHoldingDays: null,
  });
  expect(statisticsOf(run([100, 100, 100]))).toMatchObject({
    sharpe: null,
    sortino: null,
    annualVolatility: 0,
  });
  expect(statisticsOf(run([110], { closedTrades: [trade(10)] }))).toMatchObject({
    profitFactor: null,
    averageWin: 10,
  });
});

test('an account that is worth nothing has no returns from then on, and no growth', () => {
  const s = statisticsOf(run([50, -20, 10]));
  expect(s).toMatchObject({ sharpe: null, bestDay: null, maxDrawdownMoney: 120, maxDrawdown: 1.2 });
  expect(statisticsOf(run([50, -20])).cagr).toBeNull();
});

test('a year has 365 days where weekends are traded, 252 elsewhere, Sunday evenings or not', () => {
  const days = (keep: (weekday: number) => boolean) => {
    const times = Array.from({ length: 60 }, (_, i) => MONDAY + i * MS_PER_DAY).filter((at) =>
      keep(new Date(at).getUTCDay()),
    );
    const equity = times.map((_, i) => 100 + (i % 3));
    const s = statisticsOf(run(equity, { equityTime: Float64Array.from(times) }));
    return Math.round((s.annualVolatility! / deviationOf([100, ...equity])) ** 2);
  };
  expect(days(() => true)).toBe(365);
  expect(days((weekday) => weekday > 0 && weekday < 6)).toBe(252);
  expect(days((weekday) => weekday !== 6)).toBe(252);
  expect(days((weekday) => weekday !== 0)).toBe(252);
});

test.each([
  ['1 week', 7, 52],
  ['1 month', 30, 12],
] as const)(
  'returns of bars of %s are scaled to a year as what they are, and are no days',
  (barSize, days, perYear) => {
    const equity = [101, 99, 104, 103, 108, 107];
    // From Monday or a 1st on; some of them are Saturdays and Sundays, and still no days on which weekends are traded.
    const equityTime = Float64Array.from(equity, (_, i) => MONDAY + i * days * MS_PER_DAY);
    const s = statisticsOf(run(equity, { barSize, equityTime }));
    expect(s.annualVolatility).toBeCloseTo(deviationOf([100, ...equity]) * Math.sqrt(perYear), 12);
    expect(s).toMatchObject({ bestDay: null, worstDay: null });
  },
);

test("a day ends at midnight of the series' own zone", () => {
  // 20:00 and 23:00 in New York are one day there and two in UTC.
  const evening = Date.UTC(2024, 0, 3, 1);
  const equityTime = Float64Array.of(evening, evening + 3 * MS_PER_HOUR, evening + 24 * MS_PER_HOUR);
  const best = (timeZone: string) => statisticsOf(run([110, 121, 121], { equityTime, timeZone })).bestDay;
  expect(best('America/New_York')).toBeCloseTo(0.21, 12);
  expect(best('America/Los_Angeles')).toBeCloseTo(0.21, 12);
  const split = Float64Array.of(
    evening + 3 * MS_PER_HOUR,
    evening + 5 * MS_PER_HOUR,
    evening + 24 * MS_PER_HOUR,
  );
  expect(
    statisticsOf(run([110, 121, 121], { equityTime: split, timeZone: 'America/New_York' })).bestDay,
  ).toBeCloseTo(0.1, 12);
});

test('agrees with the definitions written out for any run of minutes and days', () => {
  const anyRun = fc.record({
    stepMinutes: fc.constantFrom(1, 30, 240, 1_440),
    equity: fc.array(
      fc.integer({ min: 5_000, max: 20_000 }).map((n) => n / 100),
      { minLength: 2, maxLength: 300 },
    ),
    timeZone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Tokyo'),
  });
  fc.assert(
    fc.property(anyRun, ({ stepMinutes, equity, timeZone }) => {
      const times = equity.map((_, i) => MONDAY + i * stepMinutes * 60_000);
      const s = statisticsOf(run(equity, { equityTime: Float64Array.from(times), timeZone }));

      const dateOf = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
      const closes = new Map(times.map((time, i) => [dateOf.format(time), equity[i]!]));
      const worth = [100, ...closes.values()];
      const returns = worth.slice(1).map((value, i) => value / worth[i]! - 1);
      expect(s.bestDay).toBeCloseTo(Math.max(...returns), 10);
      expect(s.worstDay).toBeCloseTo(Math.min(...returns), 10);

      let deepest = 0;
      let deepestMoney = 0;
      let longest = 0;
      equity.forEach((value, i) => {
        const peak = Math.max(100, ...equity.slice(0, i));
        deepest = Math.max(deepest, (peak - value) / peak);
        deepestMoney = Math.max(deepestMoney, peak - value);
      });
      times.forEach((from, i) => {
        const peak = Math.max(100, ...equity.slice(0, i + 1));
        if (equity[i] !== peak && i > 0) return;
        const back = equity.findIndex((value, k) => k > i && value >= peak);
        const under =
          equity.slice(i + 1, back === -1 ? undefined : back).some((value) => value < peak) ||
          equity[i]! < peak;
        if (under) longest = Math.max(longest, (back === -1 ? times.at(-1)! : times[back]!) - from);
      });
      expect(s.maxDrawdown).toBeCloseTo(deepest, 10);
      expect(s.maxDrawdownMoney).toBeCloseTo(deepestMoney, 6);
      expect(s.longestDrawdownDays).toBeCloseTo(longest / MS_PER_DAY, 9);
    }),
  );
});

function deviationOf(worth: readonly number[]): number {
  const returns = worth.slice(1).map((value, i) => value / worth[i]! - 1);
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  return Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1));
}
