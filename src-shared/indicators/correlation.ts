import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const correlation = defineIndicator({
  id: 'correlation',
  title: 'Rolling correlation',
  description: 'Pearson correlation of the closes of two series, -1 to 1. 0 where one of them has not moved.',
  pane: 'own',
  inputs: ['close', 'other'],
  outputs: ['correlation'],
  parameters: z.strictObject({ period: barsParameter(20) }),
  warmup: ({ period }) => period - 1,
  create: ({ period }) => new CorrelationStream(period),
});

class CorrelationStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly own: Window;
  private readonly other: Window;

  constructor(period: number) {
    this.own = new Window(period);
    this.other = new Window(period);
  }

  next(close: number, otherClose: number): void {
    const { own, other } = this;
    own.push(close);
    other.push(otherClose);
    if (!own.isFull) return;
    const mean = own.mean();
    const otherMean = other.mean();
    const scale = Math.sqrt(own.covariance(mean, own, mean) * other.covariance(otherMean, other, otherMean));
    // Rounding may carry it over the edge by a digit.
    this.values[0] =
      scale === 0 ? 0 : Math.max(-1, Math.min(1, own.covariance(mean, other, otherMean) / scale));
  }
}
