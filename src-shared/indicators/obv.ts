import { z } from 'zod';
import { defineIndicator, type IndicatorStream } from './definition.ts';

export const obv = defineIndicator({
  id: 'obv',
  title: 'OBV',
  description:
    'On-balance volume: volume added when the close rises, taken away when it falls. Begins at 0 (TA-Lib begins at the first volume). Source: J. Granville.',
  pane: 'own',
  inputs: ['close', 'volume'],
  outputs: ['obv'],
  parameters: z.strictObject({}),
  warmup: () => 0,
  create: () => new ObvStream(),
});

class ObvStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private last = NaN;

  next(close: number, volume: number): void {
    const sum = Number.isNaN(this.last) ? 0 : this.values[0]!;
    this.values[0] = close > this.last ? sum + volume : close < this.last ? sum - volume : sum;
    this.last = close;
  }
}
