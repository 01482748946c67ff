import type { Timers } from '#shared/kernel/clock.ts';

/** What TWS gives unless the account has more. */
export const LINES_DEFAULT = 100;
/** Where more are wanted it is tried whether the account has more: one at first, then twice as many at each turn, up to these. */
const TRIED_MAX = 25;
/** After TWS has run out of lines, this long later it is tried whether there are more again. */
export const MORE_LINES_MS = 5 * 60_000;

/** How many market data lines TWS is thought to give: what is usual, then what it turns out to give or to refuse. */
export class LineCount {
  /** undefined: it is tried how many there are. */
  readonly #fixed: number | undefined;
  readonly #timers: Timers;
  #count: number;
  /** How many beyond `#count` the next turn tries to open; 0: TWS has just refused some. */
  #triedNext: number;
  #stopWaiting: () => void = () => undefined;

  constructor(fixed: number | undefined, timers: Timers) {
    this.#fixed = fixed;
    this.#timers = timers;
    this.#count = fixed ?? LINES_DEFAULT;
    this.#triedNext = fixed === undefined ? 1 : 0;
  }

  get value(): number {
    return this.#count;
  }

  /** All lines are open and more are wanted: some more are tried. */
  tryMore(): void {
    this.#count += this.#triedNext;
    this.#triedNext = Math.min(this.#triedNext * 2, TRIED_MAX);
  }

  /** TWS gives no more than are open. @param onAnew after a while it is thought anew */
  refused(openCount: number, onAnew: () => void): void {
    this.#count = Math.max(1, openCount);
    this.#triedNext = 0;
    this.close();
    this.#stopWaiting = this.#timers.schedule(MORE_LINES_MS, () => {
      this.#thinkAnew();
      onAnew();
    });
  }

  /** Another broker: what the last one gave says nothing. */
  forget(): void {
    this.close();
    this.#count = LINES_DEFAULT;
    this.#thinkAnew();
  }

  close(): void {
    this.#stopWaiting();
  }

  /** Believes in the usual number again, or in more if more were open, and tries for more from there. */
  #thinkAnew(): void {
    this.#count = this.#fixed ?? Math.max(LINES_DEFAULT, this.#count);
    this.#triedNext = this.#fixed === undefined ? 1 : 0;
  }
}
