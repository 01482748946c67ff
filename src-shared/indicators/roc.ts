import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const roc = defineIndicator({
  id: 'roc',
  title: 'ROC',
  description: 'Rate of change: per cent from the close period bars ago.',
  pane: 'own',
  inputs: ['close'],
  outputs: ['roc'],
  parameters: z.strictObject({ period: barsParameter(14) }),
  warmup: ({ period }) => period,
  create: ({ period }) => new RocStream(period),
});

class RocStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly window: Window;

  constructor(period: number) {
    this.window = new Window(period);
  }

  next(close: number): void {
    const { window } = this;
    if (window.isFull)
      this.values[0] = window.oldest === 0 ? NaN : (100 * (close - window.oldest)) / window.oldest;
    window.push(close);
  }
}
