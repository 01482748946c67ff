import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { Core } from './core.ts';
import type { Desk } from './desk.ts';
import { fillOrder } from './fills.ts';
import { oppositeLeft, oppositePrice, takeFrom } from './market-view.ts';
import { accepts, fillableOf, offeredBy, smallestFillOf, type OrderRecord } from './order-record.ts';
import { opposite, type Side } from './side.ts';
import { hasRested, renewDisplay, unrest } from './resting.ts';
import { take, wakeTakers } from './take.ts';
import { canTrade } from './take-plan.ts';

/**
 * A new quote meets one side of the book. An order that has rested trades at its own price: whoever now offers there came
 * to it. What the size shown does not fill, and what has not rested, takes at the market's price.
 */
export function meetQuote(core: Core, desk: Desk, side: Side): void {
  const price = oppositePrice(desk.view, side);
  // Clients whom the market's price stood before may be the best there is now.
  wakeTakers(core, desk, side, price);
  if (price === null) return;
  for (const order of desk.takers) {
    if (order.terms.side === side && !accepts(side, order.limit, price)) hasRested(desk, order);
  }
  if (desk.book[side].length === 0) return;
  for (const order of desk.restingTo(side, price)) {
    if (order.place !== 'book' || !canTrade(desk.view, order)) continue;
    // One that takes may find clients where the market has nothing left.
    if (!order.isPassive) take(core, desk, order);
    else if (oppositeLeft(desk.view, side) > 0) meetPassive(core, desk, order);
  }
}

function meetPassive(core: Core, desk: Desk, order: OrderRecord): void {
  const { side } = order.terms;
  for (;;) {
    const quantity = Math.min(oppositeLeft(desk.view, side), offeredBy(order)) as QuantityMicros;
    if (quantity === 0 || quantity < smallestFillOf(order)) break;
    takeFrom(desk.view, side, quantity);
    fillOrder(core, order, quantity, order.limit!, 'added', null);
    if (order.place !== 'book') return;
    renewDisplay(core, desk, order);
  }
  if (fillableOf(order) > 0) unrest(desk, order);
}

/**
 * The market trades at a price: those who wanted to came first to better prices, then through the queue at this one. The
 * volume is spent on each in turn, so clients together never fill more than was traded.
 *
 * @param aggressor who began the trade: the other side's orders are hit
 */
export function meetTrade(
  core: Core,
  desk: Desk,
  aggressor: Side,
  price: OrderPrice,
  volume: QuantityMicros,
): void {
  const side = opposite(aggressor);
  if (desk.book[side].length === 0) return;
  const walk = { left: volume as number, marketTaken: 0 };
  // Icebergs show another part once the queue is through: around again, as long as somebody fills.
  for (let before = Infinity; walk.left > 0 && walk.left < before;) {
    before = walk.left;
    for (const order of desk.restingTo(side, price)) {
      if (order.place === 'book' && canTrade(desk.view, order)) meetVolume(core, desk, order, price, walk);
    }
  }
  for (const order of desk.restingTo(side, price)) {
    if (order.limit !== price || order.ahead === null) continue;
    order.ahead = Math.max(0, order.ahead - walk.marketTaken) as QuantityMicros;
  }
}

function meetVolume(
  core: Core,
  desk: Desk,
  order: OrderRecord,
  price: OrderPrice,
  walk: { left: number; marketTaken: number },
): void {
  const offer = oppositePrice(desk.view, order.terms.side);
  const isAtMarket = !order.isPassive && offer !== null && accepts(order.terms.side, order.limit, offer);
  const fillPrice = isAtMarket ? offer : order.limit;
  // A market order without an opposite quote is held.
  if (fillPrice === null) return;
  if (order.limit === price) {
    const ahead = order.ahead ?? displayedAt(desk, order.terms.side, price);
    if (ahead === null) return;
    const market = Math.min(walk.left, Math.max(0, ahead - walk.marketTaken));
    walk.marketTaken += market;
    walk.left -= market;
  }
  const quantity = Math.min(walk.left, offeredBy(order)) as QuantityMicros;
  if (quantity === 0 || quantity < smallestFillOf(order)) return;
  walk.left -= quantity;
  fillOrder(core, order, quantity, fillPrice, order.isPassive ? 'added' : 'removed', null);
  renewDisplay(core, desk, order);
}

function displayedAt(desk: Desk, side: Side, price: OrderPrice): number | null {
  const { view } = desk;
  if (side === 'buy') return view.bid === price ? view.bidSize : null;
  return view.ask === price ? view.askSize : null;
}
