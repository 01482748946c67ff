import type { CancelOutcome, DenialView, OrderPreview, PlaceOutcome } from '#shared/ipc/orders.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { unixMillis, type UnixMillis } from '#shared/kernel/time.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import {
  orderRefSchema,
  PLAIN_TERMS,
  signOf,
  type OrderRef,
  type OrderTerms,
  type OrderTicket,
} from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { isLive } from '#shared/model/order.ts';
import { filledOf } from '#shared/orders/execution-ledger.ts';
import type { OrderEvent } from '#shared/orders/order-event.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { isAdoptedRef, newRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import { leavesOf, stateOf } from '#shared/orders/order-state.ts';
import { checkBracket, checkOca, inSendOrder } from '#shared/orders/relations/build-bracket.ts';
import { isExitOf } from '#shared/orders/relations/exit-of.ts';
import { checkAmend } from '#shared/orders/ticket/check-amend.ts';
import { checkCancel } from '#shared/orders/ticket/check-cancel.ts';
import { checkTicket } from '#shared/orders/ticket/check-ticket.ts';
import type { TicketProblem } from '#shared/orders/ticket/problem.ts';
import type { OrderRequest, RequestAction } from '#shared/risk/pre-trade/order-request.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders, OrderLane, OutgoingOrder } from '../ports/broker-orders.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { ActivityRow, EventRow, JournalStep, NewAuditRow } from '../ports/order-journal.ts';
import { describeRequestError } from '../ports/request-error.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderIds } from './order-ids.ts';
import type { OrderTiming } from './order-timing.ts';
import { ownDenial } from './own-denials.ts';

/** Who asks, and the thread that ties log, audit log and figures together. */
export interface Asker {
  readonly by: string;
  readonly correlationId: string;
  /** Of `OrderTiming.now`: when the quote came in that set it off. */
  readonly tickAt?: number;
}

export interface OrderPathOptions {
  readonly book: OrderBook;
  readonly ids: OrderIds;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly risk: RiskDesk;
  readonly contracts: Contracts;
  readonly quotes: Quotes;
  /** Of the session. */
  readonly accounts: () => readonly string[];
  readonly timing: OrderTiming;
  readonly clock: Clock;
  readonly log: Logger;
}

const REHEARSAL = orderRefSchema.parse('rehearsal');

/** In a second, in blotter, log and audit log. */
const DENIALS_TOLD_MAX = 100;

/** One order of a unit while it is being looked at. */
interface Candidate {
  readonly ticket: OrderTicket;
  readonly request: OrderRequest;
  readonly record: OrderRecord;
  readonly outgoing: OutgoingOrder;
}

/**
 * The one road of every order: ticket, validity, risk, journal, socket, in one synchronous step. Nothing is awaited between
 * the first look and the last byte, so nothing can come between; what is refused anywhere on it was not sent.
 */
export class OrderPath {
  readonly #options: OrderPathOptions;
  readonly #quote = emptyQuote();
  #flood = { since: -Infinity, count: 0 };

  constructor(options: OrderPathOptions) {
    this.#options = options;
  }

  /**
   * Sends a unit: one order, a bracket (parent first), or orders of one group. All of them, or none.
   *
   * @param action `flatten`: the kill switch closes a position, and nobody else may say it
   */
  place(given: readonly OrderTicket[], asker: Asker, action: 'submit' | 'flatten' = 'submit'): PlaceOutcome {
    const candidates: Candidate[] = [];
    try {
      return this.#place(given, asker, action, candidates);
    } catch (error) {
      // A bug on the way: what had been looked at until then was never an order, and must not count as one.
      for (const { record } of candidates) this.#options.book.remove(record);
      throw error;
    }
  }

  /** @param candidates of the unit, in the book while they are judged; empty once they are orders */
  #place(
    given: readonly OrderTicket[],
    asker: Asker,
    action: 'submit' | 'flatten',
    candidates: Candidate[],
  ): PlaceOutcome {
    const { timing, risk, broker } = this.#options;
    const { correlationId } = asker;
    const start = timing.now();
    const tickets = given.map((ticket) => this.#asKnown(ticket));
    if (asker.tickAt !== undefined) timing.took('tickToOrder', asker.tickAt, correlationId);

    const attempts: ActivityRow[] = [];
    let at = start;
    let areAllReductions = true;
    const deny = (ticket: OrderTicket, denial: DenialView): PlaceOutcome => {
      // What was looked at beside it was never an order.
      for (const { record } of candidates) this.#options.book.remove(record);
      this.#deny(
        action === 'flatten' ? 'flatten' : 'place',
        ticket.ref,
        ticket,
        ticket.account,
        denial,
        attempts,
        asker,
      );
      return { kind: 'denied', correlationId, ref: ticket.ref, denial };
    };

    // Refused here although it is checked again before the socket: the numbers of a unit are taken only when it may go.
    const firstId = this.#options.ids.next;
    const wrong = this.#checkUnit(tickets);
    if (wrong !== null) return deny(tickets[0]!, wrong);
    for (const [index, { ticket, isTransmitted }] of inSendOrder(tickets).entries()) {
      // Without a bracket nothing is held at the broker: what is not transmitted there would wait for ever.
      const isSentOn = isTransmitted || !tickets.some(({ parentRef }) => isAmong(tickets, parentRef));
      const candidate = this.#candidate(ticket, isSentOn, firstId + index, action, candidates);
      if (!candidate.ok) return deny(ticket, candidate.error);
      const { request } = candidate.value;
      const question = {
        ...{ request, account: ticket.account, contract: ticket.contract, except: null },
        assumed: this.#assumedFill(ticket, candidates),
        isIdUsed: this.#options.book.get(ticket.ref) !== undefined || this.#options.writer.knows(ticket.ref),
      };
      risk.look(question);
      const looked = timing.took('check', at, correlationId);
      const denial = risk.judge(question);
      at = timing.took('risk', looked, correlationId);
      attempts.push(risk.attempted(ticket.account, ticket.contract.contractId, request));
      areAllReductions &&= denial === null && risk.wasReduction(request);
      if (denial !== null) return deny(ticket, denial);
      // The next one of the unit is judged with this one working.
      this.#options.book.put(candidate.value.record);
      candidates.push(candidate.value);
    }

    const [first] = candidates;
    assert(first !== undefined, 'a unit has an order');
    if (!broker.isOpen) return deny(first.ticket, NOT_CONNECTED);
    const lane: OrderLane = areAllReductions ? 'reduce' : 'order';
    if (!broker.take(lane, candidates.length))
      return deny(first.ticket, this.#budgetDenial(candidates.length));

    this.#options.ids.take(candidates.length);
    const committed = this.#options.writer.commitOrders(
      {
        orders: candidates.map(({ record }) => record),
        events: candidates.map(({ record, outgoing }) =>
          queuedEvent(record.ref, outgoing, broker.clientId, this.#now()),
        ),
        activity: attempts,
        audit: candidates.map((candidate) => this.#placedRow(candidate, asker)),
        nextOrderId: this.#options.ids.next,
      },
      candidates.map(({ outgoing }) => outgoing),
    );
    if (!committed.ok) return deny(first.ticket, journalDenial(committed.error));
    candidates.length = 0;
    const journalled = timing.took('journal', at, correlationId);

    for (const [index, order] of committed.value.entries()) {
      const { ref } = order.ticket;
      try {
        broker.send(order);
      } catch (error) {
        const failed = this.#sendFailed(error, committed.value.slice(index), asker);
        // All of a unit, or none: what went before it is taken back.
        if (index > 0) this.cancel(committed.value.slice(0, index).map(({ ticket }) => ticket.ref), asker); // prettier-ignore
        return failed;
      }
      timing.sent(ref, correlationId);
      this.#own(ref, { kind: 'sent', at: this.#now() });
    }
    timing.took('send', journalled, correlationId);
    timing.took('signalToSocket', start, correlationId);
    return { kind: 'sent', correlationId, refs: tickets.map(({ ref }) => ref) };
  }

  /** New terms for an order of ours that lives; the same checks as for a new one, counted without it. */
  modify(ref: OrderRef, terms: OrderTerms, asker: Asker): PlaceOutcome {
    const { book, risk, broker, timing, writer } = this.#options;
    const { correlationId } = asker;
    const start = timing.now();
    const record = book.get(ref);
    const attempts: ActivityRow[] = [];
    const deny = (denial: DenialView): PlaceOutcome => {
      this.#deny('modify', ref, null, record?.account ?? null, denial, attempts, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };
    if (record === undefined) return deny(unknownOrder(ref));
    const wrong = this.#checkAmend(record, terms);
    if (wrong !== null) return deny(wrong);
    const ticket = ticketOf(record, terms);
    const left = terms.quantity - filledOf(record.fills);
    const request = {
      ...requestOf(ticket, 'modify'),
      quantity: Math.max(0, left) as OrderRequest['quantity'],
    };
    const question = {
      ...{ request, account: record.account, contract: record.contract, except: ref },
      ...{ assumed: this.#assumedFill(ticket, []), isIdUsed: true },
    };
    risk.look(question);
    const looked = timing.took('check', start, correlationId);
    const denial = risk.judge(question);
    const judged = timing.took('risk', looked, correlationId);
    attempts.push(risk.attempted(record.account, record.contract.contractId, request));
    if (denial !== null) return deny(denial);
    if (!broker.isOpen) return deny(NOT_CONNECTED);
    if (!broker.take(risk.wasReduction(request) ? 'reduce' : 'order', 1)) return deny(this.#budgetDenial(1));

    const event: OrderEvent = { kind: 'amend-requested', at: this.#now(), terms };
    const asked = applyOrderEvent(record, event).record;
    const outgoing: OutgoingOrder = {
      ...{ orderId: record.orderId!, ticket, isTransmitted: true },
      parentOrderId: this.#parentIdOf(ticket, []),
    };
    const committed = writer.commitOrders(
      {
        ...{ orders: [asked], events: [{ ref, event }], activity: attempts },
        audit: [this.#auditRow('modified', record, asker, `Modify ${described(ticket)}.`, { terms })],
      },
      [outgoing],
    );
    if (!committed.ok) return deny(journalDenial(committed.error));
    book.put(asked);
    const journalled = timing.took('journal', judged, correlationId);
    try {
      broker.send(committed.value[0]!);
    } catch (error) {
      return this.#sendFailed(error, committed.value, asker);
    }
    timing.took('send', journalled, correlationId);
    timing.took('signalToSocket', start, correlationId);
    return { kind: 'sent', correlationId, refs: [ref] };
  }

  /** Asks for the end of orders. Never judged: it is journalled and sent, before everything that waits. */
  cancel(refs: readonly OrderRef[], asker: Asker): CancelOutcome {
    const { book, broker, writer, risk } = this.#options;
    const { correlationId } = asker;
    const orders: OrderRecord[] = [];
    for (const ref of refs) {
      const record = book.get(ref);
      const denial = record === undefined ? unknownOrder(ref) : this.#mayCancel(record);
      if (denial === null) orders.push(record!);
      else if (refs.length === 1) {
        this.#deny('cancel', ref, null, record?.account ?? null, denial, [], asker);
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
      .filter((record) => isMeant(record) && this.#mayCancel(record) === null)
      .map(({ ref }) => ref);
  }

  /** The broker's word on margin and commission. Uses up a number, and leaves nothing in blotter or journal but that. */
  async preview(given: OrderTicket, signal?: CancelSignal): Promise<Result<OrderPreview, ServiceFailure>> {
    const { broker, ids, writer, risk } = this.#options;
    const ticket = this.#asKnown(given);
    const wrong = this.#checkTicket(ticket, []);
    if (wrong !== null) return err(failure('ticket', wrong.message, wrong.help));
    if (!broker.isOpen) return err(failure('not-connected', NOT_CONNECTED.message, NOT_CONNECTED.help));
    const denial = risk.evaluate({
      ...{ request: requestOf(ticket, 'submit'), account: ticket.account, contract: ticket.contract },
      ...{ except: null, assumed: this.#assumedFill(ticket, []), isIdUsed: false },
    });
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
   * Looks at an order that goes nowhere, again and again, so that the first real one finds its road compiled. It is checked and
   * judged and nothing else: not counted, not in the book, not journalled, not sent.
   */
  rehearse(account: string, contract: Contract, rounds: number): void {
    const { risk, ids } = this.#options;
    const price = Math.round(this.#marketPrice(contract.contractId));
    if (!(price > 0)) return;
    const ticket: OrderTicket = {
      ...{ ref: REHEARSAL, account, contract, side: 'buy', parentRef: null, oca: null, isReduceOnly: false },
      terms: {
        ...{ ...PLAIN_TERMS, type: 'LMT', quantity: toQuantityMicros(1) },
        limitPrice: toOrderPrice(price),
      },
    };
    for (let round = 0; round < rounds; round++) {
      const candidate = this.#candidate(ticket, true, ids.next, 'submit', []);
      // Not every contract takes an order like this one: another will.
      if (!candidate.ok) return;
      const { request } = candidate.value;
      risk.evaluate({ request, account, contract, except: null, assumed: 0, isIdUsed: false });
    }
  }

  /**
   * With the broker's own words about the contract: whoever made the ticket says which one it is and where the order goes, not
   * what its currency or multiplier is, or limits could be gone round.
   */
  #asKnown(ticket: OrderTicket): OrderTicket {
    const details = this.#options.contracts.known(ticket.contract.contractId);
    if (details === undefined) return ticket;
    return { ...ticket, contract: { ...details.contract, exchange: ticket.contract.exchange } };
  }

  #candidate(
    ticket: OrderTicket,
    isTransmitted: boolean,
    orderId: number,
    action: 'submit' | 'flatten',
    before: readonly Candidate[],
  ): Result<Candidate, DenialView> {
    const wrong = this.#checkTicket(ticket, before);
    if (wrong !== null) return err(wrong);
    const at = this.#now();
    const parentOrderId = this.#parentIdOf(ticket, before);
    // What it was to be attached to has filled: it goes out by itself, nothing at the broker ties it to others, and it counts so.
    const sent = parentOrderId === null ? { ...ticket, parentRef: null } : ticket;
    const draft = newRecord(sent, at, this.#dayEndOf(sent));
    const { clientId } = this.#options.broker;
    const { record } = applyOrderEvent(draft, { kind: 'queued', at, clientId, orderId });
    return ok({
      ...{ ticket: sent, record, request: requestOf(sent, action) },
      outgoing: { orderId, ticket: sent, parentOrderId, isTransmitted },
    });
  }

  /** What several orders are to one another: a bracket, or a group. */
  #checkUnit(tickets: readonly OrderTicket[]): DenialView | null {
    const [first, ...others] = tickets;
    if (first === undefined || others.length === 0) return null;
    const isBracket = tickets.some(({ parentRef }) => isAmong(tickets, parentRef));
    const entry = tickets.find(({ parentRef }) => !isAmong(tickets, parentRef)) ?? first;
    const live = this.#options.book.live.filter(({ account }) => account === first.account);
    const groups = new Set(live.flatMap(({ oca }) => (oca === null ? [] : [oca.group])));
    const [wrong] = isBracket
      ? checkBracket([entry, ...tickets.filter((ticket) => ticket !== entry)])
      : checkOca(tickets, groups);
    return wrong === undefined ? null : ticketDenial(wrong);
  }

  #checkTicket(ticket: OrderTicket, before: readonly Candidate[]): DenialView | null {
    const { contract, ref, parentRef } = ticket;
    const details = this.#options.contracts.known(contract.contractId);
    if (details === undefined)
      return ownDenial(
        'ticket',
        `The rules of ${contract.symbol} are not known yet.`,
        'Try again in a moment.',
      );
    const accounts = this.#options.accounts();
    if (!accounts.includes(ticket.account))
      return ownDenial(
        'ticket',
        `There is no account ${ticket.account} here.`,
        `Choose ${accounts.join(' or ')}.`,
      );
    if (isAdoptedRef(ref))
      return ownDenial(
        'ticket',
        `${ref} is a name that orders from outside are given.`,
        'Send it under another name.',
      );
    if (before.some((other) => other.ticket.ref === ref))
      return ownDenial(
        'ticket',
        `Two orders have the same name ${ref}.`,
        'Send each under a name of its own.',
      );
    const parent = parentRef === null ? null : this.#recordOf(parentRef, before);
    const marketPrice = this.#marketPrice(contract.contractId);
    const [wrong] = checkTicket(ticket, { now: this.#now(), details, marketPrice, parent });
    return wrong === undefined ? null : ticketDenial(wrong);
  }

  /** Of the last trade, else the middle; NaN: nobody quotes. */
  #marketPrice(contractId: ContractId): number {
    const quote = this.#quote;
    this.#options.quotes.readInto(contractId, quote);
    return Number.isNaN(quote.last) ? (quote.bid + quote.ask) / 2 : quote.last;
  }

  #recordOf(ref: OrderRef, before: readonly Candidate[]): OrderRecord | null {
    return before.find(({ ticket }) => ticket.ref === ref)?.record ?? this.#options.book.get(ref) ?? null;
  }

  #checkAmend(record: OrderRecord, terms: OrderTerms): DenialView | null {
    const { contractId, symbol } = record.contract;
    const details = this.#options.contracts.known(contractId);
    if (details === undefined)
      return ownDenial('ticket', `The rules of ${symbol} are not known yet.`, 'Try again in a moment.');
    const parent = record.parentRef === null ? null : this.#recordOf(record.parentRef, []);
    const context = { now: this.#now(), details, marketPrice: this.#marketPrice(contractId), parent };
    const [wrong] = checkAmend(record, terms, this.#options.broker.clientId, context);
    return wrong === undefined ? null : ticketDenial(wrong, 'not-changeable');
  }

  #mayCancel(record: OrderRecord): DenialView | null {
    if (!this.#options.broker.isOpen) return NOT_CONNECTED;
    const wrong = checkCancel(record, this.#options.broker.clientId);
    return wrong === null ? null : ticketDenial(wrong, 'not-changeable');
  }

  #parentIdOf({ parentRef }: OrderTicket, before: readonly Candidate[]): number | null {
    const parent = parentRef === null ? null : this.#recordOf(parentRef, before);
    return parent !== null && isLive(stateOf(parent)) ? parent.orderId : null;
  }

  /** Signed 1e-6: an exit can fill only once its entry has, so it is judged as if that had. */
  #assumedFill(ticket: OrderTicket, before: readonly Candidate[]): number {
    const { parentRef } = ticket;
    const parent = parentRef === null ? null : this.#recordOf(parentRef, before);
    return parent === null || !isExitOf(parent, ticket) ? 0 : signOf(parent.side) * leavesOf(parent);
  }

  #budgetDenial(count: number): DenialView {
    const { messagesLastSecond } = this.#options.broker;
    return ownDenial(
      'message-budget',
      `${messagesLastSecond} messages went to the broker in the last second: ${count} more may not go now.`,
      'An order goes at once or not at all, as it must not leave later than it was checked. Send it again in a second.',
      { value: messagesLastSecond, limit: 50 },
    );
  }

  /** A bug in what makes the message. What may be on the wire is unknown, what was behind it never went. */
  #sendFailed(error: unknown, left: readonly OutgoingOrder[], { correlationId }: Asker): PlaceOutcome {
    this.#options.log.error({ error, correlationId }, 'an order could not be written to the socket');
    const [failed, ...behind] = left;
    const why = 'it could not be written to the socket';
    this.#own(failed!.ticket.ref, { kind: 'lost', at: this.#now(), why });
    for (const { ticket } of behind)
      this.#own(ticket.ref, { kind: 'not-sent', at: this.#now(), reason: why });
    const denial = ownDenial('not-connected', 'The order could not be written to the socket.', 'Its outcome is shown as unknown until the broker has been asked.'); // prettier-ignore
    return { kind: 'denied', correlationId, ref: failed!.ticket.ref, denial };
  }

  #own(ref: OrderRef, event: OrderEvent): void {
    const { book, writer } = this.#options;
    const before = book.get(ref);
    if (before === undefined) return;
    const { record } = applyOrderEvent(before, event);
    book.put(record);
    writer.queue({ orders: [record], events: [{ ref, event }] });
  }

  #deny(
    action: 'place' | 'modify' | 'cancel' | 'flatten',
    ref: OrderRef,
    ticket: OrderTicket | null,
    account: string | null,
    denial: DenialView,
    activity: readonly ActivityRow[],
    { by, correlationId }: Asker,
  ): void {
    const at = this.#now();
    // Anew also when the clock has been put back.
    if (!(Math.abs(at - this.#flood.since) < 1_000)) this.#flood = { since: at, count: 0 };
    // A program that has run away: all of it is counted, a part of it is told.
    if (++this.#flood.count > DENIALS_TOLD_MAX) return;
    this.#options.log.info({ ref, action, code: denial.code, correlationId }, 'denied');
    if (this.#flood.count === DENIALS_TOLD_MAX)
      this.#options.log.warn({ by, correlationId }, 'more are denied in this second than are written down');
    this.#options.writer.queueLazily({
      activity,
      denied: [{ at, correlationId, action, ref, ticket, denial }],
      audit: [
        {
          ...{ at, kind: 'denied', by, correlationId, account, ref, text: denial.message },
          facts: JSON.stringify({ action, ...denial }),
        },
      ],
    });
  }

  #placedRow({ ticket, outgoing }: Candidate, asker: Asker): NewAuditRow {
    const text = `Let through: ${described(ticket)}.`;
    return this.#auditRow('placed', ticket, asker, text, { orderId: outgoing.orderId, terms: ticket.terms });
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

  #dayEndOf({ contract, terms }: OrderTicket): UnixMillis | null {
    const details = this.#options.contracts.known(contract.contractId);
    if (details === undefined || terms.timeInForce !== 'DAY') return null;
    const hours = terms.isOutsideHours ? details.tradingHours : details.liquidHours;
    const session = hours.find(({ end }) => end > this.#now());
    return session === undefined ? null : unixMillis(session.end);
  }

  #now(): UnixMillis {
    return this.#options.clock.now();
  }
}

function isAmong(tickets: readonly OrderTicket[], ref: OrderRef | null): boolean {
  return ref !== null && tickets.some((ticket) => ticket.ref === ref);
}

/** @param code of problems with the order itself; those of fields are the ticket's */
function ticketDenial(
  { field, message, help }: TicketProblem,
  code: 'ticket' | 'not-changeable' = 'ticket',
): DenialView {
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  const whose = field === 'account' && code === 'not-changeable' ? 'not-ours' : code;
  return ownDenial(whose, sentence, help, { value: field });
}

function queuedEvent(ref: OrderRef, { orderId }: OutgoingOrder, clientId: number, at: UnixMillis): EventRow {
  return { ref, event: { kind: 'queued', at, clientId, orderId } };
}

function requestOf({ side, terms, isReduceOnly }: OrderTicket, action: RequestAction): OrderRequest {
  const { quantity, type, timeInForce, limitPrice, stopPrice, goodTillAt, isOutsideHours } = terms;
  return {
    ...{ action, side: signOf(side), quantity, type, timeInForce, limitPrice, stopPrice },
    ...{ goodTillAt, isReduceOnly, isOutsideHours },
  };
}

function cancelRequest(side: 1 | -1): OrderRequest {
  return {
    ...{ action: 'cancel', side, quantity: 0 as OrderRequest['quantity'], type: '', timeInForce: '' },
    ...{ limitPrice: null, stopPrice: null, goodTillAt: null, isReduceOnly: false, isOutsideHours: false },
  };
}

function ticketOf(
  { ref, account, contract, side, parentRef, oca, isReduceOnly }: OrderRecord,
  terms: OrderTerms,
): OrderTicket {
  return { ref, account, contract, side, terms, parentRef, oca, isReduceOnly };
}

function described({ side, contract, terms }: OrderTicket): string {
  return `${side} ${terms.quantity / 1e6} ${contract.symbol} ${terms.type} ${terms.timeInForce}`;
}

const NOT_CONNECTED = ownDenial(
  'not-connected',
  'There is no connection to TWS.',
  'Wait until it is connected.',
);

function unknownOrder(ref: OrderRef): DenialView {
  return ownDenial(
    'order-unknown',
    `No order ${ref} is known.`,
    'Look at the blotter: it may have ended long ago.',
  );
}

function journalDenial({ message, help }: ServiceFailure): DenialView {
  return ownDenial(
    'journal-failed',
    `The order was not sent, as it could not be journalled: ${message}`,
    help ?? '',
  );
}
