export interface Drawdown {
  /** Highest and lowest equity, the start included. Micros, as are `money` and `meanEquity`. */
  readonly peak: number;
  readonly lowest: number;
  /** Deepest fall from a peak: as a share of the peak, and (perhaps at another time) in money. Both >= 0. */
  readonly fraction: number;
  readonly money: number;
  /** Longest stretch from a peak until it is reached again, or to the end. */
  readonly longestMs: number;
  readonly meanEquity: number;
}

/**
 * One walk over the equity of a run. A fall is weighed once, when it is over, by its trough: two comparisons and an
 * addition per bar.
 *
 * @param time   Unix ms, ascending; at least one
 * @param equity micros, of one length with `time`
 * @param start  micros, the first peak; positive
 */
export function drawdownOf(time: Float64Array, equity: Float64Array, start: number): Drawdown {
  const falls = new Falls();
  const last = equity.length - 1;
  let peak = start;
  let trough = start;
  let peakAt = 0;
  let sum = 0;
  for (let i = 0; i <= last; i++) {
    const value = equity[i]!;
    sum += value;
    if (value < trough) trough = value;
    if (value < peak) continue;
    if (trough < peak) falls.weigh(peak, trough, time[i]! - time[peakAt]!);
    peak = value;
    trough = value;
    peakAt = i;
  }
  if (trough < peak) falls.weigh(peak, trough, time[last]! - time[peakAt]!);
  const { lowest, fraction, money, longestMs } = falls;
  return {
    peak,
    lowest: Math.min(lowest, start),
    fraction,
    money,
    longestMs,
    meanEquity: sum / equity.length,
  };
}

class Falls {
  lowest = Infinity;
  fraction = 0;
  money = 0;
  longestMs = 0;

  weigh(peak: number, trough: number, ms: number): void {
    this.lowest = Math.min(this.lowest, trough);
    this.money = Math.max(this.money, peak - trough);
    this.fraction = Math.max(this.fraction, (peak - trough) / peak);
    this.longestMs = Math.max(this.longestMs, ms);
  }
}
