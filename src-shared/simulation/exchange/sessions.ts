import { closeOrder } from './brackets.ts';
import { runCross } from './crosses.ts';
import type { Core } from './core.ts';
import type { Desk } from './desk.ts';
import type { Cross, MarketEvent } from './market-event.ts';
import { dropQuote } from './market-view.ts';
import type { OrderRecord } from './order-record.ts';
import { auctionOf, tradesOutsideRth } from './order-types.ts';
import { enterBookForCross, isOpenFor, proceed, wait } from './placement.ts';
import { refusals } from './refusals.ts';
import { unrest } from './resting.ts';
import { uncross } from './take.ts';

/** A part of the session ends and another begins: closing auction, expiries, opening auction, in this order. */
export function changePhase(
  core: Core,
  desk: Desk,
  { phase, cross }: Extract<MarketEvent, { kind: 'phase' }>,
): void {
  const { view } = desk;
  if (phase === view.phase) return;
  if (view.phase === 'regular') endRegularHours(core, desk, cross);
  if (phase === 'closed') {
    expireDay(core, desk, (order) => tradesOutsideRth(order.terms));
    dropQuote(view);
    view.last = view.previousLast = null;
  }
  view.phase = phase;
  leaveBook(core, desk);
  if (phase === 'regular') beginRegularHours(core, desk, cross);
  else if (phase !== 'closed') for (const order of waitingFor(desk)) proceed(core, order);
}

function beginRegularHours(core: Core, desk: Desk, cross: Cross | null): void {
  desk.view.isOpeningPending = cross === null;
  if (cross !== null) {
    for (const order of waitingFor(desk)) if (canJoinCross(order)) enterBookForCross(core, desk, order);
    runCross(core, desk, cross, 'open', true);
    endOpening(core, desk);
    uncross(core, desk);
  }
  for (const order of waitingFor(desk)) proceed(core, order);
}

/** Without an opening auction the first trade is the opening price. */
export function openAt(core: Core, desk: Desk, cross: Cross): void {
  desk.view.isOpeningPending = false;
  runCross(core, desk, { ...cross, size: null }, 'open', false);
  endOpening(core, desk);
}

function endOpening(core: Core, desk: Desk): void {
  for (const order of [...desk.waiting.auction]) {
    if (auctionOf(order.terms) === 'open' && order.place === 'auction')
      closeOrder(core, order, 'cancelled', refusals.cancelled('it was not filled at the opening'));
  }
}

function endRegularHours(core: Core, desk: Desk, cross: Cross | null): void {
  const { view } = desk;
  view.isOpeningPending = false;
  if (!view.isHalted && cross !== null) runCross(core, desk, cross, 'close', true);
  else if (!view.isHalted && view.last !== null)
    runCross(core, desk, { price: view.last, size: null }, 'close', false);
  expireDay(core, desk, (order) => !tradesOutsideRth(order.terms));
}

/** DAY orders whose day it was. An order for the opening waits for the next one. */
function expireDay(core: Core, desk: Desk, isOver: (order: OrderRecord) => boolean): void {
  const { id } = desk.instrument;
  for (const order of [...core.orders.live.values()]) {
    if (order.instrument !== id || order.terms.tif !== 'DAY' || !isOver(order)) continue;
    if (core.orders.live.has(order.key))
      closeOrder(core, order, 'cancelled', refusals.cancelled('its day is over'));
  }
}

/** Lasting orders wait for their next session, where they queue anew. */
function leaveBook(core: Core, desk: Desk): void {
  for (const order of [...desk.book.buy, ...desk.book.sell]) {
    if (!isOpenFor(desk, order)) wait(core, order, 'session');
  }
}

function waitingFor(desk: Desk): OrderRecord[] {
  return [...desk.waiting.session].filter((order) => isOpenFor(desk, order));
}

/** What has to fill at once looks at the book, and what would not take waits until there is one. */
function canJoinCross({ terms }: OrderRecord): boolean {
  return terms.tif !== 'IOC' && terms.tif !== 'FOK' && !terms.postOnly && terms.type !== 'PEG MID';
}

/** Nothing trades and no trigger fires until the resumption. Orders stay, but their places in the queue are gone. */
export function halt(desk: Desk): void {
  const { view } = desk;
  view.isHalted = true;
  dropQuote(view);
  for (const order of [...desk.book.buy, ...desk.book.sell]) {
    order.ahead = null;
    unrest(desk, order);
  }
}

export function resume(core: Core, desk: Desk, cross: Cross | null): void {
  desk.view.isHalted = false;
  if (desk.view.phase === 'closed') return;
  if (cross !== null) runCross(core, desk, cross, null, true);
  uncross(core, desk);
}
