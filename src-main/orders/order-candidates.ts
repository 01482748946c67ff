import type { DenialView } from '#shared/ipc/orders.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { unixMillis, type UnixMillis } from '#shared/kernel/time.ts';
import type { ContractDetails, ContractId } from '#shared/model/contract.ts';
import { signOf, type OrderRef, type OrderTerms, type OrderTicket } from '#shared/model/order-ticket.ts';
import { isLive } from '#shared/model/order.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { isAdoptedRef, newRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import { checkBracket, checkOca, inSendOrder } from '#shared/orders/relations/build-bracket.ts';
import { isExitOf } from '#shared/orders/relations/exit-of.ts';
import { checkAmend } from '#shared/orders/ticket/check-amend.ts';
import { checkCancel } from '#shared/orders/ticket/check-cancel.ts';
import { checkTicket } from '#shared/orders/ticket/check-ticket.ts';
import type { TicketContext } from '#shared/orders/ticket/ticket-context.ts';
import type { OrderRequest, RequestAction } from '#shared/risk/pre-trade/order-request.ts';
import type { BrokerOrders, OutgoingOrder } from '../ports/broker-orders.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { OrderBook } from './order-book.ts';
import { requestOf } from './order-requests.ts';
import { NOT_CONNECTED, ownDenial, ticketDenial } from './own-denials.ts';

export interface CandidateSources {
  readonly book: OrderBook;
  readonly broker: BrokerOrders;
  readonly contracts: Contracts;
  readonly quotes: Quotes;
  /** Of the session. */
  readonly accounts: () => readonly string[];
  readonly clock: Clock;
}

/** One order of a unit while it is checked, in the forms that the rules, the journal and the broker need. */
export interface Candidate {
  readonly ticket: OrderTicket;
  readonly request: OrderRequest;
  readonly record: OrderRecord;
  readonly outgoing: OutgoingOrder;
}

/** A ticket of a unit, and whether the broker is to let it work at once (`transmit`). */
export interface UnitMember {
  readonly ticket: OrderTicket;
  readonly isSentOn: boolean;
}

/**
 * Checks whether tickets are valid orders, by their contracts' rules, by each other and by the orders that exist. Comes before
 * the pre-trade rules.
 */
export class OrderCandidates {
  readonly #sources: CandidateSources;
  readonly #quote = emptyQuote();

  constructor(sources: CandidateSources) {
    this.#sources = sources;
  }

  /**
   * The ticket with its contract as the broker describes it. The sender says which contract it is and where the order goes, but
   * not its currency or multiplier: wrong ones would get round the limits.
   */
  asKnown(ticket: OrderTicket): OrderTicket {
    const details = this.#detailsOf(ticket.contract.contractId);
    if (details === undefined) return ticket;
    const exchange = ticket.contract.exchange === '' ? details.contract.exchange : ticket.contract.exchange;
    return { ...ticket, contract: { ...details.contract, exchange } };
  }

  /** Checks that the orders of a unit are one bracket, or one OCA group. */
  checkUnit(tickets: readonly OrderTicket[]): DenialView | null {
    const [first, ...others] = tickets;
    if (first === undefined || others.length === 0) return null;
    const isBracket = tickets.some(({ parentRef }) => isAmong(tickets, parentRef));
    const entry = tickets.find(({ parentRef }) => !isAmong(tickets, parentRef)) ?? first;
    const live = this.#sources.book.live.filter(({ account }) => account === first.account);
    const groups = new Set(live.flatMap(({ oca }) => (oca === null ? [] : [oca.group])));
    const [wrong] = isBracket
      ? checkBracket([entry, ...tickets.filter((ticket) => ticket !== entry)])
      : checkOca(tickets, groups);
    return wrong === undefined ? null : ticketDenial(wrong);
  }

  /** In the order in which they go out. */
  members(tickets: readonly OrderTicket[]): readonly UnitMember[] {
    return inSendOrder(tickets).map(({ ticket, isTransmitted }) => ({
      ticket,
      // Only a bracket is held at the broker until its last order: any other that is not transmitted would wait for ever.
      isSentOn: isTransmitted || !tickets.some(({ parentRef }) => isAmong(tickets, parentRef)),
    }));
  }

  /** @param before candidates of the same unit that have passed */
  candidate(
    { ticket, isSentOn }: UnitMember,
    orderId: number,
    action: RequestAction,
    before: readonly Candidate[],
  ): Result<Candidate, DenialView> {
    const wrong = this.checkTicket(ticket, before);
    if (wrong !== null) return err(wrong);
    const at = this.#sources.clock.now();
    const parentOrderId = this.parentIdOf(ticket, before);
    // If the parent has filled the order is sent without it: the broker ties it to nothing, and it is counted so.
    const sent = parentOrderId === null ? { ...ticket, parentRef: null } : ticket;
    const draft = newRecord(sent, at, this.#dayEndOf(sent));
    const { clientId } = this.#sources.broker;
    const { record } = applyOrderEvent(draft, { kind: 'queued', at, clientId, orderId });
    return ok({
      ...{ ticket: sent, record, request: requestOf(sent, action) },
      outgoing: { orderId, ticket: sent, parentOrderId, isTransmitted: isSentOn },
    });
  }

  checkTicket(ticket: OrderTicket, before: readonly Candidate[] = []): DenialView | null {
    const { contract, ref, parentRef } = ticket;
    const details = this.#detailsOf(contract.contractId);
    if (details === undefined) return unknownRules(contract.symbol);
    const accounts = this.#sources.accounts();
    // TWS tells the accounts when it connects.
    if (accounts.length === 0) return NOT_CONNECTED;
    if (!accounts.includes(ticket.account))
      return ownDenial('ticket', `There is no account ${ticket.account} here.`, `Choose ${accounts.join(' or ')}.`); // prettier-ignore
    if (isAdoptedRef(ref))
      return ownDenial('ticket', `${ref} is a name that orders from outside are given.`, 'Send it under another name.'); // prettier-ignore
    if (before.some((other) => other.ticket.ref === ref))
      return ownDenial('ticket', `Two orders have the same name ${ref}.`, 'Send each under a name of its own.'); // prettier-ignore
    const parent = parentRef === null ? null : this.#recordOf(parentRef, before);
    const { clock, broker } = this.#sources;
    const market = this.#market(contract.contractId);
    const context = { now: clock.now(), details, market, parent, clientId: broker.clientId };
    const [wrong] = checkTicket(ticket, context);
    return wrong === undefined ? null : ticketDenial(wrong);
  }

  checkAmend(record: OrderRecord, terms: OrderTerms): DenialView | null {
    const { contractId, symbol } = record.contract;
    const details = this.#detailsOf(contractId);
    if (details === undefined) return unknownRules(symbol);
    const { clock } = this.#sources;
    const { clientId } = this.#sources.broker;
    const parent = record.parentRef === null ? null : this.#recordOf(record.parentRef, []);
    const market = this.#market(contractId);
    const context = { now: clock.now(), details, market, parent, clientId };
    const [wrong] = checkAmend(record, terms, context);
    return wrong === undefined ? null : ticketDenial(wrong, 'not-changeable');
  }

  checkCancel(record: OrderRecord): DenialView | null {
    const { broker } = this.#sources;
    if (!broker.isOpen) return NOT_CONNECTED;
    const wrong = checkCancel(record, broker.clientId);
    return wrong === null ? null : ticketDenial(wrong, 'not-changeable');
  }

  /** Order id of its parent while that works; null: there is none to attach it to. */
  parentIdOf(ticket: OrderTicket, before: readonly Candidate[] = []): number | null {
    return this.#liveParentOf(ticket, before)?.orderId ?? null;
  }

  /**
   * Quantity (signed, 1e-6) of its entry that counts as filled while an exit is checked, as it can fill only after the entry.
   * 0 unless the broker ties the two.
   */
  assumedFill(ticket: OrderTicket, before: readonly Candidate[] = []): number {
    const parent = this.#liveParentOf(ticket, before);
    return parent === null || !isExitOf(parent, ticket)
      ? 0
      : -signOf(ticket.side) * this.#sources.book.unclaimed(parent, ticket);
  }

  /** Price of the last trade, else the middle of bid and ask; NaN: there is no quote. */
  marketPrice(contractId: ContractId): number {
    const quote = this.#quote;
    this.#sources.quotes.readInto(contractId, quote);
    return Number.isNaN(quote.last) ? (quote.bid + quote.ask) / 2 : quote.last;
  }

  /** The last trade may be from another day: it counts only while it lies within bid and ask. */
  #market(contractId: ContractId): TicketContext['market'] {
    const quote = this.#quote;
    this.#sources.quotes.readInto(contractId, quote);
    const { bid, ask, last } = quote;
    const isLast = !Number.isNaN(last) && !(last < bid) && !(last > ask);
    return isLast ? { low: last, high: last } : { low: bid, high: ask };
  }

  /** Only a parent of this client: TWS would take another client's order id for one of ours. */
  #liveParentOf({ parentRef }: OrderTicket, before: readonly Candidate[]): OrderRecord | null {
    const parent = parentRef === null ? null : this.#recordOf(parentRef, before);
    const isOurs =
      parent !== null && parent.orderId !== null && parent.clientId === this.#sources.broker.clientId;
    return isOurs && isLive(stateOf(parent)) ? parent : null;
  }

  #recordOf(ref: OrderRef, before: readonly Candidate[]): OrderRecord | null {
    return before.find(({ ticket }) => ticket.ref === ref)?.record ?? this.#sources.book.get(ref) ?? null;
  }

  #detailsOf(contractId: ContractId): ContractDetails | undefined {
    return this.#sources.contracts.known(contractId);
  }

  #dayEndOf({ contract, terms }: OrderTicket): UnixMillis | null {
    const details = this.#detailsOf(contract.contractId);
    if (details === undefined || terms.timeInForce !== 'DAY') return null;
    const hours = terms.isOutsideHours ? details.tradingHours : details.liquidHours;
    const now = this.#sources.clock.now();
    const session = hours.find(({ end }) => end > now);
    return session === undefined ? null : unixMillis(session.end);
  }
}

function isAmong(tickets: readonly OrderTicket[], ref: OrderRef | null): boolean {
  return ref !== null && tickets.some((ticket) => ticket.ref === ref);
}

function unknownRules(symbol: string): DenialView {
  return ownDenial('ticket', `The rules of ${symbol} are not known yet.`, 'Try again in a moment.');
}
