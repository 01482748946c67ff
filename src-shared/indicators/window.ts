import { assertPeriod } from './definition.ts';

/** The last `period` numbers, oldest first. Sums are made anew on each bar: none drifts, however long the series. */
export class Window {
  private readonly ring: Float64Array;
  private at = 0;
  private seen = 0;

  constructor(period: number) {
    assertPeriod(period);
    this.ring = new Float64Array(period);
  }

  get isFull(): boolean {
    return this.seen === this.ring.length;
  }

  /** Only when full. */
  get oldest(): number {
    return this.ring[this.at]!;
  }

  push(value: number): void {
    const { ring } = this;
    ring[this.at] = value;
    this.at = this.at + 1 === ring.length ? 0 : this.at + 1;
    if (this.seen < ring.length) this.seen++;
  }

  /** The value `age` bars ago; 0 is the newest. */
  ago(age: number): number {
    const index = this.at - 1 - age;
    return this.ring[index < 0 ? index + this.ring.length : index]!;
  }

  mean(): number {
    const { ring } = this;
    let sum = 0;
    for (let i = this.at; i < ring.length; i++) sum += ring[i]!;
    for (let i = 0; i < this.at; i++) sum += ring[i]!;
    return sum / ring.length;
  }

  sum(): number {
    return this.mean() * this.ring.length;
  }

  /** Mean of the distances from `centre`. */
  meanDeviation(centre: number): number {
    let sum = 0;
    for (const value of this.ring) sum += Math.abs(value - centre);
    return sum / this.ring.length;
  }

  /** Of the population: divided by n. */
  standardDeviation(mean: number): number {
    return Math.sqrt(this.covariance(mean, this, mean));
  }

  /** Of the population. @param other as long, and fed on the same bars */
  covariance(mean: number, other: Window, otherMean: number): number {
    const { ring } = this;
    let sum = 0;
    for (let i = 0; i < ring.length; i++) sum += (ring[i]! - mean) * (other.ring[i]! - otherMean);
    return sum / ring.length;
  }
}
