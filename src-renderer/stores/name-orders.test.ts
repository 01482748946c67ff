import { expect, test } from 'vitest';
import type { Order } from '#shared/model/order.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { type OrderRef, PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { nameOrders } from './name-orders.ts';
import { useOrders } from './orders.ts';

const KNOWN = 'de601c37-897c-40ad-ae1c-5d3ac10cbd40' as OrderRef;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

test('references become the orders they stand for; one that nobody knows stays', () => {
  const terms = {
    ...{ ...PLAIN_TERMS, quantity: toQuantityMicros(100), type: 'LMT', timeInForce: 'DAY' },
    limitPrice: toOrderPrice(137.56),
  };
  const order = { ref: KNOWN, side: 'buy', terms, contract: { symbol: 'AAPL', securityType: 'STK' } };
  useOrders.setState({ orders: new Map([[KNOWN, { ...order, createdAt: 0 } as unknown as Order]]) });
  expect(nameOrders(`order ${KNOWN} is unknown: look in TWS`)).toMatch(
    /^Order “Buy 100 AAPL.* LMT 137\.56 DAY” of \d\d:\d\d:\d\d is unknown: look in TWS\.$/,
  );
  expect(nameOrders(`order ${UNKNOWN} is unknown.`)).toBe(`Order ${UNKNOWN} is unknown.`);
});
