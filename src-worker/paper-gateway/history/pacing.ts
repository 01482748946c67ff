import { MS_PER_MINUTE, MS_PER_SECOND } from '#shared/kernel/time.ts';

const REQUEST_COUNT_MAX = 60;
const REQUEST_WINDOW_MS = 10 * MS_PER_MINUTE;
const SAME_REQUEST_MS = 15 * MS_PER_SECOND;
const SAME_CONTRACT_COUNT_MAX = 5;
const SAME_CONTRACT_WINDOW_MS = 2 * MS_PER_SECOND;

interface Asked {
  readonly at: number;
  readonly request: string;
  readonly contract: string;
  readonly weight: number;
}

/**
 * IB's limits for bars of 30 seconds or less: 60 requests in ten minutes (BID_ASK counts twice), no identical one within 15
 * seconds, at most five for one contract and kind of data within two seconds. Source: IB, "Historical data limitations".
 */
export class HistoryPacing {
  #asked: Asked[] = [];

  /** @returns false for a violation; what was refused counts too */
  admit(asked: Asked): boolean {
    this.#asked = this.#asked.filter(({ at }) => at > asked.at - REQUEST_WINDOW_MS).slice(-REQUEST_COUNT_MAX);
    const within = (ms: number) => this.#asked.filter(({ at }) => at > asked.at - ms);
    const weight = this.#asked.reduce((sum, each) => sum + each.weight, asked.weight);
    const isRepeated = within(SAME_REQUEST_MS).some(({ request }) => request === asked.request);
    const sameContract = within(SAME_CONTRACT_WINDOW_MS).filter(
      ({ contract }) => contract === asked.contract,
    );
    this.#asked.push(asked);
    return weight <= REQUEST_COUNT_MAX && !isRepeated && sameContract.length < SAME_CONTRACT_COUNT_MAX;
  }
}
