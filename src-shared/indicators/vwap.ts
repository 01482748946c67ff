import { z } from 'zod';
import { defineIndicator, type IndicatorStream } from './definition.ts';

export const vwap = defineIndicator({
  id: 'vwap',
  title: 'VWAP',
  description:
    'Volume-weighted average of the typical price since the session began; begins anew with each session.',
  pane: 'price',
  inputs: ['high', 'low', 'close', 'volume', 'session'],
  outputs: ['vwap'],
  parameters: z.strictObject({}),
  warmup: () => 0,
  create: () => new VwapStream(),
});

class VwapStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private session = NaN;
  private volume = 0;
  private turnover = 0;

  next(high: number, low: number, close: number, volume: number, session: number): void {
    if (session !== this.session) {
      this.session = session;
      this.volume = 0;
      this.turnover = 0;
    }
    const typical = (high + low + close) / 3;
    this.volume += volume;
    this.turnover += volume * typical;
    // A session that has not traded yet has only this price.
    this.values[0] = this.volume === 0 ? typical : this.turnover / this.volume;
  }
}
