import { z } from 'zod';
import { AtrStream } from './atr.ts';
import { barsParameter, defineIndicator, factorParameter, type IndicatorStream } from './definition.ts';

export const superTrend = defineIndicator({
  id: 'super-trend',
  title: 'SuperTrend',
  description:
    'A stop that trails the middle of the bars by average true ranges and changes sides when the close reaches it; direction is 1 while it lies below the price, -1 while above. Source: O. Seban.',
  pane: 'price',
  inputs: ['high', 'low', 'close'],
  outputs: ['superTrend', 'direction'],
  parameters: z.strictObject({
    period: barsParameter(10, 'ATR period', 'Bars of the average true range.'),
    multiplier: factorParameter(3, 'Average true ranges from the middle of the bar to the stop.'),
  }),
  warmup: ({ period }) => period,
  create: ({ period, multiplier }) => new SuperTrendStream(period, multiplier),
});

class SuperTrendStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN);
  private readonly range: AtrStream;
  private readonly multiplier: number;
  private upper = NaN;
  private lower = NaN;
  private lastClose = NaN;

  constructor(period: number, multiplier: number) {
    this.range = new AtrStream(period);
    this.multiplier = multiplier;
  }

  next(high: number, low: number, close: number): void {
    const distance = this.multiplier * this.range.next(high, low, close);
    const last = this.lastClose;
    this.lastClose = close;
    if (Number.isNaN(distance)) return;
    const middle = (high + low) / 2;
    const isFirst = Number.isNaN(this.upper);
    const wasRising = isFirst ? close >= middle : this.values[1] === 1;
    // A stop only comes nearer, until the price has been beyond it.
    if (isFirst || middle + distance < this.upper || last > this.upper) this.upper = middle + distance;
    if (isFirst || middle - distance > this.lower || last < this.lower) this.lower = middle - distance;
    const isRising = close > (wasRising ? this.lower : this.upper);
    this.values[0] = isRising ? this.lower : this.upper;
    this.values[1] = isRising ? 1 : -1;
  }
}
