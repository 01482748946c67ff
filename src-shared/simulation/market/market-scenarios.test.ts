import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_MINUTE } from '../../kernel/time.ts';
import type { BarSize } from '../../model/bar-size.ts';
import type { Market, MarketSpec } from './market.ts';
import type { Scenario } from '../../model/market-scenario.ts';
import { phasesOf } from './scenario.ts';
import {
  autocorrelation, deviation, excessKurtosis, logReturns, mean, meanAdx, meanChoppiness, meanPairwiseCorrelation,
} from './testing/measures.ts'; // prettier-ignore
import { ANCHOR_DAY, RECENT_START_DAY, STOCKS, syntheticMarket } from './testing/synthetic.ts';

const SEEDS = process.env.TRADEWIND_COUNTS === 'full' ? Array.from({ length: 20 }, (_, i) => i + 1) : [1];
/** Two years and a bit under one scenario. */
const SINCE = (ANCHOR_DAY - 600) * MS_PER_DAY;
/** Without halts, which would cut the wildest moves off. */
const instruments = STOCKS.slice(1, 5).map(({ haltBand: _, ...rest }) => rest);
const names = instruments.map(({ id }) => id);

function bars(market: Market, id: string, size: BarSize, from: number, to: number) {
  return market.bars(id, { size, what: 'TRADES', regularOnly: true, from, to });
}

function average(values: readonly number[]): number {
  return mean(Float64Array.from(values));
}

/** Figures averaged over some stocks and seeds. */
function measure(scenario: Scenario) {
  const figures = SEEDS.map((seed) => {
    const spec: Partial<MarketSpec> = {
      seed,
      instruments,
      startDay: RECENT_START_DAY,
      scenarios: [{ at: SINCE, scenario }],
    };
    const market = syntheticMarket(spec);
    const daily = names.map((id) => bars(market, id, '1 day', SINCE + MS_PER_DAY, ANCHOR_DAY * MS_PER_DAY));
    const intraday = names.map((id) => bars(market, id, '5 mins', SINCE, SINCE + 7 * MS_PER_DAY));
    const returns = daily.map(({ close }) => logReturns(close));
    return {
      volatility: average(returns.map(deviation)) * Math.sqrt(252),
      persistence: average(returns.map((series) => autocorrelation(series, 1))),
      correlation: meanPairwiseCorrelation(returns),
      intradayCorrelation: meanPairwiseCorrelation(intraday.map(({ close }) => logReturns(close))),
      adx: average(daily.map((columns) => meanAdx(columns))),
      intradayAdx: average(intraday.map((columns) => meanAdx(columns))),
      choppiness: average(daily.map((columns) => meanChoppiness(columns))),
      intradayChoppiness: average(intraday.map((columns) => meanChoppiness(columns))),
    };
  });
  type Figures = (typeof figures)[number];
  const keys = Object.keys(figures[0]!) as (keyof Figures)[];
  return Object.fromEntries(keys.map((key) => [key, average(figures.map((one) => one[key]))])) as Figures;
}

describe('stylised facts', () => {
  const measured = new Map<Scenario, ReturnType<typeof measure>>();
  const figuresOf = (scenario: Scenario) => {
    const figures = measured.get(scenario) ?? measure(scenario);
    measured.set(scenario, figures);
    return figures;
  };
  const normal = () => figuresOf('normal');

  test('in ten ordinary years daily returns have fat tails and volatility that clusters, but cannot be foretold', () => {
    for (const seed of SEEDS) {
      const market = syntheticMarket({ seed, instruments });
      const all = names.map((id) => logReturns(bars(market, id, '1 day', 0, ANCHOR_DAY * MS_PER_DAY).close));
      expect(average(all.map(excessKurtosis))).toBeGreaterThan(1);
      for (const lag of [1, 2, 5]) {
        const squares = all.map((series) => autocorrelation(series.map((x) => x * x), lag));
        expect(average(squares)).toBeGreaterThan(0.015);
      }
      expect(Math.abs(average(all.map((series) => autocorrelation(series, 1))))).toBeLessThan(0.06);
      const volatility = average(all.map(deviation)) * Math.sqrt(252);
      expect(volatility).toBeGreaterThan(0.22);
      expect(volatility).toBeLessThan(0.4);
    }
  }); // prettier-ignore

  test('minutes are busiest after the open and before the close', () => {
    const market = syntheticMarket();
    const sums = new Float64Array(390);
    const volumes = new Float64Array(390);
    for (let day = ANCHOR_DAY - 60; day < ANCHOR_DAY; day++) {
      const minutes = bars(market, 'AAA', '1 min', day * MS_PER_DAY, (day + 1) * MS_PER_DAY);
      for (let i = 0; i < minutes.length; i++) {
        sums[i]! += Math.log(minutes.high[i]! / minutes.low[i]!);
        volumes[i]! += minutes.volume[i]!;
      }
    }
    for (const column of [sums, volumes]) {
      const [open, midday, close] = [column.slice(0, 15), column.slice(180, 240), column.slice(-10)].map(
        mean,
      );
      expect(open! / midday!).toBeGreaterThan(1.25);
      expect(close! / midday!).toBeGreaterThan(1.1);
    }
  });

  test('normal lies in the middle', () => {
    expect(normal().adx).toBeGreaterThan(19);
    expect(normal().adx).toBeLessThan(30);
    expect(normal().choppiness).toBeGreaterThan(44);
    expect(normal().choppiness).toBeLessThan(54);
    expect(normal().correlation).toBeGreaterThan(0.2);
    expect(normal().correlation).toBeLessThan(0.5);
    expect(normal().intradayCorrelation).toBeGreaterThan(0.1);
  });

  test('trending: ADX above 32 and moves that go on, from day to day and within the day', () => {
    expect(figuresOf('trending').adx).toBeGreaterThan(32);
    expect(figuresOf('trending').choppiness).toBeLessThan(43);
    expect(figuresOf('trending').persistence).toBeGreaterThan(0.08);
    expect(figuresOf('trending').intradayAdx).toBeGreaterThan(normal().intradayAdx + 2);
    expect(figuresOf('trending').intradayChoppiness).toBeLessThan(normal().intradayChoppiness - 6);
  });

  test('ranging: ADX below 20, and moves are taken back', () => {
    expect(figuresOf('ranging').adx).toBeLessThan(18);
    expect(figuresOf('ranging').choppiness).toBeGreaterThan(53);
    expect(figuresOf('ranging').persistence).toBeLessThan(-0.08);
    expect(figuresOf('ranging').volatility).toBeLessThan(normal().volatility);
    expect(figuresOf('ranging').intradayChoppiness).toBeGreaterThan(normal().intradayChoppiness + 1);
  });

  test('choppy: a choppiness index near the upper band of 61.8, wilder than a range, going nowhere', () => {
    expect(figuresOf('choppy').choppiness).toBeGreaterThan(58);
    expect(figuresOf('choppy').adx).toBeLessThan(18);
    expect(figuresOf('choppy').volatility).toBeGreaterThan(1.3 * figuresOf('ranging').volatility);
    expect(figuresOf('choppy').intradayChoppiness).toBeGreaterThan(normal().intradayChoppiness + 4);
  });

  test('crisis: correlations jump towards one and volatility multiplies', () => {
    expect(figuresOf('crisis').correlation).toBeGreaterThan(0.75);
    expect(figuresOf('crisis').intradayCorrelation).toBeGreaterThan(0.6);
    expect(figuresOf('crisis').volatility).toBeGreaterThan(2.5 * normal().volatility);
  });

  test('quiet: a third of the volatility', () => {
    expect(figuresOf('quiet').volatility).toBeLessThan(0.45 * normal().volatility);
  });

  test('after a flash crash the market stays nervous', () => {
    const figures = figuresOf('flash-crash');
    expect(figures.volatility).toBeGreaterThan(1.2 * normal().volatility);
    expect(figures.volatility).toBeLessThan(2 * normal().volatility);
  });
});

test('phases of a log follow each other without gaps, on whole minutes, and end where the next entry begins', () => {
  const log = [
    { at: 60_001, scenario: 'flash-crash' },
    { at: 10 * MS_PER_MINUTE, scenario: 'quiet' },
  ] as const;
  const phases = phasesOf(log);
  expect(phases.map(({ from, to }) => [from, to])).toEqual([
    [-Infinity, 120], [120, 180], [180, 600], [600, Infinity],
  ]); // prettier-ignore
  expect(phases[2]!.plannedTo).toBe(660);
  expect(() => phasesOf([...log].reverse())).toThrow('in order of time');
});
