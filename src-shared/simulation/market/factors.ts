import { assert } from '../../kernel/assert.ts';
import { noiseNormal, noiseStudent, streamKey, type StreamKey } from '../../kernel/rng.ts';
import { doubledFloats } from '../../kernel/columns.ts';

/** A century of days: more than any world lives, and a bound for what is kept per day. */
export const MAX_WORLD_DAYS = 36_525;
/** Degrees of freedom of daily shocks: an excess kurtosis of 6 before volatility clusters. */
const TAIL_DEGREES = 5;
const LARGEST_SHOCK = 9;

/** A daily shock of unit variance. The counter is an epoch second, so a stretch that begins within a day has its own. */
export function dailyShock(key: StreamKey, epochSecond: number): number {
  const shock = noiseStudent(key, epochSecond, 0, TAIL_DEGREES);
  return Math.max(-LARGEST_SHOCK, Math.min(LARGEST_SHOCK, shock));
}

/**
 * Stochastic volatility: the logarithm of a multiplier whose square has mean one, day by day. It forgets slowly, and rises
 * after bad days (the leverage effect). A function of the key alone: scenarios multiply it, they do not change it.
 */
export class VolatilityWalk {
  readonly #key: StreamKey;
  readonly #shocks: StreamKey;
  readonly #startDay: number;
  readonly #persistence: number;
  readonly #deviation: number;
  readonly #leverage: number;
  #walk: Float64Array = new Float64Array(1_024);
  #known = 0;

  constructor(
    seed: number,
    name: string,
    startDay: number,
    shape: { readonly persistence: number; readonly deviation: number; readonly leverage: number },
  ) {
    this.#key = streamKey(seed, 'volatility', name);
    this.#shocks = streamKey(seed, 'daily', name);
    this.#startDay = startDay;
    this.#persistence = shape.persistence;
    this.#deviation = shape.deviation;
    this.#leverage = shape.leverage;
  }

  /** Logarithm of the multiplier. @param day days since 1970-01-01, not before the world's start */
  logAt(day: number): number {
    const index = day - this.#startDay;
    assert(index >= 0 && index < MAX_WORLD_DAYS, `day ${day} lies outside the world`);
    while (this.#known <= index) this.#extend();
    return this.#walk[index]! - this.#deviation * this.#deviation;
  }

  #extend(): void {
    if (this.#known === this.#walk.length) this.#walk = doubledFloats(this.#walk);
    const day = this.#startDay + this.#known;
    const fresh = noiseNormal(this.#key, day, 0);
    if (this.#known === 0) {
      this.#walk[0] = this.#deviation * fresh;
    } else {
      const shockYesterday = Math.max(-3, Math.min(3, dailyShock(this.#shocks, (day - 1) * 86_400)));
      const shock = -this.#leverage * shockYesterday + Math.sqrt(1 - this.#leverage ** 2) * fresh;
      const scale = this.#deviation * Math.sqrt(1 - this.#persistence ** 2);
      this.#walk[this.#known] = this.#persistence * this.#walk[this.#known - 1]! + scale * shock;
    }
    this.#known++;
  }
}
