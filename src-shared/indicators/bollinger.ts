import { z } from 'zod';
import { barsParameter, defineIndicator, factorParameter, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const bollinger = defineIndicator({
  id: 'bollinger',
  title: 'Bollinger bands',
  description:
    'Mean of closes with a band of standard deviations (of the population) above and below it. Source: J. Bollinger.',
  pane: 'price',
  inputs: ['close'],
  outputs: ['middle', 'upper', 'lower'],
  parameters: z.strictObject({
    period: barsParameter(20),
    multiplier: factorParameter(2, 'Standard deviations to each band.'),
  }),
  warmup: ({ period }) => period - 1,
  create: ({ period, multiplier }) => new BollingerStream(period, multiplier),
});

class BollingerStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN);
  private readonly window: Window;
  private readonly multiplier: number;

  constructor(period: number, multiplier: number) {
    this.window = new Window(period);
    this.multiplier = multiplier;
  }

  next(close: number): void {
    const { window, values } = this;
    window.push(close);
    if (!window.isFull) return;
    const mean = window.mean();
    const width = this.multiplier * window.standardDeviation(mean);
    values[0] = mean;
    values[1] = mean + width;
    values[2] = mean - width;
  }
}
