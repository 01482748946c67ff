import type { DenialView, PlaceOutcome } from '#shared/ipc/orders.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { OrderRef, OrderTicket } from '#shared/model/order-ticket.ts';
import type { BrokerOrders, OutgoingOrder } from '../ports/broker-orders.ts';
import type { ActivityRow, JournalStep } from '../ports/order-journal.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { Asker } from './asker.ts';
import { auditRow } from './audit-log.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { Candidate, OrderCandidates } from './order-candidates.ts';
import type { OrderDenials } from './order-denials.ts';
import type { OrderIds } from './order-ids.ts';
import { noteEvent, noteSendFailure, type NotePorts } from './order-notes.ts';
import { described } from './order-requests.ts';
import type { Laps, OrderTiming } from './order-timing.ts';
import { budgetDenial, journalDenial, NOT_CONNECTED } from './own-denials.ts';

/**
 * What placing an order works on. Orders and rehearsals use different journals and sockets: `Sendable` is what this journal
 * returns and this socket takes, so that the compiler keeps the two apart.
 */
export interface PlacementPorts<Sendable extends OutgoingOrder> extends NotePorts {
  readonly candidates: OrderCandidates;
  readonly book: Pick<OrderBook, 'get' | 'put' | 'remove'>;
  readonly ids: Pick<OrderIds, 'next' | 'take'>;
  readonly writer: Pick<JournalWriter, 'knows' | 'queue'> & {
    commitOrders(
      step: JournalStep,
      orders: readonly OutgoingOrder[],
    ): Result<readonly Sendable[], ServiceFailure>;
  };
  readonly broker: Pick<BrokerOrders, 'isOpen' | 'clientId' | 'messagesLastSecond' | 'take'> & {
    /** A property, as the compiler is less strict with a method's parameter: it takes only what the journal has returned. */
    readonly send: (order: Sendable) => void;
  };
  readonly risk: Pick<RiskDesk, 'look' | 'judge' | 'attempted' | 'wasReduction'>;
  readonly denials: Pick<OrderDenials, 'tell'>;
  readonly timing: Pick<OrderTiming, 'begin' | 'sent'>;
  /** Cancels the orders of a unit that were sent before a later one failed. */
  readonly takeBack: (refs: readonly OrderRef[], asker: Asker) => void;
}

/**
 * Places every order: ticket checks, risk, journal, socket, in one synchronous step. Nothing is awaited between the first check
 * and the last byte, so nothing can change in between; what is denied anywhere was not sent. What can be recorded after
 * sending (that it was sent, how long it took) is recorded after it.
 */
export class OrderPlacement<Sendable extends OutgoingOrder> {
  readonly #ports: PlacementPorts<Sendable>;

  constructor(ports: PlacementPorts<Sendable>) {
    this.#ports = ports;
  }

  /** See `OrderPath.place`. */
  place(given: readonly OrderTicket[], asker: Asker, action: 'submit' | 'flatten'): PlaceOutcome {
    const laps = this.#ports.timing.begin(asker.tickAt);
    const judged: Candidate[] = [];
    try {
      return this.#place(given, asker, action, judged, laps);
    } catch (error) {
      // A bug: the candidates that were checked so far never became orders, and must not count as such.
      for (const { record } of judged) this.#ports.book.remove(record);
      throw error;
    } finally {
      laps.tell(asker.correlationId);
    }
  }

  /** @param judged candidates that passed, in the book while the next are checked; emptied once they are journalled */
  #place(
    given: readonly OrderTicket[],
    asker: Asker,
    action: 'submit' | 'flatten',
    judged: Candidate[],
    laps: Laps,
  ): PlaceOutcome {
    const { candidates, book, ids, writer, broker, risk, denials } = this.#ports;
    const { correlationId } = asker;
    const tickets = given.map((ticket) => candidates.asKnown(ticket));
    const attempts: ActivityRow[] = [];
    let areAllReductions = true;
    const deny = (ticket: OrderTicket, denial: DenialView): PlaceOutcome => {
      // The other candidates of the unit never became orders.
      for (const { record } of judged) book.remove(record);
      const { ref, account } = ticket;
      const told = action === 'flatten' ? 'flatten' : 'place';
      denials.tell({ action: told, ref, ticket, account, denial, activity: attempts }, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };

    // 1. Is it a valid order? 2. Does it pass every pre-trade rule? One order of the unit after the other.
    // Refused here although it is checked again before the socket: the numbers of a unit are taken only when it may go.
    const firstId = ids.next;
    const wrong = candidates.checkUnit(tickets);
    if (wrong !== null) return deny(tickets[0]!, wrong);
    for (const [index, member] of candidates.members(tickets).entries()) {
      const { ticket } = member;
      const candidate = candidates.candidate(member, firstId + index, action, judged);
      if (!candidate.ok) return deny(ticket, candidate.error);
      const { request, record } = candidate.value;
      const question = {
        ...{ request, account: ticket.account, contract: ticket.contract, except: null },
        assumed: candidates.assumedFill(ticket, judged),
        isIdUsed: book.get(ticket.ref) !== undefined || writer.knows(ticket.ref),
      };
      risk.look(question);
      laps.took('check');
      const denial = risk.judge(question);
      laps.took('risk');
      attempts.push(risk.attempted(ticket.account, ticket.contract.contractId, request));
      areAllReductions &&= denial === null && risk.wasReduction(request);
      if (denial !== null) return deny(ticket, denial);
      // The next order of the unit is checked as if this one were working.
      book.put(record);
      judged.push(candidate.value);
    }

    // 3. May the broker be sent as many messages now?
    const [first] = judged;
    assert(first !== undefined, 'a unit has an order');
    if (!broker.isOpen) return deny(first.ticket, NOT_CONNECTED);
    if (!broker.take(areAllReductions ? 'reduce' : 'order', judged.length))
      return deny(first.ticket, budgetDenial(broker.messagesLastSecond, judged.length));

    // 4. On the disk, all of it or nothing. 5. On the socket.
    ids.take(judged.length);
    const committed = writer.commitOrders(
      this.#stepOf(judged, attempts, ids.next, asker),
      judged.map(({ outgoing }) => outgoing),
    );
    if (!committed.ok) return deny(first.ticket, journalDenial(committed.error));
    judged.length = 0;
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
    judged: readonly Candidate[],
    activity: readonly ActivityRow[],
    nextOrderId: number,
    asker: Asker,
  ): JournalStep {
    const { broker, clock } = this.#ports;
    const { clientId } = broker;
    const at = clock.now();
    return {
      orders: judged.map(({ record }) => record),
      events: judged.map(({ record: { ref }, outgoing: { orderId } }) => ({
        ref,
        event: { kind: 'queued', at, clientId, orderId },
      })),
      activity,
      audit: judged.map(({ ticket, outgoing: { orderId } }) =>
        auditRow('placed', at, ticket, asker, `Let through: ${described(ticket)}.`, {
          ...{ orderId, terms: ticket.terms },
        }),
      ),
      nextOrderId,
    };
  }

  /** @returns null: all of it is on the socket */
  #send(orders: readonly Sendable[], asker: Asker, laps: Laps): PlaceOutcome | null {
    const { broker, timing, clock, takeBack } = this.#ports;
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
      noteEvent(this.#ports, ref, { kind: 'sent', at: clock.now() });
    }
    if (thrown === null) return null;
    const failed = noteSendFailure(this.#ports, thrown.error, orders.slice(sentCount), asker);
    // A unit is sent as a whole or not at all: the orders before the one that failed are cancelled.
    if (sent.length > 0) takeBack(sent, asker);
    return failed;
  }
}
