import { before, flag, int, layout, optionalInt, since, text, version } from '../layout.ts';

const orderCancel = [
  since(192, text('extOperator')),
  since(192, optionalInt('manualOrderIndicator')),
] as const;

/** Section 4: orders, but for placeOrder itself (place-order.ts). */
export const orderRequests = {
  cancelOrder: layout(
    4,
    before(192, version(1)),
    int('orderId'),
    since(169, text('manualCancelOrderTime')),
    ...orderCancel,
  ),
  reqGlobalCancel: layout(58, before(192, version(1)), ...orderCancel),
  reqOpenOrders: layout(5, version(1)),
  reqAllOpenOrders: layout(16, version(1)),
  reqAutoOpenOrders: layout(15, version(1), flag('autoBind')),
  reqCompletedOrders: layout(99, flag('apiOnly')),
};
