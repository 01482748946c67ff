import { deskOf, setTimer, type Core } from './core.ts';
import { endOrder } from './lifecycle.ts';
import { fillableOf, type OrderRecord } from './order-record.ts';
import { isFinal } from './order-state.ts';
import { shareDown, shareUp } from './proportion.ts';
import { refusals, type Refusal } from './refusals.ts';

/** Ends an order, and what hangs on it: attached orders lose the part of it that will never be. */
export function closeOrder(
  core: Core,
  order: OrderRecord,
  state: 'filled' | 'cancelled',
  why: Refusal | null,
): void {
  if (why !== null) core.log.append(core.time, { kind: 'cancelled', order: order.key, ...why });
  endOrder(core, order, state);
  settleChildren(core, order);
}

/** Makes an order smaller, at most to what it has filled: then it is cancelled. */
export function shrink(core: Core, order: OrderRecord, quantity: number, why: Refusal): void {
  if (quantity >= order.quantity) return;
  if (quantity <= order.filled) {
    closeOrder(core, order, 'cancelled', why);
    return;
  }
  order.quantity = quantity as OrderRecord['quantity'];
  const { terms } = order;
  core.log.append(core.time, { kind: 'amended', order: order.key, terms, quantity: order.quantity });
}

/** After each fill and at the end of an order: attached orders may do what it has filled, and no more. */
export function settleChildren(core: Core, parent: OrderRecord): void {
  for (const key of parent.children) {
    const child = core.orders.live.get(key);
    if (child === undefined) continue;
    settleChild(core, parent, child);
  }
}

export function settleChild(core: Core, parent: OrderRecord, child: OrderRecord): void {
  child.allowed = allowanceOf(core, parent, child);
  if (isFinal(parent.state)) shrink(core, child, child.allowed, PARENT_GONE);
  if (fillableOf(child) > 0 && !isFinal(child.state))
    setTimer(core, core.time, child.key, { kind: 'proceed' });
}

/** An attached order has filled: its parent's other exits have less left to close. */
export function settleSiblings(core: Core, child: OrderRecord, filledBefore: number): void {
  const { parent: key } = child.terms;
  const parent = key === null ? undefined : core.orders.get(key);
  if (parent === undefined || !isExit(parent, child)) return;
  const exited = exitedBy(parent, child, child.filled) - exitedBy(parent, child, filledBefore);
  parent.exited = (parent.exited + exited) as OrderRecord['exited'];
  settleChildren(core, parent);
}

const PARENT_GONE = refusals.cancelled(
  'the order it is attached to has ended, or another exit has closed it',
);

/**
 * How far an attached order may fill. Its share of what the parent has filled; and all exits of a bracket together never
 * close more than that (a target and a stop take from one another, two half targets and a stop too).
 */
function allowanceOf(core: Core, parent: OrderRecord, child: OrderRecord): OrderRecord['allowed'] {
  const whole = parent.terms.quantity;
  const own = child.terms.quantity;
  const step = deskOf(core, child.instrument).instrument.sizeIncrement;
  const share = parent.filled >= whole ? own : shareDown(own, parent.filled, whole, step);
  if (!isExit(parent, child)) return share;
  const others = parent.exited - exitedBy(parent, child, child.filled);
  const left = Math.max(0, parent.filled - others);
  return Math.min(share, shareDown(left, Math.max(own, whole), whole, step)) as OrderRecord['allowed'];
}

function isExit(parent: OrderRecord, child: OrderRecord): boolean {
  return parent.instrument === child.instrument && parent.terms.side !== child.terms.side;
}

/** In the parent's units: an exit larger than its parent (stop and reverse) closes all of it when it is filled. */
function exitedBy(parent: OrderRecord, child: OrderRecord, filled: number): number {
  const whole = parent.terms.quantity;
  return child.terms.quantity <= whole ? filled : shareUp(filled, whole, child.terms.quantity);
}
