import type { Clock, Timers } from '#shared/kernel/clock.ts';

/** What a processor forgets within: measured on the order path, a road walked 10 ms ago is as slow as one never walked (ADR 0010). */
export const STEP_MS = 1;
/** A walk that comes later than this is passed over: the program has more to do than to rehearse, and no order is quick then. */
export const LATE_MS = 5;
/** Since an order was last likely. */
export const WARM_FOR_MS = 60_000;
/** Rounds at first, so that the road is compiled when the first order comes. */
export const FIRST_ROUNDS = 500;
const FIRST_TIMES = 5;
const FIRST_EVERY_MS = 1_000;

export interface WarmRoadOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Walks the order path with orders that go nowhere. false: it cannot now. */
  readonly rehearse: (rounds: number) => boolean;
}

/**
 * Keeps the order path compiled and in the processor's caches while an order is likely: after a ticket was looked at, and on
 * with every order. It costs about eight hundredths of a core for as long, and nothing after.
 */
export class WarmRoad {
  readonly #options: WarmRoadOptions;
  #until = -Infinity;
  #firstTimes = 0;
  #nextFirstAt = -Infinity;
  #stopTimer: (() => void) | null = null;
  #isClosed = false;

  constructor(options: WarmRoadOptions) {
    this.#options = options;
  }

  /** An order may come soon. */
  expect(): void {
    if (this.#isClosed) return;
    this.#until = this.#options.clock.now() + WARM_FOR_MS;
    if (this.#stopTimer === null) this.#schedule();
  }

  /** For good: what is walked is being closed too. */
  close(): void {
    this.#isClosed = true;
    this.#until = -Infinity;
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #schedule(): void {
    const dueAt = this.#options.clock.now() + STEP_MS;
    this.#stopTimer = this.#options.timers.schedule(STEP_MS, () => {
      this.#stopTimer = null;
      const now = this.#options.clock.now();
      // Over, or the clock was put back.
      if (!(now < this.#until && this.#until - now <= WARM_FOR_MS)) return;
      this.#schedule();
      const isFirst = this.#firstTimes < FIRST_TIMES && now >= this.#nextFirstAt;
      if (!isFirst && now - dueAt > LATE_MS) return;
      if (!this.#options.rehearse(isFirst ? FIRST_ROUNDS : 1) || !isFirst) return;
      this.#firstTimes++;
      this.#nextFirstAt = now + FIRST_EVERY_MS;
    });
  }
}
