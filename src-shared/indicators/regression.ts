import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

/** Residuals this small beside the numbers they are left from are their rounding. */
const ROUNDING = 1e-12;

export const regression = defineIndicator({
  id: 'regression',
  title: 'Rolling regression',
  description:
    'Straight line through the last closes by those of another series, by least squares: its slope (the hedge ratio), where it begins, how far the close lies above it, and that in standard deviations (of the population) from the mean over the last bars of the same line. Slope 0 where the other series has not moved, z-score 0 where both lie on one line.',
  pane: 'own',
  inputs: ['close', 'other'],
  outputs: ['slope', 'intercept', 'residual', 'zScore'],
  parameters: z.strictObject({
    period: barsParameter(60),
    zPeriod: barsParameter(60, 'Z period', 'Bars of the mean and deviation of what lies off the line.'),
    logarithm: z
      .boolean()
      .default(false)
      .meta({ title: 'Logarithms', description: 'Of both prices: the slope then compares returns.' }),
  }),
  warmup: ({ period }) => period - 1,
  create: ({ period, zPeriod, logarithm }) => new RegressionStream(period, zPeriod, logarithm),
});

class RegressionStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN, NaN);
  private readonly own: Window;
  private readonly other: Window;
  private readonly lately: Window;
  private readonly otherLately: Window;
  private readonly residuals: Window;
  private readonly zPeriod: number;
  private readonly logarithm: boolean;

  constructor(period: number, zPeriod: number, logarithm: boolean) {
    this.own = new Window(period);
    this.other = new Window(period);
    this.lately = new Window(zPeriod);
    this.otherLately = new Window(zPeriod);
    this.residuals = new Window(zPeriod);
    this.zPeriod = zPeriod;
    this.logarithm = logarithm;
  }

  next(close: number, otherClose: number): void {
    const { own, other, lately, otherLately } = this;
    const y = this.logarithm ? Math.log(close) : close;
    const x = this.logarithm ? Math.log(otherClose) : otherClose;
    own.push(y);
    other.push(x);
    lately.push(y);
    otherLately.push(x);
    if (!own.isFull) return;
    const mean = own.mean();
    const otherMean = other.mean();
    const variance = other.covariance(otherMean, other, otherMean);
    const slope = variance === 0 ? 0 : own.covariance(mean, other, otherMean) / variance;
    const residual = y - mean - slope * (x - otherMean);
    this.values[0] = slope;
    this.values[1] = mean - slope * otherMean;
    this.values[2] = residual;
    if (lately.isFull) this.values[3] = this.zScoreOf(residual, mean, otherMean, slope);
  }

  private zScoreOf(residual: number, mean: number, otherMean: number, slope: number): number {
    const { lately, otherLately, residuals } = this;
    for (let age = this.zPeriod - 1; age >= 0; age--)
      residuals.push(lately.ago(age) - mean - slope * (otherLately.ago(age) - otherMean));
    const centre = residuals.mean();
    const deviation = residuals.standardDeviation(centre);
    const isRounding = deviation <= ROUNDING * (Math.abs(mean) + Math.abs(slope * otherMean));
    return isRounding ? 0 : (residual - centre) / deviation;
  }
}
