import { assert } from '#shared/kernel/assert.ts';
import { toOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import type { AccountMarket } from '#shared/simulation/accounts/account-spec.ts';
import type { Quote } from '#shared/simulation/market/tape.ts';
import type { World } from '../world/world.ts';

/** The prices at which accounts are marked: those of the simulated market now, or its last ones while it is closed. */
export class WorldPrices implements AccountMarket {
  readonly #world: World;
  /** Of the present moment: one is asked for many times at once. */
  readonly #known = new Map<string, number | null>();
  #knownAt = NaN;
  #asOf: number | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** What is asked for while `act` runs is answered as of then: what happened while nobody looked is settled at its own prices. */
  asOf<T>(time: number, act: () => T): T {
    const before = this.#asOf;
    this.#asOf = time;
    try {
      return act();
    } finally {
      this.#asOf = before;
    }
  }

  mark(conId: number): OrderPrice | null {
    const { universe } = this.#world;
    const listing = universe.byConId(conId);
    if (listing === null || !this.#world.hasRoomFor(listing.instrument.id)) return null;
    const { marketId, contract } = this.#world.listing(conId).details;
    const price = this.#price(marketId, contract.secType === 'OPT');
    return price === null ? null : toOrderPrice(price);
  }

  rate(currency: string): number {
    const { market } = this.#world;
    const isBase = market.has(`${currency}.USD`);
    const price = this.#price(isBase ? `${currency}.USD` : `USD.${currency}`);
    assert(price !== null && price > 0, `nothing says what one ${currency} is worth in USD`);
    return isBase ? price : 1 / price;
  }

  /** @param isQuoted trades so seldom that the last trade says little */
  #price(marketId: string, isQuoted = false): number | null {
    const now = this.#asOf ?? this.#world.now();
    if (now !== this.#knownAt) {
      this.#known.clear();
      this.#knownAt = now;
    }
    let price = this.#known.get(marketId);
    if (price === undefined) {
      const { quote, last } = this.#world.market.snapshot(marketId, now);
      // A currency pair's `last` has no size: nobody traded there. One in shares of yesterday says nothing of those of today.
      const isTraded =
        last !== null && last.size > 0 && this.#world.entitlements.isSameShare(marketId, last.time, now);
      price = isTraded && !isQuoted ? last.price : (midpoint(quote) ?? last?.price ?? null);
      this.#known.set(marketId, price);
    }
    return price;
  }
}

function midpoint(quote: Quote | null): number | null {
  return quote === null ? null : (quote.bid + quote.ask) / 2;
}
