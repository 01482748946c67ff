import { fromOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import { ORDER_TYPES, parseOrderType } from '#shared/simulation/exchange/order-types.ts';
import { TWS_STATUS } from '#shared/simulation/exchange/order-state.ts';
import type { OrderPreview } from '#shared/simulation/exchange/exchange-event.ts';
import type { MessageOfKind } from '#shared/tws-protocol/messages/messages.ts';
import { emptyOrderState, type WireOrderState } from '#shared/tws-protocol/nouns/order-state.ts';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { wallText } from '../history/date-times.ts';
import { noticeOn } from './order-notice.ts';
import type { Ticket } from './ticket.ts';

/** Where a trailing order stands now; null: it does not move by itself. */
export interface WorkingPrices {
  readonly stop: OrderPrice | null;
  readonly limit: OrderPrice | null;
}

export function openOrderMessage(
  ticket: Ticket,
  working: WorkingPrices | null,
  withCommission: boolean,
): MessageOfKind<'openOrder'> {
  const { orderId, contract, status, commission, commissionCurrency } = ticket;
  const orderState: WireOrderState = {
    ...emptyOrderState,
    status: TWS_STATUS[status.state],
    ...(withCommission ? { commission, commissionCurrency } : {}),
  };
  return { kind: 'openOrder', orderId, contract, order: shownOrder(ticket, working), orderState };
}

export function orderStatusMessage(ticket: Ticket): MessageOfKind<'orderStatus'> {
  const { orderId, key, clientId, order, status } = ticket;
  return {
    ...{ kind: 'orderStatus', orderId, status: TWS_STATUS[status.state] },
    ...{ filled: status.filled, remaining: status.remaining },
    ...{ avgFillPrice: status.averagePrice, lastFillPrice: status.lastPrice },
    ...{ permId: key, parentId: order.parentId, clientId, whyHeld: status.whyHeld, mktCapPrice: 0 },
  };
}

/** The answer to whatIf: an order that never was. */
export function previewMessage(
  orderId: number,
  contract: WireContract,
  order: WireOrder,
  preview: OrderPreview,
): MessageOfKind<'openOrder'> {
  const state: Record<string, unknown> = { ...emptyOrderState, status: 'PreSubmitted' };
  // null is TWS's "unset"; what orderState has no field for does not go out.
  for (const [name, value] of Object.entries(preview))
    if (name in state && value !== null) state[name] = value;
  const warnings = [noticeOn(order) ?? '', String(state.warningText)];
  state.warningText = warnings.filter((text) => text !== '').join(' ');
  return { kind: 'openOrder', orderId, contract, order, orderState: state as WireOrderState };
}

export function completedOrderMessage(
  ticket: Ticket,
  working: WorkingPrices | null,
  parentPermId: number,
): MessageOfKind<'completedOrder'> {
  const { contract, status, end, timeZoneId } = ticket;
  const order = { ...shownOrder(ticket, working), filledQuantity: status.filled, parentPermId };
  const orderState: WireOrderState = {
    ...emptyOrderState,
    status: status.state === 'filled' ? 'Filled' : 'Cancelled',
    completedTime: end === null ? '' : `${wallText(end.time, timeZoneId)} ${timeZoneId}`,
    completedStatus: end?.text ?? '',
  };
  return { kind: 'completedOrder', contract, order, orderState };
}

function shownOrder({ key, clientId, order, status }: Ticket, working: WorkingPrices | null): WireOrder {
  const type = parseOrderType(order.orderType);
  const shown = {
    ...order,
    ...{ clientId, permId: key, totalQuantity: status.filled + status.remaining },
  };
  if (working === null || type === null || !ORDER_TYPES[type].isTrailing) return shown;
  const { stop, limit } = working;
  return {
    ...shown,
    trailStopPrice: stop === null ? order.trailStopPrice : fromOrderPrice(stop),
    lmtPrice: type === 'TRAIL LIMIT' && limit !== null ? fromOrderPrice(limit) : order.lmtPrice,
  };
}
