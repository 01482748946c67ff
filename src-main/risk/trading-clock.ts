import type { Clock } from '#shared/kernel/clock.ts';
import { MS_PER_SECOND, unixMillis, type UnixMillis } from '#shared/kernel/time.ts';

export interface TradingClockOptions {
  /** The computer's, which anybody may set. */
  readonly local: Clock;
  /** Milliseconds that only go forward. */
  readonly monotonicMs: () => number;
}

/** The broker tells whole seconds, and its word takes a while: less than this says nothing. */
const NOTICED_MS = 2_000;
/** 2017 and 2100: what TWS says outside them is no time. */
const EARLIEST = 1_500_000_000;
const LATEST = 4_102_444_800;

/**
 * The time that limits of days, hours and minutes go by: the broker's, carried on by a clock that cannot be set. What the computer's
 * clock does, a day too early or put back, neither ends a day nor counts one twice (docs/adr/0023).
 */
export class TradingClock implements Clock {
  readonly #options: TradingClockOptions;
  #anchor: { readonly at: number; readonly monotonic: number };
  #isProven = false;
  #isLocal = false;

  constructor(options: TradingClockOptions) {
    this.#options = options;
    this.#anchor = { at: options.local.now(), monotonic: options.monotonicMs() };
  }

  now(): UnixMillis {
    if (this.#isLocal) return this.#options.local.now();
    return unixMillis(Math.floor(this.#anchor.at + this.#options.monotonicMs() - this.#anchor.monotonic));
  }

  /** The broker has told its time in this session; before, `now` is only what the computer said at some time. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** By how much the computer's clock is ahead of the broker's, below zero: behind; null: not noticeably, or not known. */
  get localAheadMs(): number | null {
    if (!this.#isProven || this.#isLocal) return null;
    const ahead = this.#options.local.now() - this.now();
    return Math.abs(ahead) > NOTICED_MS ? ahead : null;
  }

  /** @param isMarketTimeReal false: practice with days that are over, or that pass faster; then the computer's clock holds */
  begin(isMarketTimeReal: boolean): void {
    this.#isLocal = this.#isProven = !isMarketTimeReal;
  }

  /** The broker's word. @param seconds Unix time @returns whether it can be one */
  heard(seconds: number): boolean {
    if (!Number.isSafeInteger(seconds) || seconds < EARLIEST || seconds > LATEST) return false;
    if (this.#isLocal) return true;
    const at = seconds * MS_PER_SECOND + MS_PER_SECOND / 2;
    // Kept where it fits, so that time does not tremble.
    if (Math.abs(this.now() - at) > NOTICED_MS) this.#anchor = { at, monotonic: this.#options.monotonicMs() };
    this.#isProven = true;
    return true;
  }
}
