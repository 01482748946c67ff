import { assertPeriod } from './definition.ts';

/**
 * Wilder's average: the plain mean of the first `period` numbers, then (average x (period - 1) + number) / period.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export class WilderAverage {
  /** NaN until `period` numbers have been seen. */
  value = NaN;
  private readonly period: number;
  private sum = 0;
  private count = 0;

  constructor(period: number) {
    assertPeriod(period);
    this.period = period;
  }

  next(number: number): number {
    const { period } = this;
    if (this.count >= period) return (this.value = (this.value * (period - 1) + number) / period);
    this.sum += number;
    this.count++;
    return (this.value = this.count === period ? this.sum / period : NaN);
  }
}
