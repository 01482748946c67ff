import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { KEPT_COLUMNS_BYTES_MAX } from '../../trading-engine/kept-columns.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import { columnsAsked, type AskedColumns } from './describe-strategy.ts';
import { strategyHashOf } from './strategy-hash.ts';

/** Of more trials than this the first ones speak for all. */
const TRIALS_LOOKED_AT_MAX = 2_000;

/** The columns that each of the trials reads. */
export function columnsOfTrials(
  definition: StrategyDefinition,
  trials: readonly Trial[],
  symbolCount: number,
): readonly (readonly AskedColumns[])[] {
  const isUsers = strategyHashOf(definition) !== null;
  return trials
    .slice(0, TRIALS_LOOKED_AT_MAX)
    .map(({ parameters }) =>
      isUsers ? likelyColumns(parameters) : columnsAsked(definition, parameters, symbolCount),
    );
}

/** A user's strategy is set up in its own thread only: each of its columns is taken to follow from one of its parameters. */
function likelyColumns(parameters: Trial['parameters']): readonly AskedColumns[] {
  return Object.entries(parameters).map(([name, value]) => ({
    key: `${name} ${String(value)}`,
    symbol: 0,
    outputCount: 1,
  }));
}

/**
 * Bars of columns that a thread computes for each trial when it runs them in this order and keeps what it has computed, as
 * trading-engine/kept-columns.ts does.
 *
 * @param barsOf how many bars each symbol has
 */
export function columnBars(
  trials: readonly (readonly AskedColumns[])[],
  barsOf: readonly number[],
  bytesMax = KEPT_COLUMNS_BYTES_MAX,
): readonly number[] {
  /** Bytes by name, oldest use first. */
  const kept = new Map<string, number>();
  let total = 0;
  return trials.map((columns) => {
    let computed = 0;
    for (const { key, symbol, outputCount } of columns) {
      const bars = barsOf[symbol] ?? 0;
      const bytes = 8 * (bars + 1) * outputCount;
      const isThere = kept.delete(key);
      if (!isThere) computed += bars;
      if (bytes > bytesMax) continue;
      if (!isThere) total += bytes;
      for (const [oldest, its] of kept) {
        if (total <= bytesMax) break;
        kept.delete(oldest);
        total -= its;
      }
      kept.set(key, bytes);
    }
    return computed;
  });
}

/** Who gets which trials when workers take sets of `perSet` in turn. */
export function shareOut<T>(all: readonly T[], workers: number, perSet: number): readonly (readonly T[])[] {
  const lanes = Array.from({ length: workers }, (): T[] => []);
  for (const [index, one] of all.entries()) lanes[Math.floor(index / perSet) % workers]!.push(one);
  return lanes;
}

/** Trials of a set: the queue makes sets of about so many milliseconds, see studies/unit-queue.ts. */
const SET_MS = 40;

/**
 * What the trials over the bars of a job take, summed over the workers: what each does by itself, and the columns that each
 * worker computes the first time one of its trials reads them. Milliseconds.
 *
 * @param columns of the first of them, by which the others are judged
 * @param trialMs of one trial when its columns are there
 * @param barsOf how many bars each symbol has
 */
export function trialsMs(
  {
    columns,
    trialCount,
    workers,
    trialMs,
    msPerColumnBar,
  }: {
    readonly columns: readonly (readonly AskedColumns[])[];
    readonly trialCount: number;
    readonly workers: number;
    readonly trialMs: number;
    readonly msPerColumnBar: number;
  },
  barsOf: readonly number[],
): number {
  const perSet = Math.max(1, Math.min(Math.floor(SET_MS / trialMs), Math.ceil(trialCount / (2 * workers))));
  let computed = 0;
  for (const lane of shareOut(columns, workers, perSet))
    for (const bars of columnBars(lane, barsOf)) computed += bars;
  const all = computed * (trialCount / Math.max(1, columns.length));
  return trialCount * trialMs + msPerColumnBar * all;
}
