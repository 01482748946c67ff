import { assert } from '../kernel/assert.ts';

/** Linear buckets in each octave: a value is told to within 1/64 of itself. */
const PER_OCTAVE = 64;
/** The lowest octave, whose buckets are 1 unit wide. */
const LINEAR_MAX = PER_OCTAVE * 2;
const OCTAVES = 26;
const BUCKET_COUNT = LINEAR_MAX + OCTAVES * PER_OCTAVE;
/** Beyond it a value is kept as the largest bucket; with nanoseconds that is 8.6 s. */
export const LATENCY_MAX = LINEAR_MAX * 2 ** OCTAVES - 1;

export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * How often each duration was seen, in buckets that widen with the value: quantiles of any number of values in 14 kB.
 * The unit is the caller's, whole numbers of it: nanoseconds here. `record` allocates nothing.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKET_COUNT);
  #count = 0;
  #max = 0;

  /** @param value 0 or more; a clock that steps back counts as 0 */
  record(value: number): void {
    const whole = value > 0 ? Math.min(Math.round(value), LATENCY_MAX) : 0;
    this.#counts[bucketOf(whole)]!++;
    this.#count++;
    if (whole > this.#max) this.#max = whole;
  }

  /** The value that a part of all values does not exceed; 0 when there are none. @param part 0 to 1 */
  quantile(part: number): number {
    assert(part >= 0 && part <= 1, `a quantile is between 0 and 1, was ${part}`);
    const rank = Math.max(1, Math.ceil(part * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return Math.min(highestOf(bucket), this.#max);
    }
    return 0;
  }

  summary(): LatencySummary {
    const { count, max } = this;
    return { count, p50: this.quantile(0.5), p99: this.quantile(0.99), p999: this.quantile(0.999), max };
  }

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = this.#max = 0;
  }
}

/** @param value whole, 0 to LATENCY_MAX */
function bucketOf(value: number): number {
  if (value < LINEAR_MAX) return value;
  const octave = Math.floor(Math.log2(value / LINEAR_MAX));
  const width = 2 ** (octave + 1);
  return LINEAR_MAX + octave * PER_OCTAVE + Math.floor((value - LINEAR_MAX * 2 ** octave) / width);
}

/** The largest value that falls into a bucket. */
function highestOf(bucket: number): number {
  if (bucket < LINEAR_MAX) return bucket;
  const octave = Math.floor((bucket - LINEAR_MAX) / PER_OCTAVE);
  const width = 2 ** (octave + 1);
  return LINEAR_MAX * 2 ** octave + (((bucket - LINEAR_MAX) % PER_OCTAVE) + 1) * width - 1;
}
