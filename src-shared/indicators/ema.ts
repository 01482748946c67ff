import { z } from 'zod';
import { assertPeriod, barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';

export const ema = defineIndicator({
  id: 'ema',
  title: 'EMA',
  description:
    'Exponential moving average of closes with weight 2 / (period + 1), begun with the plain mean of the first period closes.',
  pane: 'price',
  inputs: ['close'],
  outputs: ['ema'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new EmaStream(period),
});

/** An exponential average of whatever it is fed. */
export class EmaStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly period: number;
  private readonly weight: number;
  private sum = 0;
  private count = 0;

  constructor(period: number) {
    assertPeriod(period);
    this.period = period;
    this.weight = 2 / (period + 1);
  }

  next(value: number): number {
    const last = this.values[0]!;
    if (this.count >= this.period) return (this.values[0] = last + this.weight * (value - last));
    this.sum += value;
    this.count++;
    return (this.values[0] = this.count === this.period ? this.sum / this.period : NaN);
  }
}
