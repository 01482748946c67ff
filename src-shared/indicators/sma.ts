import { z } from 'zod';
import { assert } from '../kernel/assert.ts';
import { assertPeriod, barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';

export const sma = defineIndicator({
  id: 'sma',
  title: 'SMA',
  description: 'Simple moving average: the mean of the last period closes.',
  pane: 'price',
  inputs: ['close'],
  outputs: ['sma'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new SmaStream(period),
  into: ([out], [close], { period }) => smaInto(out!, close!, period),
});

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
export class SmaStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly window: Float64Array;
  private readonly share: number;
  private sum = 0;
  private slot = 0;
  private isFull = false;

  constructor(period: number) {
    assertPeriod(period);
    this.window = new Float64Array(period);
    this.share = 1 / period;
  }

  next(close: number): number {
    const { window, slot } = this;
    this.sum = this.isFull ? rolled(this.sum, close, window[slot]!) : this.sum + close;
    window[slot] = close;
    this.slot = slot + 1;
    if (this.slot === window.length) {
      this.slot = 0;
      this.isFull = true;
    }
    return (this.values[0] = this.isFull ? this.sum * this.share : NaN);
  }
}

function rolled(sum: number, entering: number, leaving: number): number {
  return sum + entering - leaving;
}
