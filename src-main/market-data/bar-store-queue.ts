import type { Timers } from '#shared/kernel/clock.ts';
import type { BrokerBars } from '#shared/model/broker-bars.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BarStore } from '../ports/bar-store.ts';

/** Pages of 1,500 bars that wait for the library, 70 kB each. */
export const WAITING_MAX = 200;
export const AGAIN_MS = 5_000;

interface Waiting {
  readonly page: BrokerBars;
  readonly onKept: (seriesId: SeriesId | null) => void;
}

/** Pages on their way to the library, one after another. While it is away they wait, the oldest give way: bars can be had again. */
export class BarStoreQueue {
  readonly #store: BarStore;
  readonly #timers: Timers;
  readonly #log: Logger;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #stopTimer: () => void = () => undefined;

  constructor(store: BarStore, timers: Timers, log: Logger) {
    this.#store = store;
    this.#timers = timers;
    this.#log = log;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  add(page: BrokerBars, onKept: Waiting['onKept']): void {
    this.#waiting.push({ page, onKept });
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
      this.#log.warn(
        { waiting: WAITING_MAX },
        'the library is away for long: the oldest page of bars is not kept',
      );
    }
    if (!this.#isBusy) void this.#drain();
  }

  close(): void {
    this.#stopTimer();
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const kept = await this.#store.keep(next.page);
        if (!kept.ok && (kept.error.code === 'research-unreachable' || kept.error.code === 'series-busy')) {
          this.#stopTimer = this.#timers.schedule(AGAIN_MS, () => void this.#drain());
          return;
        }
        if (this.#waiting[0] === next) this.#waiting.shift();
        if (kept.ok) next.onKept(kept.value.seriesId);
        else this.#log.warn({ error: kept.error, facts: next.page.facts }, 'the library refused bars');
      }
      this.#isBusy = false;
    } catch (error) {
      this.#log.error({ error }, 'bars were not kept');
      this.#waiting.shift();
      this.#isBusy = false;
    }
  }
}
