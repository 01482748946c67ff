import { lowerBound } from '#shared/bars/columns.ts';

/** Equity and drawdown as sent: ascending in time, thinned in its own way. */
export interface EquityColumns {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly drawdown: Float64Array;
}

/**
 * Equity at the bars of the chart, so that price, equity and drawdown share one time axis.
 *
 * @param barTimes length n, ascending, Unix ms: the starts of the bars drawn
 * @returns columns of length n: the last equity and the deepest drawdown of the stretch each bar stands for; NaN before
 *   the first point (warm-up) and past the last
 */
export function alignEquity(barTimes: Float64Array, points: EquityColumns): EquityColumns {
  const n = barTimes.length;
  const equity = new Float64Array(n).fill(NaN);
  const drawdown = new Float64Array(n).fill(NaN);
  const m = points.time.length;
  let at = n === 0 ? 0 : lowerBound(points.time, barTimes[0]!);
  for (let i = 0; i < n; i++) {
    const end = i + 1 < n ? barTimes[i + 1]! : Infinity;
    const from = at;
    while (at < m && points.time[at]! < end) {
      equity[i] = points.equity[at]!;
      drawdown[i] = at === from ? points.drawdown[at]! : Math.min(drawdown[i]!, points.drawdown[at]!);
      at++;
    }
    // A bar whose points were thinned away carries the last known values, as long as there are points to come.
    if (at === from && from > 0 && at < m) {
      equity[i] = points.equity[from - 1]!;
      drawdown[i] = points.drawdown[from - 1]!;
    }
  }
  return { time: barTimes, equity, drawdown };
}

/** The bar that a moment falls into: the last one that starts at or before it; the first when it lies before all. */
export function barAt(barTimes: Float64Array, time: number): number {
  const next = lowerBound(barTimes, time);
  return barTimes[next] === time ? next : Math.max(0, next - 1);
}
