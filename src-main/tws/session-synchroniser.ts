import type { Timers } from '#shared/kernel/clock.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

const AGAIN_MS = 5_000;

export interface SessionSynchroniserOptions {
  /** See `ConnectionOptions.synchronise`. */
  readonly synchronise: (isDataKept: boolean) => Promise<void>;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onBegin: () => void;
  readonly onProven: () => void;
  /** @param failureCount in a row. It is tried again in a moment, unless it is stopped in this call. */
  readonly onFailed: (error: unknown, failureCount: number) => void;
}

/** Compares orders and positions with the broker's in one session, and again after a failure, until they are proven. */
export class SessionSynchroniser {
  readonly #options: SessionSynchroniserOptions;
  /** A run that is not the latest any more says nothing. */
  #runCount = 0;
  #failureCount = 0;
  #stopAgain: () => void = () => undefined;

  constructor(options: SessionSynchroniserOptions) {
    this.#options = options;
  }

  /** From the beginning, whatever runs. @param isDataKept subscriptions of this session go on */
  run(isDataKept: boolean): void {
    this.stop();
    const { synchronise, timers, log, onBegin, onProven, onFailed } = this.#options;
    const run = this.#runCount;
    const isLatest = () => run === this.#runCount;
    onBegin();
    synchronise(isDataKept).then(
      () => {
        if (!isLatest()) return;
        this.#failureCount = 0;
        onProven();
      },
      (error: unknown) => {
        if (!isLatest()) return;
        log.error({ error }, 'orders and positions could not be compared');
        onFailed(error, ++this.#failureCount);
        if (!isLatest()) return;
        this.#stopAgain = timers.schedule(AGAIN_MS, () => this.run(true));
      },
    );
  }

  /** What is being compared can no longer be proven. */
  stop(): void {
    this.#runCount++;
    this.#stopAgain();
  }
}
