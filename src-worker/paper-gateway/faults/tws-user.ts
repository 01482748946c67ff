import { assertNever } from '#shared/kernel/assert.ts';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { GatewayOrders } from '../orders/gateway-orders.ts';
import { orderStatusMessage } from '../orders/order-messages.ts';
import type { Ticket } from '../orders/ticket.ts';
import type { ClientSession } from '../server/client-session.ts';

export type UserDeed = 'user-order' | 'user-trade' | 'user-change' | 'user-cancel';

/** An order that has arrived, by its client's number. */
export interface ArrivedOrder {
  readonly clientId: number;
  readonly orderId: number;
  readonly contract: WireContract;
}

const APPLE: WireContract = { ...emptyContract, symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' }; // prettier-ignore

/** What somebody does in TWS's own window, which no client has asked for. @param at an order; undefined: at a time */
export function actByHand(deed: UserDeed, orders: GatewayOrders, at: ArrivedOrder | undefined): void {
  switch (deed) {
    case 'user-order':
      return orders.manual.place(at?.contract ?? APPLE, 'LMT');
    case 'user-trade':
      return orders.manual.place(at?.contract ?? APPLE, 'MKT');
    case 'user-change': {
      const ticket = orderOf(orders, at);
      const { filled = 0, remaining = 0 } = ticket?.status ?? {};
      if (ticket !== undefined) orders.manual.change(ticket, { totalQuantity: filled + 2 * remaining });
      return;
    }
    case 'user-cancel': {
      const ticket = orderOf(orders, at);
      if (ticket !== undefined) orders.manual.cancel(ticket);
      return;
    }
    default:
      return assertNever(deed);
  }
}

/** A cancel is confirmed that the exchange never got. @returns what brings the truth; undefined: there is no such order */
export function confirmFalsely(
  orders: GatewayOrders,
  orderId: number,
  session: ClientSession,
): (() => void) | undefined {
  const ticket = orders.tickets.of(session.clientId!, orderId);
  if (ticket === undefined || ticket.end !== null) return undefined;
  session.send({ ...orderStatusMessage(ticket), status: 'Cancelled' });
  session.fail(orderId, twsErrors.orderCancelled(''));
  return () =>
    orders.manual.change(ticket, { orderType: 'MKT', lmtPrice: undefined, auxPrice: undefined, tif: 'DAY' });
}

/** Or the newest that is live. */
function orderOf(orders: GatewayOrders, at: ArrivedOrder | undefined): Ticket | undefined {
  return at === undefined ? orders.tickets.live.at(-1) : orders.tickets.of(at.clientId, at.orderId);
}
