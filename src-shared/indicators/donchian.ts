import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { RollingExtreme } from './rolling-extreme.ts';

export const donchian = defineIndicator({
  id: 'donchian',
  title: 'Donchian channel',
  description:
    'Highest high and lowest low of the period bars before this one, so that a close can break out of it (some charts count this bar too).',
  pane: 'price',
  inputs: ['high', 'low'],
  outputs: ['middle', 'upper', 'lower'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period,
  create: ({ period }) => new DonchianStream(period),
});

class DonchianStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN);
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;

  constructor(period: number) {
    this.highest = new RollingExtreme('highest', period);
    this.lowest = new RollingExtreme('lowest', period);
  }

  next(high: number, low: number): void {
    const upper = this.highest.value;
    const lower = this.lowest.value;
    this.values[0] = (upper + lower) / 2;
    this.values[1] = upper;
    this.values[2] = lower;
    this.highest.push(high);
    this.lowest.push(low);
  }
}
