import { doubledFloats, doubledIntegers } from '../kernel/columns.ts';

/** Few: a strategy has one open at a time, and arrays of up to 64 bytes cost the engine no memory of their own. */
const INITIAL_ROWS = 8;

export const NO_ORDER = -1;

/**
 * The open orders, a row each, and per symbol a list of them in the order they came. Asking whether a symbol has an open
 * order reads one number; rows of closed orders are used again. Bounded by what is open at one time.
 */
export class OrderTable {
  /** +1 buys, -1 sells. */
  side = new Int32Array(INITIAL_ROWS);
  /** 1e-6 units, positive. */
  quantity = new Float64Array(INITIAL_ROWS);
  /** Unix ms: start of the bar whose close gave the order. */
  submittedAt = new Float64Array(INITIAL_ROWS);
  /** Per symbol: the oldest open order, or NO_ORDER. */
  readonly firstOpen: Int32Array;
  /** Per symbol: open orders, those that a BarBook keeps included; so one look tells whether a bar matters to anybody. */
  readonly counts: Int32Array;
  private readonly lastOpen: Int32Array;
  /** The order after this one in its symbol's list, or in the list of free rows. */
  private next = new Int32Array(INITIAL_ROWS);
  private firstFree = NO_ORDER;
  private rowCount = 0;

  constructor(symbolCount: number) {
    this.firstOpen = new Int32Array(symbolCount).fill(NO_ORDER);
    this.lastOpen = new Int32Array(symbolCount).fill(NO_ORDER);
    this.counts = new Int32Array(symbolCount);
  }

  add(symbol: number, side: number, quantity: number, submittedAt: number): number {
    const order = this.freeRow();
    this.side[order] = side;
    this.quantity[order] = quantity;
    this.submittedAt[order] = submittedAt;
    this.next[order] = NO_ORDER;
    const last = this.lastOpen[symbol]!;
    if (last === NO_ORDER) this.firstOpen[symbol] = order;
    else this.next[last] = order;
    this.lastOpen[symbol] = order;
    this.counts[symbol]!++;
    return order;
  }

  /** Takes the symbol's oldest open order off its list. Its row stays readable until the next `add`. */
  closeFirst(symbol: number): void {
    const order = this.firstOpen[symbol]!;
    const following = this.next[order]!;
    this.firstOpen[symbol] = following;
    if (following === NO_ORDER) this.lastOpen[symbol] = NO_ORDER;
    this.next[order] = this.firstFree;
    this.firstFree = order;
    this.counts[symbol]!--;
  }

  /** What the symbol's open orders come to, 1e-6 units, signed. */
  netOf(symbol: number): number {
    let net = 0;
    for (let order = this.firstOpen[symbol]!; order !== NO_ORDER; order = this.next[order]!)
      net += this.side[order]! * this.quantity[order]!;
    return net;
  }

  /** Every open order, symbol by symbol, oldest first. */
  open(): OpenOrder[] {
    const open: OpenOrder[] = [];
    this.firstOpen.forEach((first, symbol) => {
      for (let order = first; order !== NO_ORDER; order = this.next[order]!) {
        open.push({
          symbol,
          side: this.side[order]!,
          quantity: this.quantity[order]!,
          submittedAt: this.submittedAt[order]!,
        });
      }
    });
    return open;
  }

  private freeRow(): number {
    const free = this.firstFree;
    if (free !== NO_ORDER) {
      this.firstFree = this.next[free]!;
      return free;
    }
    if (this.rowCount === this.side.length) this.grow();
    return this.rowCount++;
  }

  private grow(): void {
    this.side = doubledIntegers(this.side);
    this.quantity = doubledFloats(this.quantity);
    this.submittedAt = doubledFloats(this.submittedAt);
    this.next = doubledIntegers(this.next);
  }
}

export interface OpenOrder {
  readonly symbol: number;
  readonly side: number;
  readonly quantity: number;
  readonly submittedAt: number;
}
