import type { UnixMillis } from './time.ts';

/** Wall time. Handed in, so that backtests, tests and the live path can each bring their own. */
export interface Clock {
  now(): UnixMillis;
}

/** Delays, handed in for the same reason. `schedule` returns the function that cancels. */
export interface Timers {
  schedule(delayMs: number, run: () => void): () => void;
}
