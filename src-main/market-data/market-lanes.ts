import PQueue from 'p-queue';

/** Questions of one market to the broker at once. */
export const MARKET_CONCURRENCY = 6;
/** Of all markets, of the fifty for bars that the broker takes. */
const CONCURRENCY = 40;

/** Questions wait in a lane of their market: one whose farm does not answer, which takes a minute to find out, holds up no other. */
export class MarketLanes {
  readonly #all = new PQueue({ concurrency: CONCURRENCY });
  readonly #lanes = new Map<string, PQueue>();

  async add<T>(market: string, question: () => Promise<T>): Promise<T> {
    let lane = this.#lanes.get(market);
    if (lane === undefined) this.#lanes.set(market, (lane = new PQueue({ concurrency: MARKET_CONCURRENCY })));
    try {
      return await lane.add(() => this.#all.add(question));
    } finally {
      if (lane.size + lane.pending === 0) this.#lanes.delete(market);
    }
  }

  clear(): void {
    for (const lane of this.#lanes.values()) lane.clear();
    this.#all.clear();
  }
}
