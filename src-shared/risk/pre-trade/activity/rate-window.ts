import { assert } from '../../../kernel/assert.ts';

/** The longest window and the highest count that a rule can ask for reach this far back. */
export const RATE_CAPACITY = 4_096;

/** When the last things of a kind happened: enough to say whether the n-th from the end lies within a window. */
export class RateWindow {
  readonly #times = new Float64Array(RATE_CAPACITY).fill(-Infinity);
  #next = 0;

  /** @param now Unix ms; a clock that goes back counts as standing still, so that it cannot empty a window */
  add(now: number): void {
    this.#times[this.#next] = Math.max(now, this.nth(1));
    this.#next = (this.#next + 1) % RATE_CAPACITY;
  }

  /** Unix ms of the n-th thing from the end, 1 being the latest; -Infinity when there were fewer. @param n 1 to RATE_CAPACITY */
  nth(n: number): number {
    return this.#times[(this.#next - n + RATE_CAPACITY) % RATE_CAPACITY]!;
  }

  /** Whether one more would be the (max + 1)-th within the window. A max of 0 is always full. */
  isFull(max: number, windowMs: number, now: number): boolean {
    return max < 1 || now - this.nth(max) < windowMs;
  }

  /** How many lie within the window. For messages: it walks. */
  count(windowMs: number, now: number): number {
    let count = 0;
    while (count < RATE_CAPACITY && now - this.nth(count + 1) < windowMs) count++;
    return count;
  }

  /** Unix ms, oldest first. */
  snapshot(): number[] {
    const times: number[] = [];
    for (let n = RATE_CAPACITY; n >= 1; n--) if (this.nth(n) !== -Infinity) times.push(this.nth(n));
    return times;
  }

  restore(times: readonly number[]): void {
    assert(times.length <= RATE_CAPACITY, `a rate window holds ${RATE_CAPACITY} times, got ${times.length}`);
    this.#times.fill(-Infinity);
    this.#next = 0;
    for (const time of times) this.add(time);
  }
}
