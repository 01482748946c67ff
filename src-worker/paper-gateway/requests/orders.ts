import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';

type Kinds =
  | 'placeOrder'
  | 'cancelOrder'
  | 'reqGlobalCancel'
  | 'reqOpenOrders'
  | 'reqAllOpenOrders'
  | 'reqAutoOpenOrders'
  | 'reqCompletedOrders';

export function orderRequests({ orders }: GatewayParts): RequestGroup<Kinds> {
  return {
    placeOrder: (request, session) => orders.place(request, session),
    cancelOrder: ({ orderId }, session) => orders.cancel(orderId, session),
    reqGlobalCancel: () => orders.cancelAll(),
    reqOpenOrders: (_, session) => {
      if (session.clientId === 0) orders.manual.bind(session, null);
      orders.tellOpenOrders(session, session.clientId);
    },
    reqAllOpenOrders: (_, session) => orders.tellOpenOrders(session),
    reqAutoOpenOrders: ({ autoBind }, session) => {
      if (session.clientId === 0) orders.manual.bind(session, autoBind);
      else session.fail(-1, twsErrors.autoBindRefused());
    },
    reqCompletedOrders: (_, session) => orders.tellCompletedOrders(session),
  };
}
