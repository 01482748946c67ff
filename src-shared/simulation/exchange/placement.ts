import { areMet } from './conditions.ts';
import { closeOrder } from './brackets.ts';
import { deskOf, type Core } from './core.ts';
import type { Desk } from './desk.ts';
import { moveTo, putInto, reportStatus } from './lifecycle.ts';
import { oppositePrice } from './market-view.ts';
import { accepts, fillableOf, type OrderRecord, type Place } from './order-record.ts';
import { isFinal } from './order-state.ts';
import { opposite } from './side.ts';
import { auctionOf, tradesOutsideRth } from './order-types.ts';
import { pegPrice } from './pegs.ts';
import { refusals, type Refusal } from './refusals.ts';
import { rest, unrest } from './resting.ts';
import { take, wakeTakers } from './take.ts';
import { planTake } from './take-plan.ts';
import { updateTrigger } from './triggers.ts';

/** Takes an order as far as it can go now: to what it has to wait for next, or into the book and what it meets there. */
export function proceed(core: Core, order: OrderRecord): void {
  // Whoever goes through a list of orders may end one with what it does for another.
  if (isFinal(order.state)) return;
  if (cancelOnConditions(core, order)) return;
  const desk = deskOf(core, order.instrument);
  const next = nextPlace(core, desk, order);
  if (next === order.place) {
    if (next !== 'book') return;
    // Its share has grown.
    take(core, desk, order);
    wakeTakers(core, desk, opposite(order.terms.side));
    return;
  }
  if (next === 'book') {
    enterBook(core, desk, order);
    return;
  }
  wait(core, order, next);
}

/** Some conditions cancel their order instead of sending it. Returns whether they did. */
export function cancelOnConditions(core: Core, order: OrderRecord): boolean {
  if (!order.terms.conditionsCancel || !conditionsHold(core, order)) return false;
  closeOrder(core, order, 'cancelled', refusals.cancelled('its conditions are met'));
  return true;
}

/** Out of whatever it is in, to wait. Fills and a cancel under way say more than the waiting, so those states stay. */
export function wait(core: Core, order: OrderRecord, place: Place): void {
  putInto(core, order, place);
  if (order.state === 'pendingSubmit' || order.state === 'submitted') moveTo(core, order, 'preSubmitted');
  else reportStatus(core, order);
}

function nextPlace(core: Core, desk: Desk, order: OrderRecord): Place {
  const { terms } = order;
  if (order.place !== 'book') {
    if (!order.isLocated) return 'locate';
    if (fillableOf(order) === 0) return 'parent';
    if (terms.goodAfter !== null && core.time < terms.goodAfter) return 'time';
    if (!terms.conditionsCancel && !order.isConditionMet) {
      if (!conditionsHold(core, order)) return 'condition';
      order.isConditionMet = true;
      core.orders.unwatch(order);
    }
    if (auctionOf(terms) !== null) return 'auction';
    if (!updateTrigger(desk, order)) return 'trigger';
  }
  return isOpenFor(desk, order) ? 'book' : 'session';
}

function conditionsHold(core: Core, order: OrderRecord): boolean {
  const { conditions, conditionsIgnoreRth, conditionsCancel } = order.terms;
  if (conditions.length === 0) return !conditionsCancel;
  const { time, desks } = core;
  return areMet(conditions, conditionsIgnoreRth, { time, marketOf: (id) => desks.get(id) ?? null });
}

/** Whether the exchange takes the order in now. During a halt it does, and nothing trades. */
export function isOpenFor({ view }: Desk, order: OrderRecord): boolean {
  return view.phase === 'regular' || (view.phase !== 'closed' && tradesOutsideRth(order.terms));
}

function enterBook(core: Core, desk: Desk, order: OrderRecord): void {
  putInto(core, order, 'none');
  if (order.state === 'pendingSubmit' || order.state === 'preSubmitted') moveTo(core, order, 'submitted');
  if (order.terms.type === 'PEG MID') order.limit = pegPrice(desk, order);
  if (order.terms.postOnly && wouldTake(desk, order)) {
    closeOrder(core, order, 'cancelled', refusals.cancelled('a post-only order would have taken liquidity'));
    return;
  }
  take(core, desk, order);
  if (!core.orders.live.has(order.key)) return;
  const why = cannotRest(order);
  if (why !== null) {
    closeOrder(core, order, 'cancelled', why);
    return;
  }
  rest(core, desk, order);
  wakeTakers(core, desk, opposite(order.terms.side));
}

/** Into the book without a look at it: an auction is about to be held. */
export function enterBookForCross(core: Core, desk: Desk, order: OrderRecord): void {
  if (order.state === 'pendingSubmit' || order.state === 'preSubmitted') moveTo(core, order, 'submitted');
  rest(core, desk, order);
  unrest(desk, order);
}

function wouldTake(desk: Desk, order: OrderRecord): boolean {
  const price = oppositePrice(desk.view, order.terms.side);
  if (price !== null && accepts(order.terms.side, order.limit, price)) return true;
  return planTake(desk, order, fillableOf(order), false).length > 0;
}

function cannotRest(order: OrderRecord): Refusal | null {
  const { tif, type, isDirected } = order.terms;
  if (tif === 'IOC' || tif === 'FOK') return refusals.cancelled('what does not fill at once is cancelled');
  if (type === 'MKT' && isDirected && order.filled > 0)
    return refusals.rejected('no more size at the best price of the exchange it was directed to');
  return null;
}
