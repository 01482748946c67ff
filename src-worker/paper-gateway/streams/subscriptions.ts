import { assert } from '#shared/kernel/assert.ts';
import type { ClientSession } from '../server/client-session.ts';

/** The open subscriptions of one session by request id, until it cancels them or disconnects. */
export class Subscriptions {
  readonly #stops = new Map<number, () => void>();

  /** @param what market data ends when IB loses it (1101); accounts are told of on */
  constructor(session: ClientSession, what: 'market-data' | 'account' = 'market-data') {
    session.onClose(() => this.clear());
    if (what === 'market-data') session.onDataLost(() => this.clear());
  }

  get count(): number {
    return this.#stops.size;
  }

  has(reqId: number): boolean {
    return this.#stops.has(reqId);
  }

  add(reqId: number, stop: () => void): void {
    assert(!this.#stops.has(reqId), `request ${reqId} is subscribed twice`);
    this.#stops.set(reqId, stop);
  }

  /** @returns false when there is none */
  cancel(reqId: number): boolean {
    const stop = this.#stops.get(reqId);
    if (stop === undefined) return false;
    this.#stops.delete(reqId);
    stop();
    return true;
  }

  clear(): void {
    for (const reqId of [...this.#stops.keys()]) this.cancel(reqId);
  }
}
