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

export function orderRequests({ desk }: GatewayParts): RequestGroup<Kinds> {
  return {
    placeOrder: (request, session) => desk.place(request, session),
    cancelOrder: ({ orderId }, session) => desk.cancel(orderId, session),
    reqGlobalCancel: () => desk.cancelAll(),
    reqOpenOrders: (_, session) => {
      if (session.clientId === 0) desk.bindManualOrders(session, null);
      desk.tellOpenOrders(session, session.clientId);
    },
    reqAllOpenOrders: (_, session) => desk.tellOpenOrders(session),
    reqAutoOpenOrders: ({ autoBind }, session) => {
      if (session.clientId === 0) desk.bindManualOrders(session, autoBind);
      else session.fail(-1, twsErrors.autoBindRefused());
    },
    reqCompletedOrders: (_, session) => desk.tellCompletedOrders(session),
  };
}
