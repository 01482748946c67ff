import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { MS_PER_DAY, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { MICROS_PER_UNIT, toMicros } from '#shared/model/money.ts';
import { strategies } from '#shared/strategies/library.ts';
import type { EngineJob, EngineSymbol } from '../src-worker/trading-engine/job.ts';
import { runEngine } from '../src-worker/trading-engine/engine.ts';
import { KeptColumns } from '../src-worker/trading-engine/kept-columns.ts';
import { JobProgress } from '../src-worker/trading-engine/progress.ts';
import { scratch } from '../src-worker/trading-engine/scratch-columns.ts';
import { simulate } from '../src-worker/trading-engine/simulation.ts';
import { randomWalk } from './random-walk.ts';

export const WORKLOADS = {
  /** SMA 10/30, one symbol, a million one-minute bars. */
  a: { fills: 39_036, equity: 919_275.6586, repeats: 21 },
  /** RSI 14, a hundred symbols of ten years of daily bars, one account. */
  b: { fills: 2_519, equity: 10_018_702.3198, repeats: 31 },
  /** A hundred SMA pairs over 100,000 bars; the equity is the best pair's. */
  c: { fills: 151_984, equity: 998_164.1618, repeats: 7 },
} as const;
export type WorkloadName = keyof typeof WORKLOADS;

export interface Answer {
  readonly fills: number;
  readonly equity: number;
}

/** @param folder with the binary columns of the shared bench; absent: the same numbers from the seeded generator. */
export function loadSymbols(workload: WorkloadName, folder: string | undefined): EngineSymbol[] {
  switch (workload) {
    case 'a':
      return [
        symbolOf('A', '1 min', fromFile(folder, 'a_1m') ?? randomWalk(1_000_000, 42, 0.0005, MS_PER_MINUTE)),
      ];
    case 'b': {
      const blocks = fromFile(folder, 'b_100x2520');
      return Array.from({ length: 100 }, (_, s) => {
        const columns = blocks?.slice(s * 6 * 2_520 * 8, (s + 1) * 6 * 2_520 * 8);
        return symbolOf(`B${s}`, '1 day', columns ?? randomWalk(2_520, 1_000 + s, 0.015, MS_PER_DAY));
      });
    }
    case 'c':
      return [
        symbolOf('C', '1 min', fromFile(folder, 'c_100k') ?? randomWalk(100_000, 42, 0.0005, MS_PER_MINUTE)),
      ];
  }
}

/** From columns to fills and equity, as the limit loops do it; or all of it, with trades, statistics and hash. */
export type Extent = 'simulation' | 'whole';

const kept = new KeptColumns();
let passes = 0;

/** Runs the workload once. @param part of how many: the share of the sweep that one worker takes. */
export function runWorkload(
  workload: WorkloadName,
  symbols: readonly EngineSymbol[],
  extent: Extent,
  part = 0,
  parts = 1,
): Answer {
  const run = extent === 'whole' ? runWhole : runSimulation;
  switch (workload) {
    case 'a':
      return run(jobOf('sma-cross', { fast: 10, slow: 30 }, symbols, 1_000_000));
    case 'b':
      return run(jobOf('rsi-mean-reversion', { period: 14, entry: 30, exit: 60 }, symbols, 10_000_000));
    case 'c': {
      // As a sweep does: averages that several pairs share are computed once, and anew in every pass.
      kept.startFor(`pass ${++passes}`);
      const answers = sweepPairs()
        .filter((_, index) => index % parts === part)
        .map(([fast, slow]) => run(jobOf('sma-cross', { fast, slow }, symbols, 1_000_000), kept));
      return {
        fills: answers.reduce((sum, one) => sum + one.fills, 0),
        equity: Math.max(...answers.map((one) => one.equity)),
      };
    }
  }
}

export function barsOf(workload: WorkloadName, symbols: readonly EngineSymbol[]): number {
  const bars = symbols.reduce((sum, symbol) => sum + symbol.barCount, 0);
  return workload === 'c' ? bars * sweepPairs().length : bars;
}

function sweepPairs(): [fast: number, slow: number][] {
  const pairs: [number, number][] = [];
  for (let fast = 5; fast <= 50; fast += 5) {
    for (let slow = 60; slow <= 150; slow += 10) pairs.push([fast, slow]);
  }
  return pairs;
}

function jobOf(
  strategyId: string,
  parameters: EngineJob['parameters'],
  symbols: readonly EngineSymbol[],
  cash: number,
): EngineJob {
  return {
    strategyId,
    parameters,
    symbols,
    cash: toMicros(cash),
    sizing: { kind: 'quantity', quantity: 100 },
    commission: { kind: 'basis-points', basisPoints: 2 },
    slippage: { kind: 'none' },
    execution: DEFAULT_EXECUTION,
    progress: JobProgress.forSymbols(symbols.length).buffer,
  };
}

function runSimulation(job: EngineJob, kept: KeptColumns | null = null): Answer {
  const simulation = simulate(job, strategies, kept);
  if (simulation === null) throw new Error('nobody cancelled this run');
  const { broker, loop } = simulation;
  const answer = { fills: broker.fills.count, equity: loop.equity.at(-1)! / MICROS_PER_UNIT };
  // As a trial of a sweep does when it has its figures.
  scratch.giveBack(loop.equity);
  simulation.release();
  return answer;
}

function runWhole(job: EngineJob, kept: KeptColumns | null = null): Answer {
  const outcome = runEngine(job, strategies, kept);
  if (outcome.kind !== 'done') throw new Error('nobody cancelled this run');
  return { fills: outcome.fills.symbol.length, equity: outcome.statistics.finalEquity };
}

function symbolOf(symbol: string, barSize: BarSize, columns: SharedArrayBuffer): EngineSymbol {
  const barCount = columns.byteLength / (6 * 8);
  return {
    symbol,
    columns,
    barCount,
    firstTraded: 0,
    barSize,
    timeZone: 'UTC',
    tick: 0.0001,
    lot: 1,
    multiplier: 1,
  };
}

/** Straight into shared memory, as the bar library loads: a copy on the way would be counted as the engine's. */
function fromFile(folder: string | undefined, name: string): SharedArrayBuffer | undefined {
  if (folder === undefined) return undefined;
  const file = openSync(join(folder, `${name}.bin`), 'r');
  const shared = new SharedArrayBuffer(fstatSync(file).size);
  readSync(file, new Uint8Array(shared));
  closeSync(file);
  return shared;
}
