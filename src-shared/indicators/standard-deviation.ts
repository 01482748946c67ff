import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const standardDeviation = defineIndicator({
  id: 'standard-deviation',
  title: 'Standard deviation',
  description: 'Of closes, as of a population (divided by the period, not by one less).',
  pane: 'own',
  inputs: ['close'],
  outputs: ['standardDeviation'],
  parameters: z.strictObject({ period: barsParameter(14) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new StandardDeviationStream(period),
});

class StandardDeviationStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly window: Window;

  constructor(period: number) {
    this.window = new Window(period);
  }

  next(close: number): void {
    this.window.push(close);
    if (this.window.isFull) this.values[0] = this.window.standardDeviation(this.window.mean());
  }
}
