import type { DenialView, PlaceOutcome } from '#shared/ipc/orders.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { assert } from '#shared/kernel/assert.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { OrderRef, OrderTicket } from '#shared/model/order-ticket.ts';
import type { BrokerOrders, OutgoingOrder } from '../ports/broker-orders.ts';
import type { ActivityRow, JournalStep } from '../ports/order-journal.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { Candidate, OrderCandidates } from './order-candidates.ts';
import type { OrderDenials } from './order-denials.ts';
import type { OrderIds } from './order-ids.ts';
import { auditRow, noteEvent, noteSendFailure, type NotePorts } from './order-notes.ts';
import { described } from './order-requests.ts';
import type { Laps, OrderTiming } from './order-timing.ts';
import { budgetDenial, journalDenial, NOT_CONNECTED } from './own-denials.ts';

/**
 * What the step of an order reaches. It is walked by orders and by rehearsals, which reach other ends: `Sendable` is what this
 * end's journal hands back and its socket takes, so that neither can be handed to the other's.
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
    /** A property, as a method's parameter could be narrowed: whatever it takes, the journal has handed back. */
    readonly send: (order: Sendable) => void;
  };
  readonly risk: Pick<RiskDesk, 'look' | 'judge' | 'attempted' | 'wasReduction'>;
  readonly denials: Pick<OrderDenials, 'tell'>;
  readonly timing: Pick<OrderTiming, 'begin' | 'sent'>;
  /** What of a unit went out before it broke. */
  readonly takeBack: (refs: readonly OrderRef[], asker: Asker) => void;
}

/**
 * The one road of every order: ticket, validity, risk, journal, socket, in one synchronous step. Nothing is awaited between
 * the first look and the last byte, so nothing can come between; what is refused anywhere on it was not sent. What can be
 * written down after the bytes (that they went, how long it took) is written down after them.
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
      // A bug on the way: what had been looked at until then was never an order, and must not count as one.
      for (const { record } of judged) this.#ports.book.remove(record);
      throw error;
    } finally {
      laps.tell(asker.correlationId);
    }
  }

  /** @param judged of the unit, in the book while they are judged; empty once they are orders */
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
      // What was looked at beside it was never an order.
      for (const { record } of judged) book.remove(record);
      const { ref, account } = ticket;
      const told = action === 'flatten' ? 'flatten' : 'place';
      denials.tell({ action: told, ref, ticket, account, denial, activity: attempts }, asker);
      return { kind: 'denied', correlationId, ref, denial };
    };

    // 1. Is it an order at all? 2. Does every rule let it through? One after the other of the unit.
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
      // The next one of the unit is judged with this one working.
      book.put(record);
      judged.push(candidate.value);
    }

    // 3. May the broker be sent as many messages now?
    const [first] = judged;
    assert(first !== undefined, 'a unit has an order');
    if (!broker.isOpen) return deny(first.ticket, NOT_CONNECTED);
    const { messagesLastSecond } = broker;
    if (!broker.take(areAllReductions ? 'reduce' : 'order', judged.length))
      return deny(first.ticket, budgetDenial(messagesLastSecond, judged.length));

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
    // All of a unit, or none: what went before it is taken back.
    if (sent.length > 0) takeBack(sent, asker);
    return failed;
  }
}
