import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import type { Ticket } from './ticket.ts';

/** TWS's own orders are client 0's. */
const TWS_CLIENT_ID = 0;

const REFERENCE = 'Liquidation';

/** The broker's own: numbered below zero as what no client has placed, which orders bound to client 0 are as well. */
export function isBrokers({ orderId, order }: Pick<Ticket, 'orderId' | 'order'>): boolean {
  return orderId < 0 && order.orderRef === REFERENCE;
}

export function liquidationTicket(
  key: number,
  account: string,
  details: ContractDetails,
  terms: OrderTerms,
): Ticket {
  const quantity = fromQuantityMicros(terms.quantity);
  return {
    ...{ key, clientId: TWS_CLIENT_ID, orderId: -key, account, conId: details.contract.conId },
    timeZoneId: details.timeZoneId,
    contract: { ...emptyContract, ...details.contract },
    order: {
      ...emptyOrder,
      ...{ clientId: TWS_CLIENT_ID, permId: key, account, action: terms.side === 'buy' ? 'BUY' : 'SELL' },
      ...{ totalQuantity: quantity, orderType: terms.type, tif: terms.tif, outsideRth: terms.outsideRth },
      lmtPrice: terms.limitPrice === null ? undefined : fromOrderPrice(terms.limitPrice),
      ...{ orderRef: REFERENCE, transmit: true },
    },
    pending: null,
    ...{ commission: 0, commissionCurrency: '', end: null },
    status: {
      ...{ state: 'pendingSubmit', filled: 0, remaining: quantity },
      ...{ averagePrice: 0, lastPrice: 0, whyHeld: '' },
    },
  };
}
