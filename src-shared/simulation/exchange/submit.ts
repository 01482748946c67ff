import { assert } from '../../kernel/assert.ts';
import { settleChild } from './brackets.ts';
import { setTimer, type Core } from './core.ts';
import type { Desk } from './desk.ts';
import { moveTo, notify, putInto, reportStatus } from './lifecycle.ts';
import { fillableOf, newRecord, type OrderRecord } from './order-record.ts';
import { isFinal } from './order-state.ts';
import type { OrderTerms } from './order-terms.ts';
import { auctionOf, tradesOutsideRth } from './order-types.ts';
import { isOpenFor } from './placement.ts';
import { refusals, type Refusal } from './refusals.ts';
import { objectionTo } from './validate.ts';

export interface NewOrder {
  /** A safe integer above zero that no order had before: the permanent id. Whoever hands them out sees to that. */
  readonly key: number;
  readonly account: string;
  readonly instrument: number;
  readonly terms: OrderTerms;
  /** false: held until `release`, for shares that have to be found first (notice 404). */
  readonly isLocated?: boolean;
}

/** Takes an order in or says why not. A what-if order is only priced. */
export function submit(core: Core, { key, account, instrument, terms, isLocated = true }: NewOrder): void {
  assert(Number.isSafeInteger(key) && key > 0, `an order's key is an integer above zero, was ${key}`);
  assert(core.orders.get(key) === undefined, `two orders are called ${key}`);
  const desk = core.desks.get(instrument);
  const objection =
    desk === undefined
      ? refusals.contractUnknown()
      : (objectionTo(terms, desk, core.time) ??
        objectionToParent(core, account, terms) ??
        objectionToCount(core));
  if (objection !== null || desk === undefined) {
    core.log.append(core.time, { kind: 'rejected', order: key, ...objection! });
    return;
  }
  if (terms.whatIf) {
    const preview = core.ports.preview(account, instrument, terms);
    core.log.append(core.time, { kind: 'preview', order: key, preview });
    return;
  }
  const order = newRecord(key, account, instrument, terms);
  order.isLocated = isLocated;
  accept(core, desk, order);
}

function accept(core: Core, desk: Desk, order: OrderRecord): void {
  const { key, terms } = order;
  core.orders.add(order);
  core.log.append(core.time, { kind: 'accepted', order: key, terms });
  if (terms.parent !== null) core.orders.get(terms.parent)!.children.push(key);
  setTimers(core, order);
  giveNotice(core, desk, order);
  if (terms.transmit) {
    reportStatus(core, order);
    release(core, order);
  } else {
    putInto(core, order, 'held');
    reportStatus(core, order);
  }
}

/** What is due for the times in an order's terms. */
export function setTimers(core: Core, { key, terms }: OrderRecord): void {
  if (terms.goodTill !== null) setTimer(core, terms.goodTill, key, { kind: 'expire' });
  if (terms.goodAfter !== null && terms.goodAfter > core.time)
    setTimer(core, terms.goodAfter, key, { kind: 'proceed' });
  for (const condition of terms.conditions) {
    if (condition.kind === 'time' && condition.at > core.time)
      setTimer(core, condition.at, key, { kind: 'proceed' });
  }
}

function giveNotice(core: Core, desk: Desk, order: OrderRecord): void {
  const { key, terms, instrument } = order;
  if (terms.outsideRth && !tradesOutsideRth(terms)) notify(core, key, refusals.outsideRthIgnored());
  if (!order.isLocated) notify(core, key, refusals.notLocated());
  if (auctionOf(terms) !== null || !terms.transmit) return;
  if (desk.view.isHalted) notify(core, key, refusals.waitsForResume());
  else if (!isOpenFor(desk, order))
    notify(
      core,
      key,
      refusals.waitsForOpen(core.ports.opensAt(instrument, core.time, tradesOutsideRth(terms))),
    );
}

/** Sends an order on its way, with every order of its bracket that was held. */
export function release(core: Core, order: OrderRecord): void {
  if (order.state === 'held') moveTo(core, order, 'pendingSubmit');
  send(core, order);
  for (const other of bracketOf(core, order)) {
    if (other.state !== 'held') continue;
    moveTo(core, other, 'pendingSubmit');
    send(core, other);
  }
}

function send(core: Core, order: OrderRecord): void {
  putInto(core, order, 'transit');
  setTimer(core, core.time + core.settings.submitMs, order.key, { kind: 'arrive' });
}

/** An attached order arrives: it takes its share of what its parent has filled by now. */
export function catchUpWithParent(core: Core, order: OrderRecord): void {
  const { parent: key } = order.terms;
  const parent = key === null ? undefined : core.orders.get(key);
  if (parent === undefined) return;
  settleChild(core, parent, order);
  assert(fillableOf(order) >= 0, 'a share is not negative');
}

/** Parents before what is attached to them. */
function bracketOf(core: Core, order: OrderRecord): OrderRecord[] {
  let root = order;
  for (let parent = parentOf(core, root); parent !== undefined; parent = parentOf(core, root)) root = parent;
  const found = [root];
  for (const member of found) {
    for (const key of member.children) {
      const child = core.orders.live.get(key);
      if (child !== undefined) found.push(child);
    }
  }
  return found;
}

/** A parent is older than what is attached to it, so there are no rings. */
function parentOf(core: Core, order: OrderRecord): OrderRecord | undefined {
  return order.terms.parent === null ? undefined : core.orders.get(order.terms.parent);
}

function objectionToParent(core: Core, account: string, { parent: key }: OrderTerms): Refusal | null {
  if (key === null) return null;
  const parent = core.orders.get(key);
  if (parent === undefined || parent.account !== account) return refusals.orderNotFound(key);
  return isFinal(parent.state) && parent.filled === 0
    ? refusals.rejected('the order it is attached to has ended')
    : null;
}

function objectionToCount(core: Core): Refusal | null {
  return core.orders.live.size < core.settings.maxLiveOrders
    ? null
    : refusals.rejected(`the exchange keeps at most ${core.settings.maxLiveOrders} orders`);
}
