import type { QuantityMicros } from '../../model/quantity.ts';
import type { Core } from './core.ts';
import { precedes, type Desk } from './desk.ts';
import { fillOrder } from './fills.ts';
import type { Cross } from './market-event.ts';
import { showTrade } from './market-view.ts';
import { accepts, fillableOf, smallestFillOf, type OrderRecord } from './order-record.ts';
import type { Side } from './side.ts';
import { auctionOf, type AuctionKind } from './order-types.ts';
import { renewDisplay } from './resting.ts';
import { canTrade } from './take-plan.ts';

/**
 * An auction: everybody who accepts its price trades at it, as far as its size goes for each side; the best prices
 * first, then the oldest orders.
 *
 * @param kind whose auction orders take part; null: a resumption, which only the book has a part in
 * @param takesBook false: auction orders alone, at a price that came about without an auction
 */
export function runCross(
  core: Core,
  desk: Desk,
  cross: Cross,
  kind: AuctionKind | null,
  takesBook: boolean,
): void {
  if (takesBook) showTrade(desk.view, cross.price);
  crossSide(core, desk, cross, kind, takesBook, 'buy');
  crossSide(core, desk, cross, kind, takesBook, 'sell');
}

function crossSide(
  core: Core,
  desk: Desk,
  { price, size }: Cross,
  kind: AuctionKind | null,
  takesBook: boolean,
  side: Side,
): void {
  let left = size ?? Infinity;
  for (const order of participants(desk, kind, takesBook, side)) {
    if (left === 0) return;
    if (order.place === 'none' || !accepts(side, order.limit, price)) continue;
    const quantity = Math.min(left, fillableOf(order)) as QuantityMicros;
    if (quantity === 0 || quantity < smallestFillOf(order)) continue;
    left -= quantity;
    fillOrder(core, order, quantity, price, 'auction', null);
    renewDisplay(core, desk, order);
  }
}

function participants(desk: Desk, kind: AuctionKind | null, takesBook: boolean, side: Side): OrderRecord[] {
  const waiting = [...desk.waiting.auction].filter(
    (order) => order.terms.side === side && auctionOf(order.terms) === kind,
  );
  const resting = takesBook
    ? desk.book[side].filter((order) => order.terms.type !== 'PEG MID' && canTrade(desk.view, order))
    : [];
  return [...waiting, ...resting].sort((a, b) => (precedes(a, b) ? -1 : 1));
}
