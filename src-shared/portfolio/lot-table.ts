import { doubledFloats, doubledIntegers } from '../kernel/columns.ts';

/** Few: a strategy has one open at a time, and arrays of up to 64 bytes cost the engine no memory of their own. */
const INITIAL_ROWS = 8;

export const NO_LOT = -1;

/**
 * What is held: a row per fill that opened or enlarged a position, and per symbol a list of them, oldest first. A lot
 * shrinks as fills close it; rows of closed lots are used again. Bounded by what is held at one time.
 */
export class LotTable {
  /** Which fill it came from: its row in the caller's table. */
  fill = new Int32Array(INITIAL_ROWS);
  /** Index of the bar it came in. */
  bar = new Int32Array(INITIAL_ROWS);
  /** Left of it: 1e-6 units, and the micros of value and commission that belong to them. */
  quantity = new Float64Array(INITIAL_ROWS);
  value = new Float64Array(INITIAL_ROWS);
  commission = new Float64Array(INITIAL_ROWS);
  /** Per symbol: the oldest lot, or NO_LOT. */
  readonly first: Int32Array;
  private readonly last: Int32Array;
  /** The lot after this one in its symbol's list, or in the list of free rows. */
  private next = new Int32Array(INITIAL_ROWS);
  private firstFree = NO_LOT;
  private rowCount = 0;

  constructor(symbolCount: number) {
    this.first = new Int32Array(symbolCount).fill(NO_LOT);
    this.last = new Int32Array(symbolCount).fill(NO_LOT);
  }

  /** A new lot at the end of the symbol's list; the caller fills in its columns. */
  add(symbol: number): number {
    const lot = this.freeRow();
    this.next[lot] = NO_LOT;
    const last = this.last[symbol]!;
    if (last === NO_LOT) this.first[symbol] = lot;
    else this.next[last] = lot;
    this.last[symbol] = lot;
    return lot;
  }

  /** The lot after this one in its symbol's list, or NO_LOT. */
  after(lot: number): number {
    return this.next[lot]!;
  }

  /** Takes the symbol's oldest lot off its list. Its row stays readable until the next `add`. */
  closeFirst(symbol: number): void {
    const lot = this.first[symbol]!;
    const following = this.next[lot]!;
    this.first[symbol] = following;
    if (following === NO_LOT) this.last[symbol] = NO_LOT;
    this.next[lot] = this.firstFree;
    this.firstFree = lot;
  }

  private freeRow(): number {
    const free = this.firstFree;
    if (free !== NO_LOT) {
      this.firstFree = this.next[free]!;
      return free;
    }
    if (this.rowCount === this.fill.length) this.grow();
    return this.rowCount++;
  }

  private grow(): void {
    this.fill = doubledIntegers(this.fill);
    this.bar = doubledIntegers(this.bar);
    this.quantity = doubledFloats(this.quantity);
    this.value = doubledFloats(this.value);
    this.commission = doubledFloats(this.commission);
    this.next = doubledIntegers(this.next);
  }
}
