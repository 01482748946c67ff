import { doubledFloats, doubledIntegers } from '../kernel/columns.ts';

const INITIAL_ROWS = 1_024;

/** Closed round trips in order of exit: a row for each part of a lot that a fill closed. Bounded by the fills. */
export class TradeTable {
  count = 0;
  /** Rows of the caller's table of fills: when, at what price and which way it was entered and left. */
  entryFill = new Int32Array(INITIAL_ROWS);
  exitFill = new Int32Array(INITIAL_ROWS);
  barsHeld = new Int32Array(INITIAL_ROWS);
  /** 1e-6 units, positive. */
  quantity = new Float64Array(INITIAL_ROWS);
  /** Micros: what it was worth at entry. */
  entryValue = new Float64Array(INITIAL_ROWS);
  /** Micros, after commission of entry and exit. */
  pnl = new Float64Array(INITIAL_ROWS);
  /** Micros, entry and exit. */
  commission = new Float64Array(INITIAL_ROWS);

  /** A new row for the caller to fill in. */
  add(): number {
    if (this.count === this.pnl.length) this.grow();
    return this.count++;
  }

  /** Forgets every row and keeps the room, for another run. */
  clear(): void {
    this.count = 0;
  }

  private grow(): void {
    this.entryFill = doubledIntegers(this.entryFill);
    this.exitFill = doubledIntegers(this.exitFill);
    this.barsHeld = doubledIntegers(this.barsHeld);
    this.quantity = doubledFloats(this.quantity);
    this.entryValue = doubledFloats(this.entryValue);
    this.pnl = doubledFloats(this.pnl);
    this.commission = doubledFloats(this.commission);
  }
}
