import { closeOrder, settleChildren } from './brackets.ts';
import { deskOf, setTimer, type Core } from './core.ts';
import { putInto, reportStatus } from './lifecycle.ts';
import { firstLimit, type OrderRecord } from './order-record.ts';
import { isFinal } from './order-state.ts';
import { PLAIN_TERMS, type OrderTerms, type TimeInForce } from './order-terms.ts';
import { ORDER_TYPES } from './order-types.ts';
import { proceed } from './placement.ts';
import { refusals, type Refusal } from './refusals.ts';
import { catchUpWithParent, release, setTimers } from './submit.ts';
import { objectionTo } from './validate.ts';

export interface Modification {
  readonly key: number;
  /** As in the order: another one is a mismatch (105). */
  readonly account: string;
  readonly instrument: number;
  readonly terms: OrderTerms;
}

/** Asks for new terms. The old ones hold until the request is there. */
export function requestModify(core: Core, modification: Modification): void {
  const { key, terms } = modification;
  const order = core.orders.get(key);
  const objection =
    order === undefined ? refusals.orderNotFound(key) : objectionToModify(core, order, modification);
  if (objection !== null || order === undefined) {
    refuse(core, key, objection!);
    return;
  }
  if (order.state === 'held') applyTerms(core, order, terms);
  else setTimer(core, core.time + core.settings.submitMs, key, { kind: 'modify', terms });
}

/** The request is there; the order may have filled or ended meanwhile. */
export function arriveModify(core: Core, key: number, terms: OrderTerms): void {
  const order = core.orders.get(key);
  if (order === undefined) return;
  const { account, instrument } = order;
  const objection = objectionToModify(core, order, { key, account, instrument, terms });
  if (objection === null) applyTerms(core, order, terms);
  else refuse(core, key, objection);
}

function refuse(core: Core, key: number, objection: Refusal): void {
  core.log.append(core.time, { kind: 'refused', order: key, request: 'modify', ...objection });
}

function objectionToModify(
  core: Core,
  order: OrderRecord,
  { account, instrument, terms }: Modification,
): Refusal | null {
  if (order.state === 'filled') return refusals.filledOrderModified();
  if (isFinal(order.state)) return refusals.orderIdTaken();
  if (order.state === 'pendingCancel') return refusals.stillProcessed();
  const old = order.terms;
  const isSame =
    account === order.account &&
    instrument === order.instrument &&
    terms.side === old.side &&
    terms.parent === old.parent;
  if (!isSame) return refusals.modifyMismatch();
  if (terms.ocaGroup !== old.ocaGroup) return refusals.ocaGroupRevised();
  if (terms.quantity < order.filled)
    return refusals.rejected('the new quantity is smaller than what has filled');
  return objectionTo(terms, deskOf(core, instrument), core.time);
}

function applyTerms(core: Core, order: OrderRecord, terms: OrderTerms): void {
  const wasWorking = order.place === 'book';
  const keepsPlace = keepsItsPlace(order, terms);
  // Out of the book by its old price.
  if (order.place === 'book' && !keepsPlace) putInto(core, order, 'none');
  const old = order.terms;
  core.orders.unwatch(order);
  order.terms = order.state === 'held' ? terms : { ...terms, transmit: true };
  order.quantity = terms.quantity;
  if (terms.parent === null) order.allowed = terms.quantity;
  if (terms.type !== old.type) order.isElected = false;
  // A trailing stop that is not named stays where it has got to.
  const isLeft = ORDER_TYPES[terms.type].isTrailing && terms.type === old.type && terms.stopPrice === null;
  if (!isLeft && (terms.stopPrice !== old.stopPrice || terms.type !== old.type)) order.stop = terms.stopPrice;
  if (!(ORDER_TYPES[terms.type].isTrailing && order.isElected))
    order.limit = keepsPlace ? order.limit : firstLimit(terms);
  if (!wasWorking) order.isConditionMet = false;
  core.orders.watch(order);
  core.log.append(core.time, {
    kind: 'amended',
    order: order.key,
    terms: order.terms,
    quantity: order.quantity,
  });
  setTimers(core, order);
  catchUpWithParent(core, order);
  settleChildren(core, order);
  if (order.quantity === order.filled) closeOrder(core, order, 'filled', null);
  else if (order.state === 'held') sendIfAsked(core, order);
  else if (order.place !== 'transit' && !keepsPlace) goOn(core, order);
}

/** Once sent, an order cannot be called back by a transmit that is missing: `transmit` counts while it is held. */
function sendIfAsked(core: Core, order: OrderRecord): void {
  if (order.terms.transmit) release(core, order);
  else reportStatus(core, order);
}

function goOn(core: Core, order: OrderRecord): void {
  putInto(core, order, 'none');
  proceed(core, order);
}

/** Another lifetime or a smaller size keeps its turn in the queue. A new price, more size or another nature does not. */
function keepsItsPlace(order: OrderRecord, terms: OrderTerms): boolean {
  const old = order.terms;
  if (order.place !== 'book' || terms.quantity > old.quantity || !TIFS_THAT_REST.has(terms.tif)) return false;
  return NATURE.every((field) =>
    field === 'conditions'
      ? JSON.stringify(terms[field]) === JSON.stringify(old[field])
      : terms[field] === old[field],
  );
}

const TIFS_THAT_REST: ReadonlySet<TimeInForce> = new Set(['DAY', 'GTC', 'GTD']);
const NEUTRAL: ReadonlySet<keyof OrderTerms> = new Set(['quantity', 'tif', 'goodTill', 'transmit', 'whatIf']);
const NATURE = (Object.keys(PLAIN_TERMS) as (keyof OrderTerms)[]).filter((field) => !NEUTRAL.has(field));
