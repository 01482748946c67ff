import { assert } from '#shared/kernel/assert.ts';

/** From here on numbers are those of requests (tws/requests.ts). */
const ORDER_ID_MAX = 1_999_999_999;
/** No floor is taken that leaves fewer numbers than this: one such word, kept for good, would be the end of all orders. */
const ROOM = 10_000_000;

/**
 * The next number for an order. It never goes back: not when the server forgot orders and gives lower numbers than before,
 * not over a restart. What `take` gives is to be stored before it is used.
 */
export class OrderIds {
  #next = 1;

  get next(): number {
    return this.#next;
  }

  /** @param floor the server's, or one that was stored */
  raise(floor: number): void {
    if (isUsable(floor) && floor > this.#next) this.#next = floor;
  }

  /** @returns the first of `count` */
  take(count = 1): number {
    const first = this.#next;
    assert(first + count <= ORDER_ID_MAX, `order ids end at ${ORDER_ID_MAX}`);
    this.#next += count;
    return first;
  }

  /** For another connection profile. */
  reset(next: number): void {
    this.#next = isUsable(next) ? Math.max(1, next) : 1;
  }
}

function isUsable(floor: number): boolean {
  return Number.isSafeInteger(floor) && floor <= ORDER_ID_MAX - ROOM;
}
