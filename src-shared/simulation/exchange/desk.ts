import { assert } from '../../kernel/assert.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { PriceGrid, type ExchangeInstrument } from './instrument.ts';
import type { MarketView } from './market-view.ts';
import { isBetter, type OrderRecord } from './order-record.ts';
import type { Side } from './side.ts';

/** The places an instrument's orders wait in, in the order they came. */
type WaitingPlace = 'trigger' | 'session' | 'auction';

/**
 * One instrument at the exchange: its market, its order book, and its orders that wait for a trigger, a session or an
 * auction. An index over the order records, which say how each order stands.
 */
export class Desk {
  readonly instrument: ExchangeInstrument;
  readonly grid: PriceGrid;
  readonly orderTypes: ReadonlySet<string>;
  readonly view: MarketView;
  /** Best price first, then oldest. Orders that take any price come first of all. */
  readonly book: Readonly<Record<Side, OrderRecord[]>> = { buy: [], sell: [] };
  /** Orders of the book that have not rested yet. */
  readonly takers = new Set<OrderRecord>();
  readonly waiting: Readonly<Record<WaitingPlace, Set<OrderRecord>>> = {
    trigger: new Set(),
    session: new Set(),
    auction: new Set(),
  };
  /** How many of the book follow the midpoint. */
  pegCount = 0;

  constructor(instrument: ExchangeInstrument, view: MarketView) {
    this.instrument = instrument;
    this.grid = new PriceGrid(instrument.bands);
    this.orderTypes = new Set(instrument.orderTypes);
    this.view = view;
  }

  /** Files an order under its place. Its `entered` and `limit` must stay while it is there. */
  add(order: OrderRecord): void {
    const { place } = order;
    if (place === 'trigger' || place === 'session' || place === 'auction') this.waiting[place].add(order);
    if (place !== 'book') return;
    const side = this.book[order.terms.side];
    side.splice(positionIn(side, order), 0, order);
    if (!order.isPassive) this.takers.add(order);
    if (order.terms.type === 'PEG MID') this.pegCount++;
  }

  remove(order: OrderRecord): void {
    const { place } = order;
    if (place === 'trigger' || place === 'session' || place === 'auction') this.waiting[place].delete(order);
    if (place !== 'book') return;
    const side = this.book[order.terms.side];
    const at = positionIn(side, order);
    assert(side[at] === order, `order ${order.key} is not where its price and time put it`);
    side.splice(at, 1);
    this.takers.delete(order);
    if (order.terms.type === 'PEG MID') this.pegCount--;
  }

  /** A copy of one side as far as `price`, best first: matching changes the book as it goes. */
  restingTo(side: Side, price: OrderPrice): OrderRecord[] {
    const orders = this.book[side];
    let count = 0;
    while (count < orders.length && !isBetter(side, price, orders[count]!.limit)) count++;
    return orders.slice(0, count);
  }
}

/** Where an order stands or would stand, by halving. */
function positionIn(side: readonly OrderRecord[], order: OrderRecord): number {
  let from = 0;
  let to = side.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (precedes(side[middle]!, order)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Price first, then time. */
export function precedes(a: OrderRecord, b: OrderRecord): boolean {
  if (a.limit !== b.limit) return isBetter(a.terms.side, a.limit, b.limit);
  return a.entered < b.entered;
}
