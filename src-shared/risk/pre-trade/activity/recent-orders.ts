import { assert } from '../../../kernel/assert.ts';
import type { OrderRequest } from '../order-request.ts';

/** Looking through all of them takes about a microsecond. */
export const RECENT_CAPACITY = 256;

/** What makes two orders the same to the trader. */
export interface RecentOrder {
  readonly at: number;
  readonly contract: number;
  readonly side: number;
  readonly quantity: number;
  readonly type: string;
  readonly limitPrice: number | null;
  readonly stopPrice: number | null;
}

/** The last orders asked for, to find the same one again. Past the capacity the oldest is forgotten. */
export class RecentOrders {
  readonly #orders: RecentOrder[] = [];
  #next = 0;

  add(now: number, contract: number, request: OrderRequest): void {
    const { side, quantity, type, limitPrice, stopPrice } = request;
    // A clock that goes back counts as standing still: the ring stays in order of time.
    const latest = this.#orders[(this.#next - 1 + RECENT_CAPACITY) % RECENT_CAPACITY];
    const at = latest === undefined ? now : Math.max(now, latest.at);
    this.#put({ at, contract, side, quantity, type, limitPrice, stopPrice });
  }

  /** How many of the last orders are the same and younger than the window. Looks no further back than that. */
  countSame(request: OrderRequest, contract: number, windowMs: number, now: number): number {
    const orders = this.#orders;
    let count = 0;
    for (let back = 1; back <= orders.length; back++) {
      const order = orders[(this.#next - back + RECENT_CAPACITY) % RECENT_CAPACITY]!;
      if (now - order.at >= windowMs) break;
      if (
        order.contract === contract &&
        order.side === request.side &&
        order.quantity === request.quantity &&
        order.limitPrice === request.limitPrice &&
        order.stopPrice === request.stopPrice &&
        order.type === request.type
      )
        count++;
    }
    return count;
  }

  /** Oldest first. */
  snapshot(): RecentOrder[] {
    return [...this.#orders.slice(this.#next), ...this.#orders.slice(0, this.#next)];
  }

  restore(orders: readonly RecentOrder[]): void {
    assert(
      orders.length <= RECENT_CAPACITY,
      `recent orders are at most ${RECENT_CAPACITY}, got ${orders.length}`,
    );
    this.#orders.length = 0;
    this.#next = 0;
    for (const order of orders) this.#put(order);
  }

  #put(order: RecentOrder): void {
    this.#orders[this.#next] = order;
    this.#next = (this.#next + 1) % RECENT_CAPACITY;
  }
}
