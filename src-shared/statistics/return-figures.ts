import { standardDeviation, sampleKurtosis, sampleSkewness } from 'simple-statistics';
import { probabilisticSharpe } from './sharpe-confidence.ts';

const NO_FIGURES = {
  annualVolatility: null,
  sharpe: null,
  sortino: null,
  omega: null,
  probabilisticSharpe: null,
  skew: null,
  kurtosis: null,
  valueAtRisk95: null,
  valueAtRisk99: null,
  conditionalValueAtRisk95: null,
  conditionalValueAtRisk99: null,
  tailRatio: null,
};

/**
 * What the returns alone say of risk. Quantiles interpolate linearly between the sorted returns; skew and excess kurtosis
 * are the usual sample figures; value at risk is the loss at the 5 % and 1 % quantile, and the conditional one the mean of
 * the returns not above it, both as losses: below zero where even those days gained. Omega is gains over losses about 0.
 *
 * @param returns simple, one per day (or week, or month)
 * @param perYear how many of them make a year
 */
export function returnFigures(
  returns: readonly number[],
  perYear: number,
): Record<keyof typeof NO_FIGURES, number | null> {
  if (returns.length === 0) return NO_FIGURES;
  const mean = sumOf(returns) / returns.length;
  const squares = sumOf(returns.map((r) => (r - mean) ** 2));
  const deviation = returns.length < 2 ? null : Math.sqrt(squares / (returns.length - 1));
  const downside = Math.sqrt(sumOf(returns.map((r) => Math.min(r, 0) ** 2)) / returns.length);
  const losses = -sumOf(returns.map((r) => Math.min(r, 0)));
  const sorted = Float64Array.from(returns).sort();
  const isMoving = standardDeviation(returns) > 0;
  const year = Math.sqrt(perYear);
  const isSpread = deviation !== null && deviation > 0;
  return {
    annualVolatility: deviation === null ? null : deviation * year,
    sharpe: isSpread ? (mean / deviation) * year : null,
    sortino: downside > 0 ? (mean / downside) * year : null,
    omega: losses > 0 ? sumOf(returns.map((r) => Math.max(r, 0))) / losses : null,
    probabilisticSharpe: probabilisticSharpe(returns, 0),
    skew: returns.length >= 3 && isMoving ? sampleSkewness(returns) : null,
    kurtosis: returns.length >= 4 && isMoving ? sampleKurtosis(returns) : null,
    valueAtRisk95: -quantileOf(sorted, 0.05),
    valueAtRisk99: -quantileOf(sorted, 0.01),
    conditionalValueAtRisk95: -tailMean(sorted, 0.05),
    conditionalValueAtRisk99: -tailMean(sorted, 0.01),
    tailRatio: tailRatio(sorted),
  };
}

/** Between the sorted values, linearly. @param sorted ascending, at least one @param share 0 to 1 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}

function tailMean(sorted: Float64Array, share: number): number {
  const limit = quantileOf(sorted, share);
  const tail = sorted.filter((r) => r <= limit);
  return tail.length === 0 ? limit : sumOf(tail) / tail.length;
}

function tailRatio(sorted: Float64Array): number | null {
  const left = Math.abs(quantileOf(sorted, 0.05));
  return left === 0 ? null : Math.abs(quantileOf(sorted, 0.95)) / left;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
