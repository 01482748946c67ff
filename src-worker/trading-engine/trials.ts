import { isDatedBySession } from '#shared/model/bar-size.ts';
import type { Statistics } from '#shared/model/backtest.ts';
import { dailyReturns } from '#shared/statistics/daily-returns.ts';
import { sharpeMoments, type SharpeMoments } from '#shared/statistics/sharpe-confidence.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { runEngine } from './engine.ts';
import type { EngineJob, EngineResult } from './job.ts';
import type { KeptColumns } from './kept-columns.ts';
import { JobProgress } from './progress.ts';
import { scratch } from './scratch-columns.ts';

/** One way to trade the bars of a set. */
export interface Trial {
  /** Its place in the study, from 0: results are told in this order, whoever computed them. */
  readonly index: number;
  readonly strategyId: string;
  readonly parameters: EngineJob['parameters'];
}

/** Trials over the same bars, for one thread, one after the other. Crosses to it by structured clone. */
export interface TrialSet {
  /** Names the bars: sets of one name share indicator columns while they meet in a thread. */
  readonly bars: string;
  /** All but strategy and parameters, which are each trial's own. Its progress and cancel flag serve all trials in turn. */
  readonly job: EngineJob;
  readonly trials: readonly Trial[];
  /** One Int32: how many trials of the set are done. */
  readonly cursor: SharedArrayBuffer;
}

/** What is kept of a trial: the figures and the identity, not the fills. */
export interface TrialResult {
  readonly kind: 'done';
  readonly index: number;
  readonly statistics: Statistics;
  readonly fillCount: number;
  readonly openTradeCount: number;
  /** That of the same run by itself. */
  readonly hash: string;
  readonly notes: readonly string[];
  /** Null where the returns say nothing: fewer than three, or none that moves. */
  readonly moments: SharpeMoments | null;
  /** Milliseconds in the thread. */
  readonly tookMs: number;
}

export interface TrialFailure {
  readonly kind: 'failed';
  readonly index: number;
  readonly reason: string;
}

export type TrialOutcome = TrialResult | TrialFailure;

export type TrialSetOutcome =
  { readonly kind: 'done'; readonly trials: readonly TrialOutcome[] } | { readonly kind: 'cancelled' };

/** A trial that throws is a failed trial; the others go on. */
export function runTrials(
  set: TrialSet,
  strategies: readonly StrategyDefinition[],
  kept: KeptColumns,
): TrialSetOutcome {
  const cursor = new Int32Array(set.cursor);
  const progress = new JobProgress(set.job.progress);
  const trials: TrialOutcome[] = [];
  kept.startFor(set.bars);
  for (const trial of set.trials) {
    if (progress.isCancelled()) return { kind: 'cancelled' };
    const outcome = runTrial(trial, set.job, strategies, kept);
    if (outcome === 'cancelled') return { kind: 'cancelled' };
    trials.push(outcome);
    Atomics.add(cursor, 0, 1);
  }
  return { kind: 'done', trials };
}

function runTrial(
  { index, strategyId, parameters }: Trial,
  job: EngineJob,
  strategies: readonly StrategyDefinition[],
  kept: KeptColumns,
): TrialOutcome | 'cancelled' {
  const startedAt = performance.now();
  try {
    const result = runEngine({ ...job, strategyId, parameters }, strategies, kept);
    if (result.kind === 'cancelled') return 'cancelled';
    const moments = momentsOf(job, result);
    // Nobody asks for a trial's curve: the next trial writes its own there.
    scratch.giveBack(result.equityMicros);
    scratch.giveBack(result.equityTime);
    return {
      kind: 'done',
      index,
      statistics: result.statistics,
      fillCount: result.fills.time.length,
      openTradeCount: result.openTradeCount,
      hash: result.hash,
      notes: result.notes,
      moments,
      tookMs: performance.now() - startedAt,
    };
  } catch (error) {
    return { kind: 'failed', index, reason: error instanceof Error ? error.message : String(error) };
  }
}

function momentsOf({ symbols, cash }: EngineJob, result: EngineResult): SharpeMoments | null {
  const { barSize, timeZone } = symbols[0]!;
  const zone = isDatedBySession(barSize) ? 'UTC' : timeZone;
  return sharpeMoments(dailyReturns(result.equityTime, result.equityMicros, cash, zone).returns);
}
