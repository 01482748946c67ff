import { doubledFloats } from '../kernel/columns.ts';

const INITIAL_ROWS = 1_024;

/** Every fill of a run in the order they happened, column by column. Bounded by the orders. */
export class FillTable {
  count = 0;
  symbol = new Float64Array(INITIAL_ROWS);
  /** Start of the bar at whose open it filled, Unix ms. */
  time = new Float64Array(INITIAL_ROWS);
  /** +1 bought, -1 sold. */
  side = new Float64Array(INITIAL_ROWS);
  /** 1e-6 units, positive. */
  quantity = new Float64Array(INITIAL_ROWS);
  /** Price units, slippage included. */
  price = new Float64Array(INITIAL_ROWS);
  /** Micros. */
  commission = new Float64Array(INITIAL_ROWS);

  add(
    symbol: number,
    time: number,
    side: number,
    quantity: number,
    price: number,
    commission: number,
  ): number {
    if (this.count === this.symbol.length) this.grow();
    const fill = this.count++;
    this.symbol[fill] = symbol;
    this.time[fill] = time;
    this.side[fill] = side;
    this.quantity[fill] = quantity;
    this.price[fill] = price;
    this.commission[fill] = commission;
    return fill;
  }

  /** Forgets every row and keeps the room, for another run. */
  clear(): void {
    this.count = 0;
  }

  /** The rows alone, in arrays of their own that can be handed to another thread. */
  columns() {
    const rows = (column: Float64Array<ArrayBuffer>) => column.slice(0, this.count);
    return {
      symbol: rows(this.symbol),
      time: rows(this.time),
      side: rows(this.side),
      quantity: rows(this.quantity),
      price: rows(this.price),
      commission: rows(this.commission),
    };
  }

  private grow(): void {
    this.symbol = doubledFloats(this.symbol);
    this.time = doubledFloats(this.time);
    this.side = doubledFloats(this.side);
    this.quantity = doubledFloats(this.quantity);
    this.price = doubledFloats(this.price);
    this.commission = doubledFloats(this.commission);
  }
}
