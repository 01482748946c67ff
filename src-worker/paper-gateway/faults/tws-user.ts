import { assertNever } from '#shared/kernel/assert.ts';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { OrderDesk } from '../orders/order-desk.ts';
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
export function actByHand(deed: UserDeed, desk: OrderDesk, at: ArrivedOrder | undefined): void {
  switch (deed) {
    case 'user-order':
      return desk.placeByHand(at?.contract ?? APPLE, 'LMT');
    case 'user-trade':
      return desk.placeByHand(at?.contract ?? APPLE, 'MKT');
    case 'user-change': {
      const ticket = orderOf(desk, at);
      const { filled = 0, remaining = 0 } = ticket?.status ?? {};
      if (ticket !== undefined) desk.changeByHand(ticket, { totalQuantity: filled + 2 * remaining });
      return;
    }
    case 'user-cancel': {
      const ticket = orderOf(desk, at);
      if (ticket !== undefined) desk.cancelByHand(ticket);
      return;
    }
    default:
      return assertNever(deed);
  }
}

/** A cancel is confirmed that the exchange never got. @returns what brings the truth; undefined: there is no such order */
export function confirmFalsely(
  desk: OrderDesk,
  orderId: number,
  session: ClientSession,
): (() => void) | undefined {
  const ticket = desk.tickets.of(session.clientId!, orderId);
  if (ticket === undefined || ticket.end !== null) return undefined;
  session.send({ ...orderStatusMessage(ticket), status: 'Cancelled' });
  session.fail(orderId, twsErrors.orderCancelled(''));
  return () =>
    desk.changeByHand(ticket, { orderType: 'MKT', lmtPrice: undefined, auxPrice: undefined, tif: 'DAY' });
}

/** Or the newest that is live. */
function orderOf(desk: OrderDesk, at: ArrivedOrder | undefined): Ticket | undefined {
  return at === undefined ? desk.tickets.live.at(-1) : desk.tickets.of(at.clientId, at.orderId);
}
