import { isLive } from '../../model/order.ts';
import type { Execution } from '../../model/execution.ts';
import type { OrderRef } from '../../model/order-ticket.ts';
import type { BrokerNames, BrokerOrder, Verdict } from '../order-event.ts';
import { adoptedFromExecution, adoptedRecord, type OrderRecord } from '../order-record.ts';
import { lifetimeEndOf, stateOf } from '../order-state.ts';
import { differencesOf, isProvenBy } from './differences.ts';
import type { BrokerEvidence, OwnBooks, Reconciliation } from './evidence.ts';
import { settledBetween } from './settled.ts';
import { WorkingBook } from './working-book.ts';

/**
 * Compares our books with the broker's lists: after a start, after each connection, and from time to time. What the lists
 * prove is settled, orders from outside are adopted, and whatever does not agree is a difference: nothing is dropped, and
 * nothing is ever sent again. Pure; applied, the same evidence asks for nothing more.
 *
 * Fills between question and answer look like a difference of positions: ask again before believing one.
 */
export function reconcile(own: OwnBooks, evidence: BrokerEvidence): Reconciliation {
  const book = new WorkingBook(own.orders);
  // An execution has all the numbers of its order: with them the lists find an order that was never acknowledged.
  const later = bookExecutions(book, evidence);
  const listed = takeCompleted(book, evidence);
  takeOpen(book, evidence, listed);
  // What is left is of orders that no list tells the terms of.
  for (const execution of later) {
    const ref = book.index.find(execution) ?? book.adopt(adoptedFromExecution(execution, execution.at));
    book.step(ref, { kind: 'execution', at: evidence.at, execution });
  }
  takeAbsent(book, evidence, listed);
  const differences = differencesOf(own, evidence, book);
  const isUnproven = differences.some(({ kind }) => kind === 'unanswered');
  return {
    ...{ adopted: book.adopted, steps: book.steps, differences, records: book.records },
    settled: settledBetween(own.orders, book),
    verdict: isUnproven ? 'unproven' : differences.length > 0 ? 'differences' : 'clean',
  };
}

/** @returns those of orders that nobody knows yet */
function bookExecutions(book: WorkingBook, { at, executions }: BrokerEvidence): readonly Execution[] {
  return (executions ?? []).filter((execution) => {
    const ref = book.index.find(execution);
    if (ref !== null) book.step(ref, { kind: 'execution', at, execution });
    return ref === null;
  });
}

/** @returns the orders that are listed */
function takeCompleted(book: WorkingBook, { at, completedOrders }: BrokerEvidence): Set<OrderRef> {
  const listed = new Set<OrderRef>();
  for (const completed of newestOf(completedOrders)) {
    const ref = book.index.find(completed.order) ?? book.adopt(adoptedRecord(completed.order, at));
    book.step(ref, { kind: 'completed-order', at, completed });
    listed.add(ref);
  }
  return listed;
}

/** One by one: an order takes its numbers with it, so that a second one under our reference is found to be another. */
function takeOpen(
  book: WorkingBook,
  { at, askedAt, openOrders }: BrokerEvidence,
  listed: Set<OrderRef>,
): void {
  // Parents have lower numbers.
  const sorted = newestOf(openOrders).toSorted((one, other) => one.order.orderId - other.order.orderId);
  for (const open of sorted) {
    const ref =
      book.index.find(open.order) ?? book.adopt(adoptedRecord(open.order, at, parentOf(book, open.order)));
    // Listed as completed it ended between the two answers.
    if (!listed.has(ref)) book.step(ref, { kind: 'found-open', at, askedAt, open });
    listed.add(ref);
  }
}

function parentOf({ index }: WorkingBook, { clientId, parentOrderId }: BrokerOrder): OrderRef | null {
  if (parentOrderId === 0) return null;
  return index.find({ permId: 0, clientId, orderId: parentOrderId, orderRef: '' });
}

/** A list may name an order twice: the last entry is the newest. */
function newestOf<T extends { readonly order: BrokerNames }>(listed: readonly T[] | null): readonly T[] {
  // A completed order may have neither number: its reference is all that names it then, and one without is like no other.
  const nameOf = ({ permId, clientId, orderId, orderRef }: BrokerNames, place: number) => {
    if (permId !== 0) return String(permId);
    if (orderId !== 0) return `${clientId}.${orderId}`;
    return orderRef === '' ? `place ${place}` : `ref ${orderRef}`;
  };
  return [...new Map((listed ?? []).map((one, place) => [nameOf(one.order, place), one])).values()];
}

/** What is live by our book and in none of the lists, once all of them are there. */
function takeAbsent(book: WorkingBook, evidence: BrokerEvidence, listed: ReadonlySet<OrderRef>): void {
  const { at, askedAt, openOrders, completedOrders, executions } = evidence;
  if (openOrders === null || completedOrders === null || executions === null) return;
  for (const record of book.records) {
    if (listed.has(record.ref) || !isLive(stateOf(record)) || !isProvenBy(record, evidence)) continue;
    book.step(record.ref, { kind: 'found-nowhere', at, askedAt, verdict: verdictOn(record, evidence) });
  }
}

function verdictOn(record: OrderRecord, { askedAt, coversSince }: BrokerEvidence): Verdict {
  if (record.origin !== 'ours') return 'over';
  const end = lifetimeEndOf(record);
  if (end !== null && end <= askedAt) return 'expired';
  const isCovered = (record.sentAt ?? record.createdAt) >= coversSince;
  return !record.isAcknowledged && isCovered ? 'never-received' : 'missing';
}
