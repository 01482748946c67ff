import type { OrderPrice } from '../../model/order-price.ts';
import type { Desk } from './desk.ts';
import type { OrderRecord } from './order-record.ts';
import { signOf } from './side.ts';
import { ORDER_TYPES } from './order-types.ts';
import { canTrade } from './take-plan.ts';
import { followedPrice, isReached } from './trigger-methods.ts';

/**
 * Moves a trailing stop and looks whether an order's trigger is reached. Triggers work while the order could trade: in
 * regular hours, or in all of them for one that asked for it; never during a halt.
 *
 * @returns whether it is a market or limit order from now on
 */
export function updateTrigger(desk: Desk, order: OrderRecord): boolean {
  const { trigger, isTrailing } = ORDER_TYPES[order.terms.type];
  if (trigger === null || order.isElected) return true;
  if (!canTrade(desk.view, order)) return false;
  if (isTrailing) follow(desk, order);
  if (order.stop === null) return false;
  const { side, triggerMethod, type } = order.terms;
  const isMore = (side === 'buy') === (trigger === 'stop');
  const { defaultTrigger } = desk.instrument;
  if (!isReached(desk.view, triggerMethod, defaultTrigger, side, order.stop, isMore)) return false;
  order.isElected = true;
  if (type === 'TRAIL LIMIT')
    order.limit = (order.stop + signOf(side) * order.terms.limitOffset!) as OrderPrice;
  return true;
}

/** The stop follows the price at its distance, towards it only; on the grid, on the far side. */
function follow(desk: Desk, order: OrderRecord): void {
  const { terms } = order;
  const price = followedPrice(desk.view, terms.triggerMethod, desk.instrument.defaultTrigger, terms.side);
  if (price === null) return;
  const sign = signOf(terms.side);
  const distance = terms.trailAmount ?? Math.round((Math.abs(price) * terms.trailPercent!) / 100);
  const exact = (price + sign * distance) as OrderPrice;
  const stop = sign > 0 ? desk.grid.above(exact) : desk.grid.below(exact);
  if (order.stop === null || sign * stop < sign * order.stop) order.stop = stop;
}
