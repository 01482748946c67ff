import { assert } from '../kernel/assert.ts';
import { BAR_SIZES, barSizeMs, isDatedBySession, type BarSize } from '../model/bar-size.ts';
import { BarPeriods, type CalendarDays } from './bar-periods.ts';
import { barColumns, COLUMN_NAMES, type BarColumns } from './columns.ts';

/** Why bars of a size cannot be made of bars of another, in words; null: they can. */
export function coarserMisfit(own: BarSize, size: BarSize): string | null {
  if (!BAR_SIZES.includes(size)) return `'${size}' is no bar size: use one of ${BAR_SIZES.join(', ')}`;
  if (own === size) return null;
  const [ownMs, sizeMs] = [barSizeMs(own), barSizeMs(size)];
  const words = `bars of ${size} cannot be made of bars of ${own}`;
  if (sizeMs < ownMs) return `${words}: they are shorter`;
  const isWhole = isDatedBySession(size) ? own !== '1 week' : sizeMs % ownMs === 0;
  return isWhole ? null : `${words}: they do not begin together`;
}

/** Bars made of shorter ones, and from when on they are known. */
export interface CoarserBars {
  /** Those that have closed, in order; `time` is what the library would stamp them with. */
  readonly bars: BarColumns;
  /** Unix ms: when each was over and all that it is made of had ended. */
  readonly closedAt: Float64Array;
  /** Per shorter bar, one place on: how many have closed when it ends. The first entry is 0. */
  readonly closedCounts: Float64Array;
}

/**
 * Folds bars into those of a coarser size: first open, highest high, lowest low, last close, sum of volumes. A bar closes with
 * the last of its shorter bars, when its time is over by then, else with the next one that comes; what is unfinished at the
 * end is not made, neither is a first one whose beginning is missing. Each is worked out from what had ended by its close, so
 * bars that come later change none.
 *
 * @param own  size of the bars; coarserMisfit must be null
 * @param closedCounts length of the bars and one more
 */
export function coarserBars(
  bars: BarColumns,
  own: BarSize,
  size: BarSize,
  days: CalendarDays,
  closedCounts: Float64Array = new Float64Array(bars.length + 1),
): CoarserBars {
  const misfit = coarserMisfit(own, size);
  assert(misfit === null, misfit ?? '');
  assert(closedCounts.length > bars.length, 'one place per bar, and one more');
  const period = new BarPeriods(size, days);
  const endOf = barEndOf(own, days);
  const { time, open, high, low, close, volume } = bars;
  const rows: Row[] = [];
  let row: Row | null = null;
  closedCounts[0] = 0;
  for (let i = 0; i < bars.length; i++) {
    const start = time[i]!;
    if (row !== null && start >= period.end) {
      row.closedAt = Math.max(row.closedAt, period.end);
      if (row.isWhole) rows.push(row);
      row = null;
    }
    if (row === null) {
      period.moveTo(start);
      row = {
        // What came before the first bar of all is not known.
        isWhole: i > 0 || own === size || start <= period.start,
        ...{ time: own === size ? start : period.stamp, open: open[i]!, high: -Infinity, low: Infinity },
        ...{ close: NaN, volume: 0, closedAt: NaN },
      };
    }
    if (high[i]! > row.high) row.high = high[i]!;
    if (low[i]! < row.low) row.low = low[i]!;
    row.close = close[i]!;
    row.volume += volume[i]!;
    row.closedAt = endOf(start);
    if (own === size || row.closedAt >= period.end) {
      if (row.isWhole) rows.push(row);
      row = null;
    }
    closedCounts[i + 1] = rows.length;
  }
  return { ...columnsOf(rows), closedCounts };
}

interface Row {
  readonly isWhole: boolean;
  readonly time: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  closedAt: number;
}

function columnsOf(rows: readonly Row[]): Pick<CoarserBars, 'bars' | 'closedAt'> {
  const bars = barColumns(rows.length);
  const closedAt = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    for (const name of COLUMN_NAMES) bars[name][i] = row[name];
    closedAt[i] = row.closedAt;
  });
  return { bars, closedAt };
}

/** When a bar is over: by its length, or, dated, by its day, week or month. */
function barEndOf(size: BarSize, days: CalendarDays): (start: number) => number {
  if (!isDatedBySession(size)) {
    const length = barSizeMs(size);
    return (start) => start + length;
  }
  const period = new BarPeriods(size, days);
  return (start) => {
    period.moveTo(start);
    return period.end;
  };
}
