import type { Statistics } from '#shared/model/backtest.ts';
import {
  trialFiguresSchema,
  type Deflation,
  type Objective,
  type TrialFigures,
  type TrialSummary,
} from '#shared/model/study.ts';
import { luckiestSharpe, probabilisticSharpeOf } from '#shared/statistics/sharpe-confidence.ts';
import type { Trial, TrialOutcome, TrialResult } from '../../trading-engine/trials.ts';

const FIGURES = Object.keys(trialFiguresSchema.shape) as (keyof TrialFigures)[];

/**
 * What luck alone would have found: with the number of all trials that were done, those without trades included, and the
 * variance between the Sharpe ratios there are.
 */
export function deflationOf(outcomes: readonly TrialOutcome[]): Deflation | null {
  const done = outcomes.filter((one) => one.kind === 'done');
  if (done.length === 0) return null;
  const sharpes = done.flatMap(({ moments }) => (moments === null ? [] : [moments.sharpe]));
  const mean = sharpes.reduce((sum, one) => sum + one, 0) / Math.max(sharpes.length, 1);
  const squares = sharpes.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const variance = sharpes.length < 2 ? 0 : squares / (sharpes.length - 1);
  return { trialCount: done.length, variance, luckiest: luckiestSharpe(done.length, variance) };
}

/** @param deflation null while the trials are still coming */
export function trialSummary(
  trial: Trial,
  symbols: readonly string[],
  outcome: TrialOutcome,
  deflation: Deflation | null,
): TrialSummary {
  const common = {
    index: trial.index,
    strategyId: trial.strategyId,
    parameters: trial.parameters,
    symbols: [...symbols],
  };
  if (outcome.kind === 'failed')
    return { ...common, figures: null, fillCount: null, hash: null, reason: outcome.reason };
  return {
    ...common,
    figures: figuresOf(outcome, deflation),
    fillCount: outcome.fillCount,
    hash: outcome.hash,
    reason: null,
  };
}

function figuresOf({ statistics, moments }: TrialResult, deflation: Deflation | null): TrialFigures {
  const figures = Object.fromEntries(FIGURES.map((name) => [name, statistics[name as keyof Statistics]]));
  const deflatedSharpe =
    moments === null || deflation === null ? null : probabilisticSharpeOf(moments, deflation.luckiest);
  return { ...(figures as TrialFigures), deflatedSharpe };
}

/** Indexes from the best trial to the worst; one without the figure, or that failed, comes last. Equal ones keep their order. */
export function rankTrials(
  trials: readonly Pick<TrialSummary, 'index' | 'figures'>[],
  objective: Objective,
): number[] {
  const sign = objective === 'maxDrawdown' ? -1 : 1;
  const worth = ({ figures }: Pick<TrialSummary, 'figures'>) => {
    const value = figures?.[objective] ?? null;
    return value === null || Number.isNaN(value) ? -Infinity : sign * value;
  };
  return trials
    .toSorted((a, b) => {
      const [left, right] = [worth(a), worth(b)];
      return left === right ? a.index - b.index : right > left ? 1 : -1;
    })
    .map(({ index }) => index);
}
