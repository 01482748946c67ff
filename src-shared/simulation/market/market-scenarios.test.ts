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

/** How far calm follows calm and storm follows storm: of sizes of returns, over a week of lags, which a single shock does not fill. */
function absoluteAutocorrelation(series: Float64Array): number {
  const sizes = series.map(Math.abs);
  return average([1, 2, 3, 4, 5].map((lag) => autocorrelation(sizes, lag)));
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
      tails: average(returns.map(excessKurtosis)),
      clustering: average(returns.map((series) => absoluteAutocorrelation(series))),
      intradayTails: average(intraday.map(({ close }) => excessKurtosis(logReturns(close)))),
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

  /** What each name promises: ADX, choppiness index and correlation of daily bars. */
  const PROMISED: Readonly<Record<Scenario, Record<'adx' | 'choppiness' | 'correlation', readonly [number, number]>>> = {
    normal: { adx: [19, 30], choppiness: [44, 54], correlation: [0.2, 0.5] },
    trending: { adx: [32, 60], choppiness: [30, 43], correlation: [0.15, 0.55] },
    ranging: { adx: [8, 18], choppiness: [53, 62], correlation: [0.2, 0.5] },
    choppy: { adx: [8, 18], choppiness: [58, 66], correlation: [0.2, 0.5] },
    crisis: { adx: [22, 40], choppiness: [42, 54], correlation: [0.75, 1] },
    quiet: { adx: [19, 30], choppiness: [44, 54], correlation: [0.2, 0.5] },
    'flash-crash': { adx: [19, 30], choppiness: [44, 54], correlation: [0.2, 0.5] },
  }; // prettier-ignore

  test.each(Object.keys(PROMISED) as Scenario[])(
    '%s: ADX, choppiness and correlation are what the name promises; tails are fat and volatility clusters',
    (scenario) => {
      const figures = figuresOf(scenario);
      for (const name of ['adx', 'choppiness', 'correlation'] as const) {
        const [low, high] = PROMISED[scenario][name];
        expect(figures[name], name).toBeGreaterThan(low);
        expect(figures[name], name).toBeLessThan(high);
      }
      expect(figures.tails).toBeGreaterThan(0.8);
      expect(figures.intradayTails).toBeGreaterThan(3);
      expect(figures.clustering).toBeGreaterThan(0.02);
    },
  );

  test('trending: moves go on, from day to day and within the day', () => {
    expect(figuresOf('trending').persistence).toBeGreaterThan(0.08);
    expect(figuresOf('trending').intradayAdx).toBeGreaterThan(normal().intradayAdx + 2);
    expect(figuresOf('trending').intradayChoppiness).toBeLessThan(normal().intradayChoppiness - 6);
  });

  test('ranging: moves are taken back', () => {
    expect(figuresOf('ranging').persistence).toBeLessThan(-0.08);
    expect(figuresOf('ranging').volatility).toBeLessThan(normal().volatility);
    expect(figuresOf('ranging').intradayChoppiness).toBeGreaterThan(normal().intradayChoppiness + 1);
  });

  test('choppy: wilder than a range, going nowhere', () => {
    expect(figuresOf('choppy').volatility).toBeGreaterThan(1.3 * figuresOf('ranging').volatility);
    expect(figuresOf('choppy').intradayChoppiness).toBeGreaterThan(normal().intradayChoppiness + 4);
  });

  test('crisis: correlations jump towards one and volatility multiplies', () => {
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
