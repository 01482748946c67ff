import type { BarColumns } from '../../../bars/columns.ts';

/** Small, plain measures of price series: the tests' own, so that they do not lean on what the product computes. */

export function logReturns(close: Float64Array): Float64Array {
  return Float64Array.from({ length: close.length - 1 }, (_, i) => Math.log(close[i + 1]! / close[i]!));
}

export function mean(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

export function deviation(values: Float64Array): number {
  const m = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - m) ** 2)));
}

export function excessKurtosis(values: Float64Array): number {
  const m = mean(values);
  const s = deviation(values);
  return mean(values.map((x) => ((x - m) / s) ** 4)) - 3;
}

export function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((x, i) => (x - ma) * (b[i]! - mb))) / (deviation(a) * deviation(b));
}

export function autocorrelation(values: Float64Array, lag: number): number {
  return correlation(values.slice(0, -lag), values.slice(lag));
}

export function meanPairwiseCorrelation(series: readonly Float64Array[]): number {
  const all: number[] = [];
  for (let i = 0; i < series.length; i++) {
    for (let j = 0; j < i; j++) all.push(correlation(series[i]!, series[j]!));
  }
  return mean(Float64Array.from(all));
}

/** Mean of Wilder's ADX over the bars after its warm-up. */
export function meanAdx({ high, low, close }: BarColumns, period = 14): number {
  let [up, down, range, adx] = [0, 0, 0, 0];
  const known: number[] = [];
  for (let i = 1; i < close.length; i++) {
    const rise = high[i]! - high[i - 1]!;
    const fall = low[i - 1]! - low[i]!;
    const trueRange = Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);
    const weight = i <= period ? 1 : 1 - 1 / period;
    up = up * weight + (rise > fall && rise > 0 ? rise : 0);
    down = down * weight + (fall > rise && fall > 0 ? fall : 0);
    range = range * weight + trueRange;
    if (i < period) continue;
    const index = up + down === 0 ? 0 : (100 * Math.abs(up - down)) / (up + down);
    adx = i < 2 * period ? adx + index / period : adx + (index - adx) / period;
    if (i >= 2 * period) known.push(adx);
  }
  return mean(Float64Array.from(known));
}

/** Mean choppiness index: near 100 the bars overlap and go nowhere, near 0 they march. */
export function meanChoppiness({ high, low, close }: BarColumns, period = 14): number {
  const known: number[] = [];
  for (let end = period; end < close.length; end++) {
    let [sum, top, bottom] = [0, -Infinity, Infinity];
    for (let i = end - period + 1; i <= end; i++) {
      sum += Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);
      top = Math.max(top, high[i]!);
      bottom = Math.min(bottom, low[i]!);
    }
    if (top > bottom) known.push((100 * Math.log10(sum / (top - bottom))) / Math.log10(period));
  }
  return mean(Float64Array.from(known));
}
