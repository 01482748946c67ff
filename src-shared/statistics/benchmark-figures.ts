const NO_FIGURES = {
  alpha: null,
  beta: null,
  rSquared: null,
  correlation: null,
  informationRatio: null,
  trackingError: null,
};

/**
 * How the run compares with just holding: regression of its returns on the benchmark's, day by day.
 * Alpha is per year (mean less beta times the benchmark's mean, times the periods of a year); tracking error and
 * information ratio are of the difference of the two, n - 1, per year. Null where there are fewer than two days or the
 * benchmark does not move.
 *
 * @param returns   simple, one per day
 * @param benchmark of the same days
 */
export function benchmarkFigures(
  returns: readonly number[],
  benchmark: readonly number[],
  perYear: number,
): Record<keyof typeof NO_FIGURES, number | null> {
  const count = returns.length;
  if (count < 2 || benchmark.length !== count) return NO_FIGURES;
  const mean = meanOf(returns);
  const benchmarkMean = meanOf(benchmark);
  const variance = covariance(benchmark, benchmarkMean, benchmark, benchmarkMean);
  if (!(variance > 0)) return NO_FIGURES;
  const own = covariance(returns, mean, returns, mean);
  const shared = covariance(returns, mean, benchmark, benchmarkMean);
  const beta = shared / variance;
  const correlation = own > 0 ? Math.max(-1, Math.min(1, shared / Math.sqrt(own * variance))) : null;
  const differences = returns.map((one, i) => one - benchmark[i]!);
  const lead = meanOf(differences);
  const error = Math.sqrt(covariance(differences, lead, differences, lead));
  return {
    alpha: (mean - beta * benchmarkMean) * perYear,
    beta,
    rSquared: correlation === null ? null : correlation ** 2,
    correlation,
    informationRatio: error > 0 ? (lead / error) * Math.sqrt(perYear) : null,
    trackingError: error * Math.sqrt(perYear),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: readonly number[], meanA: number, b: readonly number[], meanB: number): number {
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0) / (a.length - 1);
}
