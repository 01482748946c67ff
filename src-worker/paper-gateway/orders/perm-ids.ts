import { assert } from '#shared/kernel/assert.ts';

/** permIds are int32 in clients. */
const PERM_ID_MAX = 2_147_483_647;

/** Gives each order its permanent id (TWS's permId), which is its key at the exchange too. Ids only go up. */
export class PermIds {
  #next: number;

  /** @param first above zero: another run of the gateway needs others */
  constructor(first: number) {
    this.#next = first;
  }

  /** The id that the next order will get. */
  get next(): number {
    return this.#next;
  }

  take(): number {
    assert(this.#next <= PERM_ID_MAX, 'there is a permanent id for the next order');
    return this.#next++;
  }

  /** Goes on from there, or from where it is if that is higher. */
  restore(next: number): void {
    this.#next = Math.max(this.#next, next);
  }
}
