import { readFileSync } from 'node:fs';
import { barColumns, columnsByteLength, lowerBound } from '#shared/bars/columns.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { toMicros } from '#shared/model/money.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { runEngine } from '../engine.ts';
import type { EngineJob, EngineResult, EngineSymbol } from '../job.ts';
import { JobProgress } from '../progress.ts';

/** Jobs for the engine's tests: real prices, small hand-made series, and random ones with calendars that differ. */
export interface TestBar {
  readonly time: number;
  readonly open: number;
  readonly close: number;
}

export function symbolOf(bars: readonly TestBar[], changes: Partial<EngineSymbol> = {}): EngineSymbol {
  const columns = new SharedArrayBuffer(columnsByteLength(bars.length));
  const { time, open, high, low, close, volume } = barColumns(bars.length, columns);
  bars.forEach((bar, i) => {
    time[i] = bar.time;
    open[i] = bar.open;
    high[i] = Math.max(bar.open, bar.close);
    low[i] = Math.min(bar.open, bar.close);
    close[i] = bar.close;
    volume[i] = 1_000;
  });
  return {
    symbol: 'TEST',
    columns,
    barCount: bars.length,
    firstTraded: 0,
    barSize: '1 day',
    timeZone: 'America/New_York',
    tick: 0.01,
    lot: 1,
    multiplier: 1,
    ...changes,
  };
}

/** Daily bars from 2024-01-01, each opening at the close before: enough where only closes matter. */
export function barsOfCloses(closes: readonly number[]): TestBar[] {
  return closes.map((close, i) => ({
    time: Date.UTC(2024, 0, 1) + i * MS_PER_DAY,
    open: closes[Math.max(i - 1, 0)]!,
    close,
  }));
}

/** The S&P 500, daily, 2000 to 2020, as the vega-datasets package publishes it. */
export function spxBars(): readonly TestBar[] {
  const file = new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [date, open, , , close] = row.split(',');
    return { time: Date.parse(`${date}T00:00:00Z`), open: Number(open), close: Number(close) };
  });
}

/** The bars up to and including `to`, traded from `from` on. Dates as YYYY-MM-DD. */
export function tradedBetween(bars: readonly TestBar[], from: string, to: string): EngineSymbol {
  const times = Float64Array.from(bars, (bar) => bar.time);
  const end = lowerBound(times, Date.parse(to) + 1);
  return symbolOf(bars.slice(0, end), { symbol: 'SPX', firstTraded: lowerBound(times, Date.parse(from)) });
}

/** A random walk in cents that leaves out about a fifth of the days of its calendar. */
export function randomBars(seed: number, count: number): TestBar[] {
  const random = linearCongruential(seed);
  const bars: TestBar[] = [];
  let cents = 5_000 + Math.floor(random() * 5_000);
  for (let day = 0; day < count; day++) {
    const open = Math.max(100, Math.round(cents * (0.98 + 0.04 * random())));
    const close = Math.max(100, Math.round(open * (0.96 + 0.08 * random())));
    cents = close;
    if (random() < 0.2) continue;
    bars.push({ time: Date.UTC(2024, 0, 1) + day * MS_PER_DAY, open: open / 100, close: close / 100 });
  }
  return bars;
}

export function jobOf(symbols: readonly EngineSymbol[], changes: Partial<EngineJob> = {}): EngineJob {
  return {
    strategyId: 'sma-cross',
    parameters: { fast: 10, slow: 30 },
    symbols,
    cash: toMicros(100_000),
    sizing: { kind: 'quantity', quantity: 1 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
    execution: DEFAULT_EXECUTION,
    progress: JobProgress.forSymbols(symbols.length).buffer,
    ...changes,
  };
}

export function resultOf(job: EngineJob, strategies?: readonly StrategyDefinition[]): EngineResult {
  const outcome = runEngine(job, strategies);
  if (outcome.kind !== 'done') throw new Error('nobody cancelled this run');
  return outcome;
}

/** Numerical Recipes' generator: good enough to shape test prices, and the same everywhere. */
function linearCongruential(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
