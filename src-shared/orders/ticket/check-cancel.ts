import { isFinal } from '../../model/order.ts';
import type { OrderRecord } from '../order-record.ts';
import { stateOf } from '../order-state.ts';
import { checkOwner } from './owner.ts';
import { problem, type TicketProblem } from './problem.ts';

/**
 * Why there is nothing to cancel, or not for us; null: it may be sent. A cancel is never blocked for caution: it may be asked
 * for again while one is on its way, and of an order whose outcome nobody knows.
 */
export function checkCancel(record: OrderRecord, clientId: number): TicketProblem | null {
  const state = stateOf(record);
  if (state === 'draft') return problem('type', 'the order was never sent', 'Nothing needs to be done.');
  if (isFinal(state)) return problem('type', `the order is ${state}`, 'Nothing is left to cancel.');
  return checkOwner(record, clientId);
}
