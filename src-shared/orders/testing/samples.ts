import { unixMillis } from '../../kernel/time.ts';
import { contractSchema } from '../../model/contract.ts';
import type { Execution } from '../../model/execution.ts';
import { toOrderPrice } from '../../model/order-price.ts';
import {
  orderRefSchema,
  orderTicketSchema,
  PLAIN_TERMS,
  type OrderTerms,
  type OrderTicket,
} from '../../model/order-ticket.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import type { BrokerOrder, BrokerStatus } from '../order-event.ts';

/** For tests: an order to buy 100 shares at 20.00, whose broker calls it 700001. */
export const CONTRACT = contractSchema.parse({
  ...{ contractId: 4001, symbol: 'ACME', securityType: 'STK', expiry: null, strike: null, right: null },
  ...{ multiplier: 1, exchange: 'SMART', primaryExchange: 'NYSE', currency: 'USD' },
  ...{ localSymbol: 'ACME', tradingClass: 'ACME' },
});

export const REF = orderRefSchema.parse('tw-1');
export const PERM_ID = 700_001;
export const CLIENT_ID = 7;
export const ORDER_ID = 41;
export const T0 = unixMillis(Date.UTC(2026, 10, 20, 15));

export const units = toQuantityMicros;
export const price = toOrderPrice;
export const ref = (text: string) => orderRefSchema.parse(text);
export const after = (ms: number) => unixMillis(T0 + ms);

export const LIMIT_TERMS: OrderTerms = {
  ...PLAIN_TERMS,
  ...{ type: 'LMT', quantity: units(100), limitPrice: price(20) },
};

export function ticket(change: Partial<OrderTicket> = {}): OrderTicket {
  return orderTicketSchema.parse({
    ...{ ref: REF, account: 'DU1', contract: CONTRACT, side: 'buy', terms: LIMIT_TERMS },
    ...{ parentRef: null, oca: null, isReduceOnly: false },
    ...change,
  });
}

export function brokerOrder(change: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    ...{ permId: PERM_ID, clientId: CLIENT_ID, orderId: ORDER_ID, orderRef: REF, account: 'DU1' },
    ...{ contract: CONTRACT, side: 'buy', terms: LIMIT_TERMS, parentOrderId: 0, oca: null },
    ...{ extras: [], status: 'Submitted' },
    ...change,
  };
}

export function brokerStatus(change: Partial<BrokerStatus> = {}): BrokerStatus {
  return {
    ...{ status: 'Submitted', filled: units(0), remaining: units(100), whyHeld: '', permId: PERM_ID },
    ...change,
  };
}

export function fill(execId: string, quantity: number, change: Partial<Execution> = {}): Execution {
  return {
    ...{ execId, at: T0, account: 'DU1', contract: CONTRACT, side: 'buy', quantity: units(quantity) },
    ...{ price: price(20), exchange: 'NYSE', permId: PERM_ID, clientId: CLIENT_ID, orderId: ORDER_ID },
    ...{ orderRef: REF, liquidity: 'removed', isLiquidation: false },
    ...change,
  };
}
