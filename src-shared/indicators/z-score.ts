import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const zScore = defineIndicator({
  id: 'z-score',
  title: 'Z-score',
  description:
    'How many standard deviations (of the population) the close lies from its mean. 0 where nothing has moved.',
  pane: 'own',
  inputs: ['close'],
  outputs: ['zScore'],
  parameters: z.strictObject({ period: barsParameter(14) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new ZScoreStream(period),
});

class ZScoreStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly window: Window;

  constructor(period: number) {
    this.window = new Window(period);
  }

  next(close: number): void {
    const { window } = this;
    window.push(close);
    if (!window.isFull) return;
    const mean = window.mean();
    const deviation = window.standardDeviation(mean);
    this.values[0] = deviation === 0 ? 0 : (close - mean) / deviation;
  }
}
