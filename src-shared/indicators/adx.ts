import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { TrueRange } from './true-range.ts';
import { WilderAverage } from './wilder.ts';

export const adx = defineIndicator({
  id: 'adx',
  title: 'ADX / DI',
  description:
    'Average directional index with the plus and minus directional indicators, 0 to 100: how strongly prices trend, and which way. Wilder’s smoothing; the index begins with the mean of its first period values (TA-Lib begins a bar earlier and differs by less than 1 from bar 33 on).',
  pane: 'own',
  inputs: ['high', 'low', 'close'],
  outputs: ['adx', 'plusDi', 'minusDi'],
  parameters: z.strictObject({ period: barsParameter(14) }),
  warmup: ({ period }) => 2 * period - 1,
  create: ({ period }) => new AdxStream(period),
});

class AdxStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN);
  private readonly trueRange = new TrueRange();
  private readonly range: WilderAverage;
  private readonly plus: WilderAverage;
  private readonly minus: WilderAverage;
  private readonly index: WilderAverage;
  private lastHigh = NaN;
  private lastLow = NaN;

  constructor(period: number) {
    this.range = new WilderAverage(period);
    this.plus = new WilderAverage(period);
    this.minus = new WilderAverage(period);
    this.index = new WilderAverage(period);
  }

  next(high: number, low: number, close: number): void {
    const up = high - this.lastHigh;
    const down = this.lastLow - low;
    this.lastHigh = high;
    this.lastLow = low;
    const trueRange = this.trueRange.next(high, low, close);
    if (Number.isNaN(trueRange)) return;
    const range = this.range.next(trueRange);
    const plus = this.plus.next(up > down && up > 0 ? up : 0);
    const minus = this.minus.next(down > up && down > 0 ? down : 0);
    if (Number.isNaN(range)) return;
    // Prices that stand still point nowhere.
    const plusDi = range === 0 ? 0 : (100 * plus) / range;
    const minusDi = range === 0 ? 0 : (100 * minus) / range;
    const sum = plusDi + minusDi;
    this.values[0] = this.index.next(sum === 0 ? 0 : (100 * Math.abs(plusDi - minusDi)) / sum);
    this.values[1] = plusDi;
    this.values[2] = minusDi;
  }
}
