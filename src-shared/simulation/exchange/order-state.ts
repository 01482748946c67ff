import { assert } from '../../kernel/assert.ts';

export type OrderState =
  /** At TWS, not transmitted. */
  | 'held'
  /** On its way. */
  | 'pendingSubmit'
  /** The broker has it and waits: for a parent, a time, a condition, a session, a trigger or an auction. */
  | 'preSubmitted'
  /** At the exchange. */
  | 'submitted'
  | 'partiallyFilled'
  /** Can still fill until the cancel gets there. */
  | 'pendingCancel'
  | 'filled'
  | 'cancelled'
  | 'rejected';

/** Where an order can go from where it is. What is not listed is a bug. */
export const TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  held: ['pendingSubmit', 'cancelled'],
  pendingSubmit: ['preSubmitted', 'submitted', 'pendingCancel', 'cancelled', 'rejected'],
  preSubmitted: ['submitted', 'partiallyFilled', 'filled', 'pendingCancel', 'cancelled', 'rejected'],
  submitted: ['preSubmitted', 'partiallyFilled', 'filled', 'pendingCancel', 'cancelled', 'rejected'],
  partiallyFilled: ['filled', 'pendingCancel', 'cancelled'],
  pendingCancel: ['filled', 'cancelled'],
  filled: [],
  cancelled: [],
  rejected: [],
};

export function assertCanMove(from: OrderState, to: OrderState, key: number): void {
  assert(TRANSITIONS[from].includes(to), `order ${key} cannot go from ${from} to ${to}`);
}

export function isFinal(state: OrderState): boolean {
  return TRANSITIONS[state].length === 0;
}

/** As `orderStatus` spells it. A partial fill is still Submitted there; an order not transmitted waits like any other. */
export const TWS_STATUS: Readonly<Record<OrderState, string>> = {
  held: 'PreSubmitted',
  pendingSubmit: 'PendingSubmit',
  preSubmitted: 'PreSubmitted',
  submitted: 'Submitted',
  partiallyFilled: 'Submitted',
  pendingCancel: 'PendingCancel',
  filled: 'Filled',
  cancelled: 'Cancelled',
  rejected: 'Inactive',
};
