import { assert } from '#shared/kernel/assert.ts';
import type { CancelOutcome, DenialView, PlaceOutcome } from '#shared/ipc/orders.ts';
import type { OrderRef, OrderTerms, OrderTicket } from '#shared/model/order-ticket.ts';
import { filledOf } from '#shared/orders/execution-ledger.ts';
import type { OrderEvent } from '#shared/orders/order-event.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { OrderRequest } from '#shared/risk/pre-trade/order-request.ts';
import type { BrokerOrders, OutgoingOrder } from '../ports/broker-orders.ts';
import type { ActivityRow, JournalStep } from '../ports/order-journal.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { Asker } from './asker.ts';
import { auditRow } from './audit-log.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderCandidates } from './order-candidates.ts';
import type { OrderDenials } from './order-denials.ts';
import { noteSendFailure, type NotePorts } from './order-notes.ts';
import { cancelRequest, described, requestOf } from './order-requests.ts';
import type { Laps, OrderTiming } from './order-timing.ts';
import { budgetDenial, journalDenial, NOT_CONNECTED, unknownOrder } from './own-denials.ts';

export interface ChangePorts extends NotePorts {
  readonly candidates: OrderCandidates;
  readonly book: OrderBook;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly risk: RiskDesk;
  readonly denials: OrderDenials;
  readonly timing: OrderTiming;
}

/** Modifies and cancels existing orders; new terms take the same way as a new order. */
export class OrderChanges {
  readonly #ports: ChangePorts;

  constructor(ports: ChangePorts) {
    this.#ports = ports;
  }

  /** New terms for a working order of ours: checked as a new order would be if this one did not exist. */
  modify(ref: OrderRef, terms: OrderTerms, asker: Asker): PlaceOutcome {
    const laps = this.#ports.timing.begin(asker.tickAt);
    try {
      return this.#modify(ref, terms, asker, laps);
    } finally {
      laps.tell(asker.correlationId);
    }
  }

  #modify(ref: OrderRef, terms: OrderTerms, asker: Asker, laps: Laps): PlaceOutcome {
    const { candidates, book, risk, broker, writer, denials, clock } = this.#ports;
    const { correlationId } = asker;
    const record = book.get(ref);
    const activity: ActivityRow[] = [];
    const deny = (denial: DenialView): PlaceOutcome => {
      const account = record?.account ?? null;
      denials.tell({ action: 'modify', ref, ticket: null, account, denial, activity }, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };
    if (record === undefined) return deny(unknownOrder(ref));
    const wrong = candidates.checkAmend(record, terms);
    if (wrong !== null) return deny(wrong);
    const ticket = ticketOf(record, terms);
    const left = terms.quantity - filledOf(record.fills);
    const request = {
      ...requestOf(ticket, 'modify'),
      quantity: Math.max(0, left) as OrderRequest['quantity'],
    };
    const question = {
      ...{ request, account: record.account, contract: record.contract, except: ref },
      ...{ assumed: candidates.assumedFill(ticket), isIdUsed: true },
    };
    risk.look(question);
    laps.took('check');
    const denial = risk.judge(question);
    laps.took('risk');
    activity.push(risk.attempted(record.account, record.contract.contractId, request));
    if (denial !== null) return deny(denial);
    if (!broker.isOpen) return deny(NOT_CONNECTED);
    const { messagesLastSecond } = broker;
    if (!broker.take(risk.wasReduction(request) ? 'reduce' : 'order', 1))
      return deny(budgetDenial(messagesLastSecond, 1));

    const event: OrderEvent = { kind: 'amend-requested', at: clock.now(), terms };
    const asked = applyOrderEvent(record, event).record;
    const outgoing: OutgoingOrder = {
      ...{ orderId: record.orderId!, ticket, isTransmitted: true },
      ...{ parentOrderId: candidates.parentIdOf(ticket), held: record.terms },
      ...(record.origin === 'ours' ? {} : { orderRef: record.orderRef ?? '' }),
    };
    const committed = writer.commitOrders(
      {
        ...{ orders: [asked], events: [{ ref, event }], activity },
        audit: [auditRow('modified', clock.now(), record, asker, `Modify ${described(ticket)}.`, { terms })],
      },
      [outgoing],
    );
    if (!committed.ok) return deny(journalDenial(committed.error));
    book.put(asked);
    laps.took('journal');
    try {
      broker.send(committed.value[0]!);
    } catch (error) {
      return noteSendFailure(this.#ports, error, committed.value, asker);
    }
    laps.took('send');
    return { kind: 'sent', correlationId, refs: [ref] };
  }

  /** Cancels orders. No pre-trade rule is asked; it is journalled, and sent before everything that waits. */
  cancel(refs: readonly OrderRef[], asker: Asker): CancelOutcome {
    const { candidates, book, broker, writer, risk, denials, clock, log } = this.#ports;
    const { correlationId } = asker;
    const orders: OrderRecord[] = [];
    for (const ref of refs) {
      const record = book.get(ref);
      const denial = record === undefined ? unknownOrder(ref) : candidates.checkCancel(record);
      if (denial === null) orders.push(record!);
      else if (refs.length === 1) {
        const account = record?.account ?? null;
        denials.tell({ action: 'cancel', ref, ticket: null, account, denial, activity: [] }, asker);
        return { kind: 'denied', correlationId, ref, denial };
      }
    }
    // A second request is sent again, as the first may have been lost; the journal keeps the first.
    const asked = orders.map((record) => {
      const event: OrderEvent = { kind: 'cancel-requested', at: clock.now() };
      return { record: applyOrderEvent(record, event).record, event: { ref: record.ref, event } };
    });
    const step: JournalStep = {
      orders: asked.map(({ record }) => record),
      events: asked.map(({ event }) => event),
      activity: orders.map(({ account, contract, side }) =>
        risk.attempted(account, contract.contractId, cancelRequest(side === 'buy' ? 1 : -1)),
      ),
      audit: orders.map((record) =>
        auditRow('cancel-asked', clock.now(), record, asker, `Cancel ${record.ref}.`, {}),
      ),
    };
    // A cancel only reduces risk: it is sent even if the disk is full; the trouble is shown, and its rows are written later.
    if (!writer.commit(step).ok) {
      log.error({ refs, correlationId }, 'cancels are sent before they are journalled');
      writer.queue(step);
    }
    for (const { record } of asked) {
      book.put(record);
      const { ref, orderId } = record;
      const isBooked = broker.cancel(orderId!, () => log.info({ ref, correlationId }, 'cancel sent'));
      if (!isBooked) log.error({ ref, correlationId }, 'too many cancels wait: one was not sent');
    }
    return { kind: 'asked', correlationId, refs: orders.map(({ ref }) => ref) };
  }

  /** Our orders that match; another client's can be cancelled singly by that client only. */
  cancellable(isMeant: (record: OrderRecord) => boolean): OrderRef[] {
    const { book, candidates } = this.#ports;
    return book.live
      .filter((record) => isMeant(record) && candidates.checkCancel(record) === null)
      .map(({ ref }) => ref);
  }
}

function ticketOf(
  { ref, account, contract, side, parentRef, oca, isReduceOnly }: OrderRecord,
  terms: OrderTerms,
): OrderTicket {
  assert(side !== 'unknown', `order ${ref} is changed though nobody knows its side`);
  return { ref, account, contract, side, terms, parentRef, oca, isReduceOnly };
}
