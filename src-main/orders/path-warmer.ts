import type { Clock, Timers } from '#shared/kernel/clock.ts';

/** Time between rehearsals. After 10 ms without one the order path is as slow as if it had never run (measured, ADR 0010). */
export const STEP_MS = 1;
/** A rehearsal that is late by more than this is left out: the program is busy, and would only get slower by it. */
export const LATE_MS = 5;
/** How long rehearsals go on after an order was last likely. */
export const WARM_FOR_MS = 60_000;
/** Rounds of each of the first rehearsals, so that the order path is compiled before the first order. */
export const FIRST_ROUNDS = 500;
const FIRST_TIMES = 5;
const FIRST_EVERY_MS = 1_000;

export interface PathWarmerOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Runs the order path with orders that are not sent. false: that is not possible now. */
  readonly rehearse: (rounds: number) => boolean;
  /** Keeps processors from sleeping until what it returns is called. */
  readonly keepAwake: () => () => void;
}

/**
 * Keeps the order path compiled and in the processor's caches, and processors awake, while an order is likely: after a ticket
 * was looked at, and on with every order. It costs about 8 % of a core meanwhile, and nothing afterwards.
 */
export class PathWarmer {
  readonly #options: PathWarmerOptions;
  #until = -Infinity;
  #firstTimes = 0;
  #nextFirstAt = -Infinity;
  #stopTimer: (() => void) | null = null;
  #letSleep: (() => void) | null = null;
  #isClosed = false;

  constructor(options: PathWarmerOptions) {
    this.#options = options;
  }

  /** An order may come soon. */
  expect(): void {
    if (this.#isClosed) return;
    this.#until = this.#options.clock.now() + WARM_FOR_MS;
    if (this.#stopTimer !== null) return;
    this.#letSleep ??= this.#options.keepAwake();
    this.#schedule();
  }

  /** Stops for good: journal and connection are about to be closed. */
  close(): void {
    this.#isClosed = true;
    this.#until = -Infinity;
    this.#rest();
  }

  #rest(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#letSleep?.();
    this.#letSleep = null;
  }

  #schedule(): void {
    const dueAt = this.#options.clock.now() + STEP_MS;
    this.#stopTimer = this.#options.timers.schedule(STEP_MS, () => {
      this.#stopTimer = null;
      const now = this.#options.clock.now();
      // Over, or the clock was put back.
      if (!(now < this.#until && this.#until - now <= WARM_FOR_MS)) return this.#rest();
      this.#schedule();
      const isFirst = this.#firstTimes < FIRST_TIMES && now >= this.#nextFirstAt;
      if (!isFirst && now - dueAt > LATE_MS) return;
      if (!this.#options.rehearse(isFirst ? FIRST_ROUNDS : 1) || !isFirst) return;
      this.#firstTimes++;
      this.#nextFirstAt = now + FIRST_EVERY_MS;
    });
  }
}
