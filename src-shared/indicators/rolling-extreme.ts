import { assertPeriod } from './definition.ts';

/**
 * The highest (or lowest) of the last `period` numbers. Keeps only those that can still become it, in order, so that a
 * bar costs the same however long the period.
 */
export class RollingExtreme {
  private readonly sign: 1 | -1;
  private readonly values: Float64Array;
  private readonly times: Float64Array;
  private head = 0;
  private count = 0;
  private time = 0;

  constructor(kind: 'highest' | 'lowest', period: number) {
    assertPeriod(period);
    this.sign = kind === 'highest' ? 1 : -1;
    this.values = new Float64Array(period);
    this.times = new Float64Array(period);
  }

  /** NaN until `period` numbers have been seen. */
  get value(): number {
    return this.time < this.values.length ? NaN : this.sign * this.values[this.head]!;
  }

  push(number: number): void {
    const { values, times } = this;
    const period = values.length;
    const value = this.sign * number;
    if (this.count > 0 && times[this.head]! <= this.time - period) {
      this.head = (this.head + 1) % period;
      this.count--;
    }
    while (this.count > 0 && values[(this.head + this.count - 1) % period]! <= value) this.count--;
    const slot = (this.head + this.count) % period;
    values[slot] = value;
    times[slot] = this.time;
    this.count++;
    this.time++;
  }
}
