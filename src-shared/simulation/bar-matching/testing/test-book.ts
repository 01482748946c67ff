import type { ExitRequest, OrderRequest } from '../../../model/order-request.ts';
import { BarBook, type MatchedBar, type MatchingRules } from '../bar-book.ts';
import { newOrder, type BarOrder, type OrderEnd, type Sign } from '../bar-order.ts';

/** Open, high, low, close, and units of volume where they matter. */
export type Prices = readonly [open: number, high: number, low: number, close: number, volume?: number];

export interface TestFill {
  readonly id: number;
  readonly quantity: number;
  readonly price: number;
  readonly bar: number;
}

/** A book of one symbol and an account that takes everything; every bar is a day. Quantities in units. */
export class TestBook {
  readonly book: BarBook;
  readonly fills: TestFill[] = [];
  readonly ends: { readonly id: number; readonly end: OrderEnd; readonly bar: number }[] = [];
  /** Bars met so far. */
  count = 0;
  #lastId = 0;

  constructor(rules: Partial<MatchingRules> = {}) {
    this.book = new BarBook(
      new Int32Array(1),
      { isTouchEnough: false, participation: null, lots: [1e6], ...rules },
      {
        mayFill: (_order, quantity) => quantity,
        onFill: (order, quantity, price) =>
          this.fills.push({ id: order.id, quantity: quantity / 1e6, price, bar: this.count }),
        onEnd: (order, end) => this.ends.push({ id: order.id, end, bar: this.count }),
      },
    );
  }

  add(side: Sign, request: Partial<OrderRequest>, parent: BarOrder | null = null): BarOrder {
    const quantity = (request.quantity ?? 1) * 1e6;
    const seed = { symbol: 0, side, quantity, submittedAt: this.count - 1, parent };
    const id = ++this.#lastId;
    const activeFrom = parent === null ? this.count : Infinity;
    const order = newOrder({ ...seed, id, entered: id, activeFrom }, request, request.tif ?? 'GTC');
    this.book.add(order);
    for (const exit of request.exits ?? []) this.add(-side as Sign, exitOf(exit, request), order);
    return order;
  }

  buy(request: Partial<OrderRequest>): BarOrder {
    return this.add(1, request);
  }

  sell(request: Partial<OrderRequest>): BarOrder {
    return this.add(-1, request);
  }

  bar(prices: Prices, day: Partial<MatchedBar> = {}): void {
    const [open, high, low, close, volume = 1_000] = prices;
    const index = this.count;
    this.book.match(0, {
      ...{ open, high, low, close, volume, index, time: index, day: index },
      ...{ isFirstOfDay: true, isLastOfDay: true },
      ...day,
    });
    this.count++;
  }

  /** `[id, price]` of every fill. */
  get prices(): (readonly [number, number])[] {
    return this.fills.map(({ id, price }) => [id, price] as const);
  }
}

function exitOf(exit: ExitRequest, parent: Partial<OrderRequest>): Partial<OrderRequest> {
  return { ...exit, quantity: exit.quantity ?? parent.quantity ?? 1 };
}
