import { assert } from '#shared/kernel/assert.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros } from '#shared/model/quantity.ts';
import type { ExchangeEvent } from '#shared/simulation/exchange/exchange-event.ts';
import { isFinal } from '#shared/simulation/exchange/order-state.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { BrokerEvent } from '../broker/broker.ts';
import { executionOf, toUnits, type Executions } from './executions.ts';
import type { OrderNews } from './order-news.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';

export interface ExchangeReportsSpec {
  readonly tickets: Tickets;
  readonly executions: Executions;
  readonly news: OrderNews;
  /** Whether the exchange has the order, live or ended. */
  readonly isAtExchange: (key: number) => boolean;
  /** Called when clients have been told of fills; the accounts have booked them by then. */
  readonly onFills: () => void;
}

/** Enters what the exchange reports into tickets and executions, and has the clients told. */
export class ExchangeReports {
  readonly #spec: ExchangeReportsSpec;
  /** Why the order whose final status comes next has ended, as completedOrder says it. */
  #endText = '';

  constructor(spec: ExchangeReportsSpec) {
    this.#spec = spec;
  }

  /** @param batch all that came of one call or one tick, in order */
  take(batch: readonly BrokerEvent[]): void {
    const { news, tickets, onFills } = this.#spec;
    news.begin(batch.map(({ event }) => event));
    for (const each of batch) {
      // None: the order ended so long ago that it has been forgotten.
      const ticket = tickets.byKey(each.event.order);
      if (ticket !== undefined) this.#takeOne(ticket, each);
    }
    news.finish();
    if (batch.some(({ commission }) => commission !== null)) onFills();
  }

  /** Broker or exchange never accepted it: nothing is kept of it but its order id. */
  reject(ticket: Ticket, error: TwsError): void {
    const { tickets, news } = this.#spec;
    tickets.drop(ticket);
    ticket.status = { ...ticket.status, state: 'rejected' };
    news.tellRejected(ticket, error);
  }

  #takeOne(ticket: Ticket, { event, commission }: BrokerEvent): void {
    const { news } = this.#spec;
    switch (event.kind) {
      case 'accepted':
      case 'preview':
        // The status of an accepted order follows; previews are answered where they are asked for.
        return;
      case 'status':
        this.#enterStatus(ticket, event);
        return news.status(ticket, event.sequence);
      case 'fill': {
        assert(commission !== null, 'a fill has been booked');
        const execution = executionOf(ticket, event, commission);
        this.#spec.executions.add(execution);
        ticket.commission = toUnits(ticket.commission + execution.commission.commission);
        ticket.commissionCurrency = commission.currency;
        return news.fill(ticket, execution);
      }
      case 'amended':
        enterAmendment(ticket, event);
        return news.amended(ticket);
      case 'rejected':
        if (this.#spec.isAtExchange(ticket.key)) this.#noteEnd(ticket, event);
        else this.reject(ticket, event);
        return;
      case 'cancelled':
        return this.#noteEnd(ticket, event);
      case 'refused':
        if (event.request === 'modify') ticket.pending = null;
        return news.failNow(ticket, event);
      case 'notice':
        return news.failNow(ticket, event);
    }
  }

  #enterStatus(ticket: Ticket, event: Extract<ExchangeEvent, { kind: 'status' }>): void {
    const { state, filled, remaining, averagePrice, lastPrice, whyHeld, time } = event;
    ticket.status = {
      ...{ state, filled: fromQuantityMicros(filled), remaining: fromQuantityMicros(remaining), whyHeld },
      ...{ averagePrice: toUnits(averagePrice), lastPrice: fromOrderPrice(lastPrice) },
    };
    if (!isFinal(state) || ticket.end !== null) return;
    const text = state === 'filled' ? `Filled Size: ${ticket.status.filled}` : this.#endText;
    ticket.end = { time, text };
    this.#spec.tickets.ended(ticket);
  }

  /** Why it ends comes before the status that ends it. */
  #noteEnd(ticket: Ticket, event: TwsError): void {
    const [, reason = ''] = event.text.split('reason:');
    this.#endText = reason === '' ? 'Cancelled by Trader' : `Cancelled: ${reason}`;
    this.#spec.news.error(ticket, event);
  }
}

/** A modify that was taken, or a reduction by the order's group or bracket: then the client's own terms stay. */
function enterAmendment(ticket: Ticket, event: Extract<ExchangeEvent, { kind: 'amended' }>): void {
  if (ticket.pending !== null && isSameTerms(ticket.pending.terms, event.terms)) {
    ticket.order = ticket.pending.order;
    ticket.pending = null;
  }
  const remaining = fromQuantityMicros(event.quantity) - ticket.status.filled;
  ticket.status = { ...ticket.status, remaining };
}

/** Once transmitted, an order stays transmitted: `transmit` does not count. */
function isSameTerms(asked: OrderTerms, taken: OrderTerms): boolean {
  return JSON.stringify({ ...asked, transmit: true }) === JSON.stringify({ ...taken, transmit: true });
}
