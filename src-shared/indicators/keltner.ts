import { z } from 'zod';
import { AtrStream } from './atr.ts';
import { barsParameter, defineIndicator, factorParameter, type IndicatorStream } from './definition.ts';
import { EmaStream } from './ema.ts';

export const keltner = defineIndicator({
  id: 'keltner',
  title: 'Keltner channel',
  description: 'EMA of closes with a band of average true ranges above and below it.',
  pane: 'price',
  inputs: ['high', 'low', 'close'],
  outputs: ['middle', 'upper', 'lower'],
  parameters: z.strictObject({
    period: barsParameter(20, 'Period', 'Bars of the average.'),
    multiplier: factorParameter(2, 'Average true ranges to each band.'),
    atrPeriod: barsParameter(10, 'ATR period', 'Bars of the average true range.'),
  }),
  warmup: ({ period, atrPeriod }) => Math.max(period - 1, atrPeriod),
  create: ({ period, multiplier, atrPeriod }) => new KeltnerStream(period, multiplier, atrPeriod),
});

class KeltnerStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN);
  private readonly average: EmaStream;
  private readonly range: AtrStream;
  private readonly multiplier: number;

  constructor(period: number, multiplier: number, atrPeriod: number) {
    this.average = new EmaStream(period);
    this.range = new AtrStream(atrPeriod);
    this.multiplier = multiplier;
  }

  next(high: number, low: number, close: number): void {
    const { values } = this;
    const width = this.multiplier * this.range.next(high, low, close);
    const middle = this.average.next(close);
    if (Number.isNaN(width) || Number.isNaN(middle)) return;
    values[0] = middle;
    values[1] = middle + width;
    values[2] = middle - width;
  }
}
