import { deskOf, type Core } from './core.ts';
import { remainingOf, type OrderRecord, type Place } from './order-record.ts';
import { assertCanMove, type OrderState } from './order-state.ts';
import type { Refusal } from './refusals.ts';

/** The order comes to a place: the last one there. */
export function putInto(core: Core, order: OrderRecord, place: Place): void {
  const desk = deskOf(core, order.instrument);
  desk.remove(order);
  order.place = place;
  order.entered = core.nextEntered++;
  desk.add(order);
}

/** Into another state, as far as the order is not there already, and says so. */
export function moveTo(core: Core, order: OrderRecord, state: OrderState): void {
  if (order.state === state) return;
  assertCanMove(order.state, state, order.key);
  order.state = state;
  reportStatus(core, order);
}

/** Ends an order by itself. What hangs on it is `closeOrder`'s business. */
export function endOrder(core: Core, order: OrderRecord, state: 'filled' | 'cancelled' | 'rejected'): void {
  putInto(core, order, 'none');
  assertCanMove(order.state, state, order.key);
  order.state = state;
  core.orders.finish(order);
  reportStatus(core, order);
}

export function reportStatus(core: Core, order: OrderRecord): void {
  core.log.append(core.time, {
    kind: 'status',
    order: order.key,
    state: order.state,
    filled: order.filled,
    remaining: remainingOf(order),
    averagePrice: averagePriceOf(order),
    lastPrice: order.lastPrice,
    whyHeld: WHY_HELD[order.place] ?? '',
  });
}

export function notify(core: Core, order: number, { code, text }: Refusal): void {
  core.log.append(core.time, { kind: 'notice', order, code, text });
}

/** Price units, for reading; 0 before the first fill. */
export function averagePriceOf(order: OrderRecord): number {
  return order.filled === 0 ? 0 : order.value / order.filled;
}

const WHY_HELD: Readonly<Partial<Record<Place, string>>> = {
  parent: 'child',
  trigger: 'trigger',
  locate: 'locate',
};
