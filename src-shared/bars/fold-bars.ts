import { assert } from '../kernel/assert.ts';
import { barColumns, type BarColumns } from './columns.ts';

/**
 * Bars from index `from` up to, not including, `to`, so many folded into one that at most `maxPoints` come out: first
 * open, highest high, lowest low, last close, sum of volumes, time of the first. With few enough bars they come as they are.
 */
export function foldBars(
  bars: BarColumns,
  from: number,
  to: number,
  maxPoints: number,
): { readonly bars: BarColumns; readonly barsPerPoint: number } {
  assert(from >= 0 && from <= to && to <= bars.length, 'bars to fold lie outside the columns');
  assert(maxPoints >= 1, `at least one point must be allowed, was ${maxPoints}`);
  const barsPerPoint = Math.max(1, Math.ceil((to - from) / maxPoints));
  const folded = barColumns(Math.ceil((to - from) / barsPerPoint));
  for (let point = 0; point < folded.length; point++) {
    const first = from + point * barsPerPoint;
    const last = Math.min(first + barsPerPoint, to) - 1;
    let high = -Infinity;
    let low = Infinity;
    let volume = 0;
    for (let bar = first; bar <= last; bar++) {
      if (bars.high[bar]! > high) high = bars.high[bar]!;
      if (bars.low[bar]! < low) low = bars.low[bar]!;
      volume += bars.volume[bar]!;
    }
    folded.time[point] = bars.time[first]!;
    folded.open[point] = bars.open[first]!;
    folded.high[point] = high;
    folded.low[point] = low;
    folded.close[point] = bars.close[last]!;
    folded.volume[point] = volume;
  }
  return { bars: folded, barsPerPoint };
}
