import { signOf, type OrderTicket } from '#shared/model/order-ticket.ts';
import type { OrderRequest, RequestAction } from '#shared/risk/pre-trade/order-request.ts';

/** A ticket in the form that the pre-trade rules take. */
export function requestOf({ side, terms, isReduceOnly }: OrderTicket, action: RequestAction): OrderRequest {
  const { quantity, type, timeInForce, limitPrice, stopPrice, goodTillAt, isOutsideHours } = terms;
  return {
    ...{ action, side: signOf(side), quantity, type, timeInForce, limitPrice, stopPrice },
    ...{ goodTillAt, isReduceOnly, isOutsideHours },
  };
}

export function cancelRequest(side: 1 | -1): OrderRequest {
  return {
    ...{ action: 'cancel', side, quantity: 0 as OrderRequest['quantity'], type: '', timeInForce: '' },
    ...{ limitPrice: null, stopPrice: null, goodTillAt: null, isReduceOnly: false, isOutsideHours: false },
  };
}

/** For the audit log. */
export function described({ side, contract, terms }: OrderTicket): string {
  return `${side} ${terms.quantity / 1e6} ${contract.symbol} ${terms.type} ${terms.timeInForce}`;
}
