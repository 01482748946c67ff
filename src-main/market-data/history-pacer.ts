import { MS_PER_MINUTE, MS_PER_SECOND } from '#shared/kernel/time.ts';

/** The broker's limits for bars of 30 seconds or less. Source: IB, "Historical data limitations". */
export const PACED_BAR_MS_MAX = 30 * MS_PER_SECOND;
/** Requests within ten minutes. */
export const COUNT_MAX = 60;
const COUNT_WINDOW_MS = 10 * MS_PER_MINUTE;
const SAME_REQUEST_MS = 15 * MS_PER_SECOND;
/** Fewer than six for one contract, exchange and kind within two seconds. */
const SAME_CONTRACT_MAX = 5;
const SAME_CONTRACT_MS = 2 * MS_PER_SECOND;
/** What leaves evenly may arrive bunched. */
const MARGIN_MS = 250;

interface Asked {
  readonly at: number;
  readonly request: string;
  readonly contract: string;
}

/** Keeps requests for small bars within the broker's limits: says how long to wait, and remembers what was sent. */
export class HistoryPacer {
  readonly #monotonicMs: () => number;
  #asked: Asked[] = [];

  /** @param monotonicMs milliseconds that only go forward */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Milliseconds until this may be sent; 0: now. @param request what makes two requests identical */
  waitMs(request: string, contract: string): number {
    const now = this.#monotonicMs();
    this.#asked = this.#asked.filter(({ at }) => at > now - COUNT_WINDOW_MS - MARGIN_MS);
    const same = this.#asked.filter((each) => each.request === request).at(-1);
    const ofContract = this.#asked.filter((each) => each.contract === contract);
    const until = [
      same === undefined ? 0 : same.at + SAME_REQUEST_MS,
      untilFree(ofContract, SAME_CONTRACT_MAX, SAME_CONTRACT_MS),
      untilFree(this.#asked, COUNT_MAX, COUNT_WINDOW_MS),
    ];
    const wait = Math.max(...until) + MARGIN_MS - now;
    return Math.max(...until) === 0 ? 0 : Math.max(0, wait);
  }

  /** It is sent now. */
  sent(request: string, contract: string): void {
    this.#asked.push({ at: this.#monotonicMs(), request, contract });
  }

  /** Of the last ten minutes. */
  get used(): number {
    const from = this.#monotonicMs() - COUNT_WINDOW_MS;
    return this.#asked.filter(({ at }) => at > from).length;
  }
}

/** When fewer than `max` of them lie within a window that ends then; 0: they do already. */
function untilFree(asked: readonly Asked[], max: number, windowMs: number): number {
  const oldest = asked.at(-max);
  return oldest === undefined ? 0 : oldest.at + windowMs;
}
