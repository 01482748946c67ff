import { ORDER_TYPES } from '../exchange/order-types.ts';
import { ELECTS, FILLS, isMarket, NOTHING, type BarOrder, type NextStep } from './bar-order.ts';

/** One bar, as far as orders can see it. */
export interface WalkedBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Points of a bar's path, in the order in which an order meets them. The leg with a number leads to the point of that number. */
export const AT_OPEN = 0;
export const TO_WORSE = 1;
export const TO_OTHER = 2;
const TO_CLOSE = 3;
/** The close itself, where orders for the closing auction fill; no way leads on from there. */
export const AT_CLOSE = 4;

/**
 * The next thing that happens to an order on its way through a bar, written into it (`next...`); nothing else changes.
 *
 * A bar says neither when its high was nor when its low. Every order is taken along the way that is worse for it: from the
 * open to the extreme that is bad for its side (the high for one that buys, the low for one that sells), then to the
 * other, then to the close. On the way
 * - whatever may trade trades at the price it meets first: at the open when the market opens beyond its price (a gap), else
 *   at its own price;
 * - a stop is triggered when its price is reached, a limit order fills only when the price goes beyond its limit
 *   (`isTouchEnough`: or reaches it);
 * - a trailing stop follows the prices that lie behind, never an extreme that is still to come.
 */
export function findNext(order: BarOrder, bar: WalkedBar, isTouchEnough: boolean): void {
  order.nextStop = order.stop;
  if (standsAt(order, order.at, isTouchEnough)) {
    tell(order, order.isElected ? FILLS : ELECTS, order.leg, order.at);
    return;
  }
  let at = order.at;
  for (let leg = Math.max(order.leg, TO_WORSE); leg <= TO_CLOSE; leg++) {
    if (leg === TO_OTHER && !order.hasOther) continue;
    const to = pointOf(order, bar, leg);
    if (movesTo(order, leg, at, to, isTouchEnough)) return;
    at = to;
  }
  order.next = NOTHING;
}

function pointOf({ side }: BarOrder, { high, low, close }: WalkedBar, leg: number): number {
  if (leg === TO_CLOSE) return close;
  return side > 0 === (leg === TO_WORSE) ? high : low;
}

/** Whether it can act at the price where it stands; a trailing stop begins to follow there. */
function standsAt(order: BarOrder, at: number, isTouchEnough: boolean): boolean {
  const { side } = order;
  if (order.isElected) return isMarket(order) || accepts(side, order.limit, at, isTouchEnough);
  const { trigger, isTrailing } = ORDER_TYPES[order.type];
  if (trigger === 'touch') return side * at <= side * order.stop;
  if (side * at >= side * order.stop) return true;
  if (isTrailing) follow(order, at);
  return false;
}

function movesTo(order: BarOrder, leg: number, at: number, to: number, isTouchEnough: boolean): boolean {
  const { side } = order;
  if (order.isElected) {
    if (!accepts(side, order.limit, to, isTouchEnough)) return false;
    tell(order, FILLS, leg, order.limit);
    return true;
  }
  const { trigger, isTrailing } = ORDER_TYPES[order.type];
  const stop = order.nextStop;
  if (trigger === 'touch' ? side * to <= side * stop : side * to >= side * stop) {
    tell(order, ELECTS, leg, stop);
    return true;
  }
  if (isTrailing && side * to < side * at) follow(order, to);
  return false;
}

/** Strictly beyond the limit: a price that is only reached may have traded without us. */
export function accepts(side: number, limit: number, price: number, isTouchEnough: boolean): boolean {
  return isTouchEnough ? side * price <= side * limit : side * price < side * limit;
}

function follow(order: BarOrder, price: number): void {
  const { side, trailAmount, trailPercent } = order;
  const distance = Number.isNaN(trailAmount) ? (Math.abs(price) * trailPercent) / 100 : trailAmount;
  const stop = price + side * distance;
  if (!(side * stop >= side * order.nextStop)) order.nextStop = stop;
}

function tell(order: BarOrder, next: NextStep, leg: number, price: number): void {
  order.next = next;
  order.nextLeg = leg;
  order.nextPrice = price;
}
