import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { Broker } from '../broker/broker.ts';
import type { ClientSession } from '../server/client-session.ts';
import { isCombination, type Combinations } from './combinations.ts';
import type { ExchangeReports } from './exchange-reports.ts';
import { isBrokers } from './liquidation-ticket.ts';
import { previewMessage } from './order-messages.ts';
import type { OrderNews } from './order-news.ts';
import { noticeOn } from './order-notice.ts';
import type { OrderReader, ReadOrder } from './order-reader.ts';
import type { PermIds } from './perm-ids.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';

export interface ClientOrdersSpec {
  readonly broker: Broker;
  readonly tickets: Tickets;
  readonly permIds: PermIds;
  readonly reader: OrderReader;
  readonly combinations: Combinations;
  readonly reports: Pick<ExchangeReports, 'reject'>;
  readonly news: OrderNews;
}

/** Who places an order, and is told why it is not taken. */
export type Placer = Pick<ClientSession, 'clientId' | 'fail'>;

/** Takes clients' requests about orders to the exchange: new orders, changes, cancels and what-if questions. */
export class ClientOrders {
  readonly #spec: ClientOrdersSpec;

  constructor(spec: ClientOrdersSpec) {
    this.#spec = spec;
  }

  /** A new order, new terms for one, or a what-if question about either. */
  place(request: RequestOfKind<'placeOrder'>, session: ClientSession): void {
    const { tickets, combinations, reader } = this.#spec;
    const { orderId, order } = request;
    const clientId = session.clientId!;
    const known = this.#ownTicket(clientId, orderId);
    if (known === undefined && !tickets.take(clientId, orderId))
      return session.fail(orderId, twsErrors.orderIdTaken());
    if (isCombination(known ?? request)) return combinations.place(request, known, session);
    const read = reader.read(request, clientId);
    if (!read.ok) return this.#refuse(session, request, known, read.error);
    if (order.whatIf) this.#preview(read.value, orderId, session);
    else if (known === undefined) this.submit(read.value, orderId, session);
    else this.modify(known, read.value, session);
  }

  cancel(orderId: number, session: ClientSession): void {
    const ticket = this.#ownTicket(session.clientId!, orderId);
    if (ticket === undefined) session.fail(orderId, twsErrors.cancelTargetNotFound(orderId));
    else this.cancelTicket(ticket);
  }

  cancelTicket(ticket: Ticket): void {
    const { combinations, broker } = this.#spec;
    if (isCombination(ticket)) combinations.cancel(ticket);
    else broker.cancel(ticket.key);
  }

  submit({ details, contract, account, order, terms }: ReadOrder, orderId: number, placer: Placer): void {
    const { tickets, permIds, broker, reports } = this.#spec;
    const key = permIds.take();
    const { conId } = details.contract;
    const ticket: Ticket = {
      ...{ key, clientId: placer.clientId!, orderId, account, conId, timeZoneId: details.timeZoneId },
      ...{ contract, order, pending: null, commission: 0, commissionCurrency: '', end: null },
      status: {
        ...{ state: 'pendingSubmit', filled: 0, remaining: fromQuantityMicros(terms.quantity) },
        ...{ averagePrice: 0, lastPrice: 0, whyHeld: '' },
      },
    };
    tickets.add(ticket);
    const notice = noticeOn(order);
    if (notice !== null) placer.fail(orderId, twsErrors.orderNotice(notice));
    const refusal = broker.submit({ key, account, instrument: conId, terms });
    if (refusal !== null) reports.reject(ticket, refusal);
  }

  modify(ticket: Ticket, { details, contract, account, order, terms }: ReadOrder, placer: Placer): void {
    const isSame = ticket.conId === details.contract.conId && ticket.contract.exchange === contract.exchange;
    if (!isSame && ticket.end === null) return placer.fail(ticket.orderId, twsErrors.modifyMismatch());
    ticket.pending = { order, terms };
    const notice = noticeOn(order);
    if (notice !== null && notice !== noticeOn(ticket.order))
      placer.fail(ticket.orderId, twsErrors.orderNotice(notice));
    const { key, conId: instrument } = ticket;
    const refusal = this.#spec.broker.modify({ key, account, instrument, terms });
    if (refusal === null) return;
    ticket.pending = null;
    placer.fail(ticket.orderId, refusal);
  }

  /** A liquidation is nobody's to change or cancel. */
  #ownTicket(clientId: number, orderId: number): Ticket | undefined {
    const ticket = this.#spec.tickets.of(clientId, orderId);
    return ticket === undefined || isBrokers(ticket) ? undefined : ticket;
  }

  #preview(
    { details, contract, account, order, terms }: ReadOrder,
    orderId: number,
    session: ClientSession,
  ): void {
    const preview = this.#spec.broker.preview(account, details.contract.conId, terms);
    if (preview.ok) session.send(previewMessage(orderId, contract, order, preview.value));
    else session.fail(orderId, preview.error);
  }

  /** A request that could not be read. An order that is known already stays as it is. */
  #refuse(
    session: ClientSession,
    { orderId, order }: RequestOfKind<'placeOrder'>,
    known: Ticket | undefined,
    error: TwsError,
  ): void {
    session.fail(orderId, error);
    if (known === undefined && !order.whatIf) this.#spec.news.tellInactive(session, orderId, order);
  }
}
