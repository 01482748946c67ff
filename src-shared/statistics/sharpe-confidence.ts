import { assert } from '#shared/kernel/assert.ts';
import { normalQuantile, normalShareBelow } from './normal-distribution.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/** What the confidence in a Sharpe ratio depends on: small enough to be kept of every trial of a sweep. */
export interface SharpeMoments {
  readonly count: number;
  /** Per period, not per year. */
  readonly sharpe: number;
  /** Of the population; the kurtosis of a normal distribution is 3. */
  readonly skew: number;
  readonly kurtosis: number;
}

/** Null for fewer than three returns, or returns that do not move. @param returns simple, one per period */
export function sharpeMoments(returns: readonly number[]): SharpeMoments | null {
  const count = returns.length;
  if (count < 3) return null;
  const mean = returns.reduce((sum, r) => sum + r, 0) / count;
  const moment = (power: number) => returns.reduce((sum, r) => sum + (r - mean) ** power, 0) / count;
  const variance = moment(2);
  if (!(variance > 0)) return null;
  const sharpe = mean / Math.sqrt((variance * count) / (count - 1));
  return { count, sharpe, skew: moment(3) / variance ** 1.5, kurtosis: moment(4) / variance ** 2 };
}

/**
 * How likely it is that the true Sharpe ratio lies above `benchmark`, given how few, skewed and fat-tailed the returns are.
 * Null for fewer than three returns, or returns that do not move.
 * Source: D. Bailey and M. López de Prado, The Sharpe Ratio Efficient Frontier, 2012.
 *
 * @param returns   simple, one per period
 * @param benchmark Sharpe ratio per period, not per year
 */
export function probabilisticSharpe(returns: readonly number[], benchmark: number): number | null {
  const moments = sharpeMoments(returns);
  return moments === null ? null : probabilisticSharpeOf(moments, benchmark);
}

/** The same from the moments. */
export function probabilisticSharpeOf(moments: SharpeMoments, benchmark: number): number | null {
  const { count, sharpe, skew, kurtosis } = moments;
  const spread = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  // Never below zero for true moments; rounding could bring it there.
  if (!(spread > 0)) return null;
  return normalShareBelow(((sharpe - benchmark) * Math.sqrt(count - 1)) / Math.sqrt(spread));
}

/**
 * The Sharpe ratio per period that the best of so many trials would show by luck alone.
 *
 * @param trials   how many were tried, at least one
 * @param variance of the Sharpe ratios per period of all trials
 */
export function luckiestSharpe(trials: number, variance: number): number {
  assert(
    trials >= 1 && variance >= 0,
    `trials must be 1 or more and variance 0 or more: ${trials}, ${variance}`,
  );
  if (trials === 1) return 0;
  const first = normalQuantile(1 - 1 / trials);
  const second = normalQuantile(1 - 1 / (trials * Math.E));
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second);
}

/**
 * The probabilistic Sharpe ratio against what luck alone would have found in as many trials.
 * Source: D. Bailey and M. López de Prado, The Deflated Sharpe Ratio, 2014.
 */
export function deflatedSharpe(returns: readonly number[], trials: number, variance: number): number | null {
  return probabilisticSharpe(returns, luckiestSharpe(trials, variance));
}
