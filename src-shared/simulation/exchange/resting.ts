import type { QuantityMicros } from '../../model/quantity.ts';
import type { Core } from './core.ts';
import type { Desk } from './desk.ts';
import { putInto } from './lifecycle.ts';
import { oppositePrice } from './market-view.ts';
import { accepts, fillableOf, isBetter, type OrderRecord } from './order-record.ts';

/** Puts an order into the book: behind everybody at its price. */
export function rest(core: Core, desk: Desk, order: OrderRecord): void {
  const opposite = oppositePrice(desk.view, order.terms.side);
  order.isPassive =
    opposite !== null && order.limit !== null && !accepts(order.terms.side, order.limit, opposite);
  order.ahead = marketAhead(desk, order);
  showPart(order);
  putInto(core, order, 'book');
}

/** What the market shows at an order's price; null: it shows better prices only, and nobody knows what lies there. */
function marketAhead(desk: Desk, order: OrderRecord): QuantityMicros | null {
  const { view } = desk;
  const [best, size] = order.terms.side === 'buy' ? [view.bid, view.bidLeft] : [view.ask, view.askLeft];
  if (order.terms.type === 'PEG MID') return 0 as QuantityMicros;
  if (best === null || order.limit === null) return null;
  if (order.limit === best) return size;
  return isBetter(order.terms.side, order.limit, best) ? (0 as QuantityMicros) : null;
}

/** The next part of an iceberg, behind everybody at its price, once the one that was shown is gone. */
export function renewDisplay(core: Core, desk: Desk, order: OrderRecord): void {
  if (order.place !== 'book' || order.terms.displaySize === null) return;
  if (order.shown > 0 || fillableOf(order) === 0) return;
  order.ahead = marketAhead(desk, order);
  showPart(order);
  putInto(core, order, 'book');
}

function showPart(order: OrderRecord): void {
  const { displaySize } = order.terms;
  if (displaySize !== null) order.shown = displaySize;
}

/** It takes what it finds again: the book is crossed with the market, or begins anew. */
export function unrest(desk: Desk, order: OrderRecord): void {
  order.isPassive = false;
  desk.takers.add(order);
}

/** The market has gone away from it: from now on others come to it. */
export function hasRested(desk: Desk, order: OrderRecord): void {
  order.isPassive = true;
  desk.takers.delete(order);
}

/** After a new quote: a size that shrank at an order's price shrank ahead of it too; a price the market left has nobody ahead. */
export function settleQueues(desk: Desk): void {
  settleSide(desk, 'buy', desk.view.bid, desk.view.bidSize);
  settleSide(desk, 'sell', desk.view.ask, desk.view.askSize);
}

function settleSide(
  desk: Desk,
  side: 'buy' | 'sell',
  best: OrderRecord['limit'],
  size: QuantityMicros,
): void {
  for (const order of desk.book[side]) {
    if (best !== null && isBetter(side, best, order.limit)) return;
    if (best === null || order.limit !== best) order.ahead = 0 as QuantityMicros;
    else order.ahead = Math.min(order.ahead ?? size, size) as QuantityMicros;
  }
}
