import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts, RequestGroup } from '../request-table.ts';

type Kinds =
  | 'placeOrder'
  | 'cancelOrder'
  | 'reqGlobalCancel'
  | 'reqOpenOrders'
  | 'reqAllOpenOrders'
  | 'reqAutoOpenOrders'
  | 'reqCompletedOrders';

const NO_ORDERS = 'this gateway has no order desk';

export function orderRequests(_parts: GatewayParts): RequestGroup<Kinds> {
  return {
    placeOrder: ({ orderId }, session) => session.fail(orderId, twsErrors.orderRejected(NO_ORDERS)),
    cancelOrder: ({ orderId }, session) => session.fail(orderId, twsErrors.cancelTargetNotFound(orderId)),
    reqGlobalCancel: (_, session) => session.fail(-1, twsErrors.validationFailed(NO_ORDERS)),
    reqOpenOrders: (_, session) => session.send({ kind: 'openOrderEnd' }),
    reqAllOpenOrders: (_, session) => session.send({ kind: 'openOrderEnd' }),
    reqAutoOpenOrders: (_, session) => {
      if (session.clientId !== 0) session.fail(-1, twsErrors.autoBindRefused());
    },
    reqCompletedOrders: (_, session) => session.send({ kind: 'completedOrdersEnd' }),
  };
}
