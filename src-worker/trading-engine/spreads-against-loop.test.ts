import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noiseUniform, streamKey } from '#shared/kernel/rng.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DEFAULT_EXECUTION, type Sizing } from '#shared/model/backtest.ts';
import { QUANTITY_STEPS_PER_UNIT } from '#shared/model/quantity.ts';
import type { EngineJob, EngineSymbol } from './job.ts';
import { jobOf, resultOf, symbolOf, type TestBar } from './testing/test-jobs.ts';

/**
 * Pairs and ETF arbitrage against loops written for nothing else: plain sums over each window, an account in floating point,
 * fills at the next open. Every fill must be the same.
 */
const LEVELS = { entryZ: 1.8, exitZ: 0.3, stopZ: 3.5, patience: 3 };
const WINDOW = { lookback: 40, zPeriod: 30 };
const CASH = 100_000;

interface Fill {
  readonly time: number;
  readonly symbol: number;
  readonly units: number;
  readonly price: number;
}

/** Prices that share a random walk, each with a part of its own that comes back. Whole cents; the same for the same seed. */
function cointegrated(seed: number, count: number, symbolCount: number): TestBar[][] {
  const key = streamKey(seed, 'cointegrated');
  const step = (day: number, lane: number) => 2 * noiseUniform(key, day, lane) - 1;
  const own = new Array<number>(symbolCount).fill(0);
  const series = own.map((): TestBar[] => []);
  let common = Math.log(60);
  for (let day = 0; day < count; day++) {
    common += 0.015 * step(day, 0);
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      own[symbol] = 0.9 * own[symbol]! + 0.01 * step(day, 2 * symbol + 1);
      const close = cents(Math.exp(common * (1 + 0.1 * symbol) + own[symbol]!));
      const before = series[symbol]!.at(-1)?.close ?? close;
      const open = cents(before * (1 + 0.004 * step(day, 2 * symbol + 2)));
      series[symbol]!.push({ time: Date.UTC(2020, 0, 1) + day * MS_PER_DAY, open, close });
    }
  }
  return series;
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

function jobOn(series: readonly (readonly TestBar[])[], changes: Partial<EngineJob>): EngineJob {
  const symbols = series.map((bars, i): EngineSymbol => symbolOf(bars, { symbol: `S${i}` }));
  return jobOf(symbols, { execution: { ...DEFAULT_EXECUTION, account: 'margin' }, ...changes });
}

function fillsOf(job: EngineJob): Fill[] {
  const { fills } = resultOf(job);
  return Array.from(fills.time, (time, i) => ({
    ...{ time, symbol: fills.symbol[i]! },
    units: (fills.side[i]! * fills.quantity[i]!) / QUANTITY_STEPS_PER_UNIT,
    price: fills.price[i]!,
  }));
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

/** Slope of y on x over the last bars, and how far the last y lies off the line in deviations. */
function lineAt(y: readonly number[], x: readonly number[], at: number): [number, number] {
  const { lookback, zPeriod } = WINDOW;
  const rows = Array.from({ length: lookback }, (_, i) => at - lookback + 1 + i);
  const [meanX, meanY] = [sum(rows.map((i) => x[i]!)) / lookback, sum(rows.map((i) => y[i]!)) / lookback];
  const slope =
    sum(rows.map((i) => (x[i]! - meanX) * (y[i]! - meanY))) / sum(rows.map((i) => (x[i]! - meanX) ** 2));
  const off = rows.slice(-zPeriod).map((i) => y[i]! - slope * x[i]!);
  const centre = sum(off) / zPeriod;
  const deviation = Math.sqrt(sum(off.map((one) => (one - centre) ** 2)) / zPeriod);
  return [slope, (off.at(-1)! - centre) / deviation];
}

type Sizes = (slope: number, at: number, equity: number) => readonly number[];

/** @param reading slope and z-score at a bar; @param sizes units of each symbol when the spread is bought */
function plainLoop(
  series: readonly (readonly TestBar[])[],
  reading: (at: number) => [number, number],
  sizes: Sizes,
): Fill[] {
  const fills: Fill[] = [];
  const held = series.map(() => 0);
  let wanted: readonly number[] = held;
  let cash = CASH;
  let side = 0;
  let isStopped = false;
  for (let at = 0; at < series[0]!.length; at++) {
    for (const [symbol, bars] of series.entries()) {
      const { time, open } = bars[at]!;
      const units = wanted[symbol]! - held[symbol]!;
      if (units === 0) continue;
      fills.push({ time, symbol, units, price: open });
      cash -= units * open;
      held[symbol] = wanted[symbol]!;
    }
    if (at < Math.max(WINDOW.lookback, WINDOW.zPeriod) - 1) continue;
    const [slope, z] = reading(at);
    if (Math.abs(z) < LEVELS.entryZ) isStopped = false;
    const against = -side * z;
    if (side === 0) {
      if (Math.abs(z) < LEVELS.entryZ || Math.abs(z) >= LEVELS.stopZ || isStopped || slope <= 0) continue;
      side = z > 0 ? -1 : 1;
      const equity = cash + sum(held.map((units, symbol) => units * series[symbol]![at]!.close));
      wanted = sizes(slope, at, equity).map(
        (units) => side * Math.sign(units) * Math.floor(Math.abs(units) + 1e-7),
      );
    } else if (against <= LEVELS.exitZ || against >= LEVELS.stopZ) {
      isStopped = against >= LEVELS.stopZ;
      side = 0;
      wanted = held.map(() => 0);
    }
  }
  return fills;
}

const closesOf = (bars: readonly TestBar[]) => bars.map(({ close }) => close);
const logsOf = (bars: readonly TestBar[]) => bars.map(({ close }) => Math.log(close));

/** Units of an entry by the run's sizing rule. */
function entryUnits(sizing: Sizing, close: number, equity: number): number {
  if (sizing.kind === 'quantity') return sizing.quantity;
  const budget = sizing.kind === 'cash' ? sizing.cash : (equity * sizing.percent) / 100;
  return Math.floor(budget / close);
}

const SIZINGS: readonly Sizing[] = [
  { kind: 'percent-of-equity', percent: 40 },
  { kind: 'quantity', quantity: 100 },
];
const PARAMETERS = { ...WINDOW, ...LEVELS };

/** @param fewest fills that must have happened, so that the comparison says something */
function expectSameFills(job: EngineJob, plain: readonly Fill[], fewest: number): void {
  expect(fillsOf(job)).toEqual(plain.toSorted((a, b) => a.time - b.time || a.symbol - b.symbol));
  expect(plain.length).toBeGreaterThanOrEqual(fewest);
}

function pairsLoop([first, second]: readonly (readonly TestBar[])[], sizing: Sizing): Fill[] {
  const [y, x] = [closesOf(first!), closesOf(second!)];
  return plainLoop(
    [first!, second!],
    (at) => lineAt(y, x, at),
    (slope, at, equity) => {
      const units = Math.min(entryUnits(sizing, y[at]!, equity), entryUnits(sizing, x[at]!, equity) / slope);
      return [units, -slope * units];
    },
  );
}

describe.each(SIZINGS.map((sizing) => [sizing.kind, sizing] as const))('sized by %s', (_, sizing) => {
  test.each([1, 2, 3])('a pair fills as the plain loop does, seed %i', (seed) => {
    const series = cointegrated(seed, 700, 2);
    const job = jobOn(series, { strategyId: 'pairs-trading', parameters: PARAMETERS, sizing });
    expectSameFills(job, pairsLoop(series, sizing), 20);
  });

  test.each([1, 2])('an ETF against its basket fills as the plain loop does, seed %i', (seed) => {
    const series = cointegrated(seed, 700, 4);
    const [etf, ...members] = series.map(logsOf);
    const basket = etf!.map((_, at) => sum(members.map((logs) => logs[at]!)) / members.length);
    const plain = plainLoop(
      series,
      (at) => lineAt(etf!, basket, at),
      (slope, at, equity) => {
        const price = (symbol: number) => series[symbol]![at]!.close;
        const units = entryUnits(sizing, price(0), equity) / Math.max(1, slope);
        const each = (slope * units * price(0)) / members.length;
        return [units, ...members.map((_, i) => -each / price(i + 1))];
      },
    );
    const job = jobOn(series, { strategyId: 'etf-arbitrage', parameters: PARAMETERS, sizing });
    expectSameFills(job, plain, 20);
  });
});

test('with one member, a member against the ETF is the plain loop in logarithms', () => {
  const sizing = SIZINGS[0]!;
  const [etf, member] = cointegrated(4, 700, 2);
  const [y, x] = [logsOf(member!), logsOf(etf!)];
  const plain = plainLoop(
    [etf!, member!],
    (at) => lineAt(y, x, at),
    (slope, at, equity) => {
      const price = member![at]!.close;
      const units = entryUnits(sizing, price, equity) / Math.max(1, slope);
      return [(-slope * units * price) / etf![at]!.close, units];
    },
  );
  const parameters = { ...PARAMETERS, mode: 'members' };
  expectSameFills(jobOn([etf!, member!], { strategyId: 'etf-arbitrage', parameters, sizing }), plain, 20);
});

test('several members share the ETF, and nothing is left when all are out', () => {
  const series = cointegrated(5, 900, 4);
  const parameters = { ...PARAMETERS, mode: 'members' };
  const sizing = SIZINGS[0]!;
  const fills = fillsOf(jobOn(series, { strategyId: 'etf-arbitrage', parameters, sizing }));
  const held = series.map(() => 0);
  let flatCount = 0;
  for (const [i, { symbol, units, time }] of fills.entries()) {
    held[symbol]! += units;
    if (fills[i + 1]?.time === time) continue;
    if (held.slice(1).every((one) => one === 0)) {
      expect(held[0]).toBe(0);
      flatCount++;
    }
  }
  expect(new Set(fills.map(({ symbol }) => symbol)).size).toBe(4);
  expect(flatCount).toBeGreaterThan(3);
});

// Real prices, where a folder of them lies beside the checkout.
const daily = new URL('../../../shared/data/daily/', import.meta.url);
test.runIf(existsSync(daily))('two real shares fill as the plain loop does', () => {
  const [first, second] = ['KO', 'PEP'].map(realBars);
  const common = new Set(second!.map(({ time }) => time));
  const y = first!.filter(({ time }) => common.has(time));
  const own = new Set(y.map(({ time }) => time));
  const x = second!.filter(({ time }) => own.has(time));
  const sizing = SIZINGS[0]!;
  const job = jobOn([y, x], { strategyId: 'pairs-trading', parameters: PARAMETERS, sizing });
  expectSameFills(job, pairsLoop([y, x], sizing), 40);
});

function realBars(symbol: string): TestBar[] {
  const [, ...rows] = readFileSync(new URL(`${symbol}.csv`, daily), 'utf8')
    .trim()
    .split(/\r?\n/);
  return rows.map((row) => {
    const [date, open, , , close] = row.split(',');
    return { time: Date.parse(`${date}T00:00:00Z`), open: Number(open), close: Number(close) };
  });
}
