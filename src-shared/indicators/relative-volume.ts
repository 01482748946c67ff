import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const relativeVolume = defineIndicator({
  id: 'relative-volume',
  title: 'Relative volume',
  description:
    'Volume of the bar by the mean volume of the period bars before it. 0 where nothing was traded in them.',
  pane: 'own',
  inputs: ['volume'],
  outputs: ['relativeVolume'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period,
  create: ({ period }) => new RelativeVolumeStream(period),
});

class RelativeVolumeStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly before: Window;

  constructor(period: number) {
    this.before = new Window(period);
  }

  next(volume: number): void {
    const { before } = this;
    if (before.isFull) {
      const mean = before.mean();
      this.values[0] = mean > 0 ? volume / mean : 0;
    }
    before.push(volume);
  }
}
