import { assert } from '../kernel/assert.ts';

/**
 * Simple moving average, written into `out`.
 *
 * @param out    length n; receives NaN for the first `period - 1` entries
 * @param close  length n, price units
 * @param period bars, integer >= 1
 * A rolling sum: add the new close, subtract the one that leaves, times 1 / period. The order of these steps is part of
 * the definition: another one moves the last bits, and with them a crossing now and then. Allocates nothing.
 */
export function smaInto(out: Float64Array, close: Float64Array, period: number): void {
  assert(out.length === close.length, 'out and close differ in length');
  assertPeriod(period);
  const share = 1 / period;
  const warmup = Math.min(period - 1, close.length);
  let sum = 0;
  for (let i = 0; i < warmup; i++) {
    sum += close[i]!;
    out[i] = NaN;
  }
  if (warmup === close.length) return;
  sum += close[warmup]!;
  out[warmup] = sum * share;
  for (let i = period; i < close.length; i++) {
    sum = rolled(sum, close[i]!, close[i - period]!);
    out[i] = sum * share;
  }
}

/** The same average fed bar by bar: bit for bit what `smaInto` writes. Memory: the last `period` closes. */
export class SmaStream {
  /** NaN until `period` closes have been seen. */
  value = NaN;
  private readonly window: Float64Array;
  private readonly share: number;
  private sum = 0;
  private count = 0;

  constructor(period: number) {
    assertPeriod(period);
    this.window = new Float64Array(period);
    this.share = 1 / period;
  }

  next(close: number): number {
    const period = this.window.length;
    const slot = this.count % period;
    this.sum = this.count < period ? this.sum + close : rolled(this.sum, close, this.window[slot]!);
    this.window[slot] = close;
    this.count++;
    this.value = this.count < period ? NaN : this.sum * this.share;
    return this.value;
  }
}

function rolled(sum: number, entering: number, leaving: number): number {
  return sum + entering - leaving;
}

function assertPeriod(period: number): void {
  assert(Number.isInteger(period) && period >= 1, `period must be an integer >= 1, was ${period}`);
}
