import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const cci = defineIndicator({
  id: 'cci',
  title: 'CCI',
  description:
    'Commodity channel index: how far the typical price lies from its mean, in mean deviations times 0.015. 0 where nothing has moved. Source: D. Lambert.',
  pane: 'own',
  inputs: ['high', 'low', 'close'],
  outputs: ['cci'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new CciStream(period),
});

class CciStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly window: Window;

  constructor(period: number) {
    this.window = new Window(period);
  }

  next(high: number, low: number, close: number): void {
    const { window } = this;
    const typical = (high + low + close) / 3;
    window.push(typical);
    if (!window.isFull) return;
    const mean = window.mean();
    const deviation = window.meanDeviation(mean);
    this.values[0] = deviation === 0 ? 0 : (typical - mean) / (0.015 * deviation);
  }
}
