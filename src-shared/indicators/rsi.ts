import { z } from 'zod';
import { assert } from '../kernel/assert.ts';
import { assertPeriod, barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';

export const rsi = defineIndicator({
  id: 'rsi',
  title: 'RSI',
  description:
    'Relative strength index of closes, 0 to 100, with Wilder’s smoothing; 100 where nothing has fallen.',
  pane: 'own',
  inputs: ['close'],
  outputs: ['rsi'],
  parameters: z.strictObject({ period: barsParameter(14, 'Period', 'Changes it looks back.') }),
  warmup: ({ period }) => period,
  create: ({ period }) => new RsiStream(period),
  into: ([out], [close], { period }) => rsiInto(out!, close!, period),
});

/**
 * Relative strength index with Wilder's smoothing, 0 to 100, written into `out`.
 *
 * @param out    length n; receives NaN for the first `period` entries
 * @param close  length n, price units
 * @param period changes, integer >= 1
 * Seeded with the mean gain and the mean loss of the first `period` changes. Where the average loss is 0 the index is
 * 100, also when there was no gain either (a series that has never moved): so do TradingView and Stock.Indicators.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978. Allocates nothing.
 */
export function rsiInto(out: Float64Array, close: Float64Array, period: number): void {
  assert(out.length === close.length, 'out and close differ in length');
  assertPeriod(period);
  const warmup = Math.min(period, close.length);
  let averageGain = 0;
  let averageLoss = 0;
  for (let i = 0; i < warmup; i++) out[i] = NaN;
  for (let i = 1; i <= period && i < close.length; i++) {
    const change = close[i]! - close[i - 1]!;
    averageGain += (change > 0 ? change : 0) / period;
    averageLoss += (change < 0 ? -change : 0) / period;
  }
  if (period < close.length) out[period] = index(averageGain, averageLoss);
  let last = close[period]!;
  for (let i = period + 1; i < close.length; i++) {
    const now = close[i]!;
    const change = now - last;
    last = now;
    averageGain = smoothed(averageGain, change > 0 ? change : 0, period);
    averageLoss = smoothed(averageLoss, change < 0 ? -change : 0, period);
    out[i] = index(averageGain, averageLoss);
  }
}

/** The same index fed bar by bar: bit for bit what `rsiInto` writes. */
class RsiStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly period: number;
  private averageGain = 0;
  private averageLoss = 0;
  private last = NaN;
  private count = 0;

  constructor(period: number) {
    assertPeriod(period);
    this.period = period;
  }

  next(close: number): number {
    const change = this.count === 0 ? 0 : close - this.last;
    const gain = change > 0 ? change : 0;
    const loss = change < 0 ? -change : 0;
    if (this.count <= this.period) {
      this.averageGain += gain / this.period;
      this.averageLoss += loss / this.period;
    } else {
      this.averageGain = smoothed(this.averageGain, gain, this.period);
      this.averageLoss = smoothed(this.averageLoss, loss, this.period);
    }
    if (this.count >= this.period) this.values[0] = index(this.averageGain, this.averageLoss);
    this.last = close;
    this.count++;
    return this.values[0]!;
  }
}

function smoothed(average: number, change: number, period: number): number {
  return (average * (period - 1) + change) / period;
}

function index(averageGain: number, averageLoss: number): number {
  return averageLoss === 0 ? 100 : 100 - 100 / (1 + averageGain / averageLoss);
}
