import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { TrueRange } from './true-range.ts';
import { WilderAverage } from './wilder.ts';

export const atr = defineIndicator({
  id: 'atr',
  title: 'ATR',
  description:
    'Average true range with Wilder’s smoothing; the first bar has no true range, for it has no close before it.',
  pane: 'own',
  inputs: ['high', 'low', 'close'],
  outputs: ['atr'],
  parameters: z.strictObject({ period: barsParameter(14) }),
  warmup: ({ period }) => period,
  create: ({ period }) => new AtrStream(period),
});

export class AtrStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly range = new TrueRange();
  private readonly average: WilderAverage;

  constructor(period: number) {
    this.average = new WilderAverage(period);
  }

  next(high: number, low: number, close: number): number {
    const range = this.range.next(high, low, close);
    return Number.isNaN(range) ? NaN : (this.values[0] = this.average.next(range));
  }
}
