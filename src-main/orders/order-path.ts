import type { CancelOutcome, DenialView, OrderPreview, PlaceOutcome } from '#shared/ipc/orders.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { UnixMillis } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import {
  orderRefSchema,
  PLAIN_TERMS,
  type OrderRef,
  type OrderTerms,
  type OrderTicket,
} from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { filledOf } from '#shared/orders/execution-ledger.ts';
import type { OrderEvent } from '#shared/orders/order-event.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { OrderRequest } from '#shared/risk/pre-trade/order-request.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import type { ActivityRow, Committed, JournalStep, NewAuditRow } from '../ports/order-journal.ts';
import { describeRequestError } from '../ports/request-error.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { JournalWriter } from './journal-writer.ts';
import { OrderCandidates, type Candidate, type CandidateSources } from './order-candidates.ts';
import { OrderDenials } from './order-denials.ts';
import type { OrderIds } from './order-ids.ts';
import { cancelRequest, described, requestOf } from './order-requests.ts';
import type { Laps, OrderTiming } from './order-timing.ts';
import { budgetDenial, journalDenial, NOT_CONNECTED, NOT_WRITTEN, unknownOrder } from './own-denials.ts';

/** Who asks, and the thread that ties log, audit log and figures together. */
export interface Asker {
  readonly by: string;
  readonly correlationId: string;
  /** Of `OrderTiming.now`: when the quote came in that set it off. */
  readonly tickAt?: number;
}

export interface OrderPathOptions extends CandidateSources {
  readonly ids: OrderIds;
  readonly writer: JournalWriter;
  readonly risk: RiskDesk;
  /** The kill switch is pulled: not even a question about an order goes out. */
  readonly isHalted: () => boolean;
  readonly timing: OrderTiming;
  readonly log: Logger;
}

const REHEARSAL = orderRefSchema.parse('rehearsal');
const REHEARSER: Asker = { by: 'program', correlationId: 'rehearsal' };

/**
 * The one road of every order: ticket, validity, risk, journal, socket, in one synchronous step. Nothing is awaited between
 * the first look and the last byte, so nothing can come between; what is refused anywhere on it was not sent. What can be
 * written down after the bytes (that they went, how long it took) is written down after them.
 */
export class OrderPath {
  readonly #options: OrderPathOptions;
  readonly #candidates: OrderCandidates;
  readonly #denials: OrderDenials;

  constructor(options: OrderPathOptions) {
    this.#options = options;
    this.#candidates = new OrderCandidates(options);
    this.#denials = new OrderDenials(options.writer, options.clock, options.log);
  }

  /**
   * Sends a unit: one order, a bracket (parent first), or orders of one group. All of them, or none.
   *
   * @param action `flatten`: the kill switch closes a position, and nobody else may say it
   */
  place(given: readonly OrderTicket[], asker: Asker, action: 'submit' | 'flatten' = 'submit'): PlaceOutcome {
    const laps = this.#options.timing.begin(asker.tickAt);
    const candidates: Candidate[] = [];
    try {
      return this.#place(given, asker, action, candidates, laps);
    } catch (error) {
      // A bug on the way: what had been looked at until then was never an order, and must not count as one.
      for (const { record } of candidates) this.#options.book.remove(record);
      throw error;
    } finally {
      laps.tell(asker.correlationId);
    }
  }

  /** @param candidates of the unit, in the book while they are judged; empty once they are orders */
  #place(
    given: readonly OrderTicket[],
    asker: Asker,
    action: 'submit' | 'flatten',
    candidates: Candidate[],
    laps: Laps,
  ): PlaceOutcome {
    const { book, ids, writer, broker, risk } = this.#options;
    const { correlationId } = asker;
    const tickets = given.map((ticket) => this.#candidates.asKnown(ticket));
    const attempts: ActivityRow[] = [];
    let areAllReductions = true;
    const deny = (ticket: OrderTicket, denial: DenialView): PlaceOutcome => {
      // What was looked at beside it was never an order.
      for (const { record } of candidates) book.remove(record);
      const { ref, account } = ticket;
      const told = action === 'flatten' ? 'flatten' : 'place';
      this.#denials.tell({ action: told, ref, ticket, account, denial, activity: attempts }, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };

    // 1. Is it an order at all? 2. Does every rule let it through? One after the other of the unit.
    // Refused here although it is checked again before the socket: the numbers of a unit are taken only when it may go.
    const firstId = ids.next;
    const wrong = this.#candidates.checkUnit(tickets);
    if (wrong !== null) return deny(tickets[0]!, wrong);
    for (const [index, member] of this.#candidates.members(tickets).entries()) {
      const { ticket } = member;
      const candidate = this.#candidates.candidate(member, firstId + index, action, candidates);
      if (!candidate.ok) return deny(ticket, candidate.error);
      const { request, record } = candidate.value;
      const question = {
        ...{ request, account: ticket.account, contract: ticket.contract, except: null },
        assumed: this.#candidates.assumedFill(ticket, candidates),
        isIdUsed: book.get(ticket.ref) !== undefined || writer.knows(ticket.ref),
      };
      risk.look(question);
      laps.took('check');
      const denial = risk.judge(question);
      laps.took('risk');
      attempts.push(risk.attempted(ticket.account, ticket.contract.contractId, request));
      areAllReductions &&= denial === null && risk.wasReduction(request);
      if (denial !== null) return deny(ticket, denial);
      // The next one of the unit is judged with this one working.
      book.put(record);
      candidates.push(candidate.value);
    }

    // 3. May the broker be sent as many messages now?
    const [first] = candidates;
    assert(first !== undefined, 'a unit has an order');
    if (!broker.isOpen) return deny(first.ticket, NOT_CONNECTED);
    const { messagesLastSecond } = broker;
    if (!broker.take(areAllReductions ? 'reduce' : 'order', candidates.length))
      return deny(first.ticket, budgetDenial(messagesLastSecond, candidates.length));

    // 4. On the disk, all of it or nothing. 5. On the socket.
    ids.take(candidates.length);
    const committed = writer.commitOrders(
      this.#stepOf(candidates, attempts, ids.next, asker),
      candidates.map(({ outgoing }) => outgoing),
    );
    if (!committed.ok) return deny(first.ticket, journalDenial(committed.error));
    candidates.length = 0;
    laps.took('journal');
    return (
      this.#send(committed.value, asker, laps) ?? {
        kind: 'sent',
        correlationId,
        refs: tickets.map(({ ref }) => ref),
      }
    );
  }

  /** Everything that the journal is to have of a unit before its first byte goes out. */
  #stepOf(
    candidates: readonly Candidate[],
    activity: readonly ActivityRow[],
    nextOrderId: number,
    asker: Asker,
  ): JournalStep {
    const at = this.#now();
    const { clientId } = this.#options.broker;
    return {
      orders: candidates.map(({ record }) => record),
      events: candidates.map(({ record: { ref }, outgoing: { orderId } }) => ({
        ref,
        event: { kind: 'queued', at, clientId, orderId },
      })),
      activity,
      audit: candidates.map(({ ticket, outgoing: { orderId } }) =>
        this.#auditRow('placed', ticket, asker, `Let through: ${described(ticket)}.`, {
          ...{ orderId, terms: ticket.terms },
        }),
      ),
      nextOrderId,
    };
  }

  /** @returns null: all of it is on the socket */
  #send(orders: readonly Committed<OutgoingOrder>[], asker: Asker, laps: Laps): PlaceOutcome | null {
    const { broker, timing } = this.#options;
    let sentCount = 0;
    let thrown: { readonly error: unknown } | null = null;
    try {
      for (const order of orders) {
        broker.send(order);
        sentCount++;
      }
    } catch (error) {
      thrown = { error };
    }
    laps.took('send');
    const sent = orders.slice(0, sentCount).map(({ ticket }) => ticket.ref);
    for (const ref of sent) {
      timing.sent(ref, asker.correlationId);
      this.#own(ref, { kind: 'sent', at: this.#now() });
    }
    if (thrown === null) return null;
    const failed = this.#sendFailed(thrown.error, orders.slice(sentCount), asker);
    // All of a unit, or none: what went before it is taken back.
    if (sent.length > 0) this.cancel(sent, asker);
    return failed;
  }

  /** New terms for an order of ours that lives; the same checks as for a new one, counted without it. */
  modify(ref: OrderRef, terms: OrderTerms, asker: Asker): PlaceOutcome {
    const laps = this.#options.timing.begin(asker.tickAt);
    try {
      return this.#modify(ref, terms, asker, laps);
    } finally {
      laps.tell(asker.correlationId);
    }
  }

  #modify(ref: OrderRef, terms: OrderTerms, asker: Asker, laps: Laps): PlaceOutcome {
    const { book, risk, broker, writer } = this.#options;
    const { correlationId } = asker;
    const record = book.get(ref);
    const activity: ActivityRow[] = [];
    const deny = (denial: DenialView): PlaceOutcome => {
      const account = record?.account ?? null;
      this.#denials.tell({ action: 'modify', ref, ticket: null, account, denial, activity }, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };
    if (record === undefined) return deny(unknownOrder(ref));
    const wrong = this.#candidates.checkAmend(record, terms);
    if (wrong !== null) return deny(wrong);
    const ticket = ticketOf(record, terms);
    const left = terms.quantity - filledOf(record.fills);
    const request = {
      ...requestOf(ticket, 'modify'),
      quantity: Math.max(0, left) as OrderRequest['quantity'],
    };
    const question = {
      ...{ request, account: record.account, contract: record.contract, except: ref },
      ...{ assumed: this.#candidates.assumedFill(ticket), isIdUsed: true },
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

    const event: OrderEvent = { kind: 'amend-requested', at: this.#now(), terms };
    const asked = applyOrderEvent(record, event).record;
    const outgoing: OutgoingOrder = {
      ...{ orderId: record.orderId!, ticket, isTransmitted: true },
      parentOrderId: this.#candidates.parentIdOf(ticket),
    };
    const committed = writer.commitOrders(
      {
        ...{ orders: [asked], events: [{ ref, event }], activity },
        audit: [this.#auditRow('modified', record, asker, `Modify ${described(ticket)}.`, { terms })],
      },
      [outgoing],
    );
    if (!committed.ok) return deny(journalDenial(committed.error));
    book.put(asked);
    laps.took('journal');
    try {
      broker.send(committed.value[0]!);
    } catch (error) {
      return this.#sendFailed(error, committed.value, asker);
    }
    laps.took('send');
    return { kind: 'sent', correlationId, refs: [ref] };
  }

  /** Asks for the end of orders. Never judged: it is journalled and sent, before everything that waits. */
  cancel(refs: readonly OrderRef[], asker: Asker): CancelOutcome {
    const { book, broker, writer, risk } = this.#options;
    const { correlationId } = asker;
    const orders: OrderRecord[] = [];
    for (const ref of refs) {
      const record = book.get(ref);
      const denial = record === undefined ? unknownOrder(ref) : this.#candidates.checkCancel(record);
      if (denial === null) orders.push(record!);
      else if (refs.length === 1) {
        const account = record?.account ?? null;
        this.#denials.tell({ action: 'cancel', ref, ticket: null, account, denial, activity: [] }, asker);
        return { kind: 'denied', correlationId, ref, denial };
      }
    }
    // Asked for twice it is sent twice: the first may have been lost. The journal keeps the first.
    const asked = orders.map((record) => {
      const event: OrderEvent = { kind: 'cancel-requested', at: this.#now() };
      return { record: applyOrderEvent(record, event).record, event: { ref: record.ref, event } };
    });
    const step: JournalStep = {
      orders: asked.map(({ record }) => record),
      events: asked.map(({ event }) => event),
      activity: orders.map(({ account, contract, side }) =>
        risk.attempted(account, contract.contractId, cancelRequest(side === 'buy' ? 1 : -1)),
      ),
      audit: orders.map((record) =>
        this.#auditRow('cancel-asked', record, asker, `Cancel ${record.ref}.`, {}),
      ),
    };
    // A cancel makes nothing worse: it goes out although the disk is full, the trouble is shown, and its rows come later.
    if (!writer.commit(step).ok) {
      this.#options.log.error({ refs, correlationId }, 'cancels are sent before they are journalled');
      writer.queue(step);
    }
    for (const { record } of asked) {
      book.put(record);
      const { ref, orderId } = record;
      const isBooked = broker.cancel(orderId!, () =>
        this.#options.log.info({ ref, correlationId }, 'cancel sent'),
      );
      if (!isBooked)
        this.#options.log.error({ ref, correlationId }, 'too many cancels wait: one was not sent');
    }
    return { kind: 'asked', correlationId, refs: orders.map(({ ref }) => ref) };
  }

  /** Orders of ours that fit; of others only their own client may cancel one by one. */
  cancellable(isMeant: (record: OrderRecord) => boolean): OrderRef[] {
    return this.#options.book.live
      .filter((record) => isMeant(record) && this.#candidates.checkCancel(record) === null)
      .map(({ ref }) => ref);
  }

  /** The broker's word on margin and commission. Uses up a number, and leaves nothing in blotter or journal but that. */
  async preview(given: OrderTicket, signal?: CancelSignal): Promise<Result<OrderPreview, ServiceFailure>> {
    const { broker, ids, writer, risk } = this.#options;
    const ticket = this.#candidates.asKnown(given);
    const wrong = this.#candidates.checkTicket(ticket);
    if (wrong !== null) return err(failure('ticket', wrong.message, wrong.help));
    if (!broker.isOpen) return err(failure('not-connected', NOT_CONNECTED.message, NOT_CONNECTED.help));
    const denial = risk.evaluate({
      ...{ request: requestOf(ticket, 'submit'), account: ticket.account, contract: ticket.contract },
      ...{ except: null, assumed: this.#candidates.assumedFill(ticket), isIdUsed: false },
    });
    if (this.#options.isHalted()) return ok({ ...NO_FIGURES, denial });
    const orderId = ids.take();
    writer.queue({ nextOrderId: ids.next });
    const answer = await broker.preview(
      { orderId, ticket, parentOrderId: null, isTransmitted: true },
      signal,
    );
    if (answer.ok) return ok({ ...answer.value, denial });
    const { kind } = answer.error;
    const code =
      kind === 'refused' ? 'preview-refused' : kind === 'not-connected' ? kind : 'preview-unanswered';
    const help = 'The order can be sent without it: margin and commission are then not known beforehand.';
    return err(failure(code, `No preview: ${describeRequestError(answer.error)}.`, help));
  }

  /**
   * Walks the road with an order that goes nowhere, so that the next real one finds it compiled and in the caches. It is not
   * counted, not in the book, not on the disk and not on the socket.
   *
   * @returns whether there was a way: nobody may quote, or the contract takes no plain order
   */
  rehearse(account: string, contract: Contract, rounds: number): boolean {
    const { book, ids, writer, broker, risk } = this.#options;
    const price = Math.round(this.#candidates.marketPrice(contract.contractId));
    if (!(price > 0)) return false;
    const given: OrderTicket = {
      ...{ ref: REHEARSAL, account, contract, side: 'buy', parentRef: null, oca: null, isReduceOnly: false },
      terms: {
        ...{ ...PLAIN_TERMS, type: 'LMT', quantity: toQuantityMicros(1) },
        limitPrice: toOrderPrice(price),
      },
    };
    for (let round = 0; round < rounds; round++) {
      const [member] = this.#candidates.members([this.#candidates.asKnown(given)]);
      const candidate = this.#candidates.candidate(member!, ids.next, 'submit', []);
      if (!candidate.ok) return false;
      const { request, outgoing, ticket } = candidate.value;
      const isIdUsed = book.get(ticket.ref) !== undefined || writer.knows(ticket.ref);
      risk.evaluate({ request, account, contract: ticket.contract, except: null, assumed: 0, isIdUsed });
      const activity = { ...{ account, at: this.#now(), contractId: contract.contractId }, kind: 'attempt' as const, request }; // prettier-ignore
      writer.rehearse(this.#stepOf([candidate.value], [activity], ids.next, REHEARSER));
      broker.rehearse(outgoing);
    }
    return true;
  }

  /** A bug in what makes the message. What may be on the wire is unknown, what was behind it never went. */
  #sendFailed(error: unknown, left: readonly OutgoingOrder[], { correlationId }: Asker): PlaceOutcome {
    this.#options.log.error({ error, correlationId }, 'an order could not be written to the socket');
    const [failed, ...behind] = left;
    const why = 'it could not be written to the socket';
    this.#own(failed!.ticket.ref, { kind: 'lost', at: this.#now(), why });
    for (const { ticket } of behind)
      this.#own(ticket.ref, { kind: 'not-sent', at: this.#now(), reason: why });
    return { kind: 'denied', correlationId, ref: failed!.ticket.ref, denial: NOT_WRITTEN };
  }

  #own(ref: OrderRef, event: OrderEvent): void {
    const { book, writer } = this.#options;
    const before = book.get(ref);
    if (before === undefined) return;
    const { record } = applyOrderEvent(before, event);
    book.put(record);
    writer.queue({ orders: [record], events: [{ ref, event }] });
  }

  #auditRow(
    kind: NewAuditRow['kind'],
    { account, ref }: { readonly account: string; readonly ref: OrderRef },
    { by, correlationId }: Asker,
    text: string,
    facts: object,
  ): NewAuditRow {
    return { at: this.#now(), kind, by, correlationId, account, ref, text, facts: JSON.stringify(facts) };
  }

  #now(): UnixMillis {
    return this.#options.clock.now();
  }
}

function ticketOf(
  { ref, account, contract, side, parentRef, oca, isReduceOnly }: OrderRecord,
  terms: OrderTerms,
): OrderTicket {
  return { ref, account, contract, side, terms, parentRef, oca, isReduceOnly };
}

/** The broker was not asked. */
const NO_FIGURES: Omit<OrderPreview, 'denial'> = {
  ...{ initialMarginBefore: null, initialMarginAfter: null, maintenanceMarginBefore: null },
  ...{ maintenanceMarginAfter: null, equityBefore: null, equityAfter: null },
  ...{ commission: null, commissionMin: null, commissionMax: null, commissionCurrency: '', warning: '' },
};
