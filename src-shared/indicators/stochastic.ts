import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { RollingExtreme } from './rolling-extreme.ts';
import { SmaStream } from './sma.ts';

export const stochastic = defineIndicator({
  id: 'stochastic',
  title: 'Stochastic',
  description:
    'Where the close lies between the lowest low and the highest high, 0 to 100, averaged over smooth bars (%K), and the average of that (%D). 0 where nothing has moved. Source: G. Lane.',
  pane: 'own',
  inputs: ['high', 'low', 'close'],
  outputs: ['k', 'd'],
  parameters: z.strictObject({
    period: barsParameter(14),
    smooth: barsParameter(3, 'Smooth', 'Bars %K is averaged over; 1 is the fast stochastic.'),
    signal: barsParameter(3, 'Signal', 'Bars of %D.'),
  }),
  warmup: ({ period, smooth }) => period + smooth - 2,
  create: ({ period, smooth, signal }) => new StochasticStream(period, smooth, signal),
});

class StochasticStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN);
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;
  private readonly k: SmaStream;
  private readonly d: SmaStream;

  constructor(period: number, smooth: number, signal: number) {
    this.highest = new RollingExtreme('highest', period);
    this.lowest = new RollingExtreme('lowest', period);
    this.k = new SmaStream(smooth);
    this.d = new SmaStream(signal);
  }

  next(high: number, low: number, close: number): void {
    this.highest.push(high);
    this.lowest.push(low);
    const bottom = this.lowest.value;
    const range = this.highest.value - bottom;
    if (Number.isNaN(range)) return;
    const k = this.k.next(range === 0 ? 0 : (100 * (close - bottom)) / range);
    this.values[0] = k;
    if (!Number.isNaN(k)) this.values[1] = this.d.next(k);
  }
}
