import { areOpposite } from '../../model/order-ticket.ts';
import type { OrderRecord } from '../order-record.ts';

type Placed = Pick<OrderRecord, 'account' | 'contract' | 'side'>;

/**
 * Whether an attached order closes what its entry opens, so that it adds no risk of its own: the entry stands by itself, and
 * the order is of the other side, in the same contract and account. Anything else that is attached (another contract, the
 * same side, a third link) trades for itself once its parent has filled.
 */
export function isExitOf(entry: Placed & Pick<OrderRecord, 'parentRef'>, order: Placed): boolean {
  return (
    entry.parentRef === null &&
    entry.account === order.account &&
    entry.contract.contractId === order.contract.contractId &&
    areOpposite(entry.side, order.side)
  );
}
