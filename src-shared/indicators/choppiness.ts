import { z } from 'zod';
import { defineIndicator, type IndicatorStream } from './definition.ts';
import { RollingExtreme } from './rolling-extreme.ts';
import { TrueRange } from './true-range.ts';
import { Window } from './window.ts';

export const choppiness = defineIndicator({
  id: 'choppiness',
  title: 'Choppiness index',
  description:
    'How much of the way was detours, 0 to 100: the true ranges added up against the true range of them all, on a logarithmic scale. 100 where nothing has moved. Source: E. W. Dreiss.',
  pane: 'own',
  inputs: ['high', 'low', 'close'],
  outputs: ['choppiness'],
  parameters: z.strictObject({
    period: z.number().int().min(2).max(100_000).default(14).meta({
      title: 'Period',
      description: 'Bars it looks back.',
    }),
  }),
  warmup: ({ period }) => period,
  create: ({ period }) => new ChoppinessStream(period),
});

class ChoppinessStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly period: number;
  private readonly range = new TrueRange();
  private readonly ranges: Window;
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;

  constructor(period: number) {
    this.period = period;
    this.ranges = new Window(period);
    this.highest = new RollingExtreme('highest', period);
    this.lowest = new RollingExtreme('lowest', period);
  }

  next(high: number, low: number, close: number): void {
    const { lastClose } = this.range;
    const range = this.range.next(high, low, close);
    if (Number.isNaN(range)) return;
    this.ranges.push(range);
    this.highest.push(Math.max(high, lastClose));
    this.lowest.push(Math.min(low, lastClose));
    const whole = this.highest.value - this.lowest.value;
    if (Number.isNaN(whole)) return;
    this.values[0] =
      whole === 0 ? 100 : (100 * Math.log10(this.ranges.sum() / whole)) / Math.log10(this.period);
  }
}
