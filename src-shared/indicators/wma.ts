import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const wma = defineIndicator({
  id: 'wma',
  title: 'WMA',
  description: 'Weighted moving average of closes: the newest weighs period, the oldest 1.',
  pane: 'price',
  inputs: ['close'],
  outputs: ['wma'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new WmaStream(period),
});

class WmaStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly period: number;
  private readonly window: Window;

  constructor(period: number) {
    this.period = period;
    this.window = new Window(period);
  }

  next(close: number): void {
    const { window, period } = this;
    window.push(close);
    if (!window.isFull) return;
    let sum = 0;
    for (let age = 0; age < period; age++) sum += window.ago(age) * (period - age);
    this.values[0] = sum / ((period * (period + 1)) / 2);
  }
}
