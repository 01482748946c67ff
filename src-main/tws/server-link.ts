import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Farm } from '#shared/model/connection.ts';
import type { Farms } from './farms.ts';

/** Nothing else may be said of the link for so long after a farm is back: the words that tell its return come first. */
export const LINK_QUIET_MS = 3_000;

export interface ServerLinkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** It is back without TWS having said so: everything has to be subscribed anew and compared. */
  readonly onUntoldReturn: () => void;
}

/**
 * Whether TWS has its link to the broker's servers. After 1100 only 1101 or 1102 says that it is back. After 2110 TWS may tell
 * nothing but its farms: one that this connection knew and that is told as well again, with none broken since, is taken for it
 * (docs/adr/0026).
 */
export class ServerLink {
  readonly #options: ServerLinkOptions;
  /** Unix ms. */
  #lostAt: number | null = null;
  /** 1100 was among the words of its loss. */
  #isReturnTold = false;
  #isFarmBack = false;
  #stopTimer: () => void = () => undefined;

  constructor(options: ServerLinkOptions) {
    this.#options = options;
  }

  get isLost(): boolean {
    return this.#lostAt !== null;
  }

  /** @param isReturnTold TWS will say when it is back */
  lost(isReturnTold: boolean): void {
    this.#stopTimer();
    this.#lostAt ??= this.#options.clock.now();
    this.#isReturnTold ||= isReturnTold;
    this.#isFarmBack = false;
  }

  /** Told, or another connection. */
  reset(): void {
    this.#stopTimer();
    this.#lostAt = null;
    this.#isReturnTold = this.#isFarmBack = false;
  }

  /** @param wasKnown of this connection: what TWS tells of all its farms when a client connects is no news of the link */
  farmTold({ state }: Pick<Farm, 'state'>, wasKnown: boolean, farms: Farms): void {
    const { timers, onUntoldReturn } = this.#options;
    if (this.#lostAt === null || this.#isReturnTold) return;
    this.#stopTimer();
    this.#isFarmBack ||= wasKnown && state === 'ok';
    if (!this.#isFarmBack || farms.isAnyBrokenSince(this.#lostAt)) return;
    this.#stopTimer = timers.schedule(LINK_QUIET_MS, () => {
      this.reset();
      onUntoldReturn();
    });
  }
}
