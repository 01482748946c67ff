import { isLive } from '../../model/order.ts';
import type { OrderRef } from '../../model/order-ticket.ts';
import type { BrokerNames, Verdict } from '../order-event.ts';
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
  adoptUnknown(book, evidence);
  bookExecutions(book, evidence);
  takeCompleted(book, evidence);
  takeOpen(book, evidence);
  takeAbsent(book, evidence);
  const differences = differencesOf(own, evidence, book.records);
  const isUnproven = differences.some(({ kind }) => kind === 'unanswered');
  return {
    ...{ adopted: book.adopted, steps: book.steps, differences, records: book.records },
    settled: settledBetween(own.orders, book),
    verdict: isUnproven ? 'unproven' : differences.length > 0 ? 'differences' : 'clean',
  };
}

/** Before anything else, so that no order is made of its fills alone where its terms are told. Parents have lower numbers. */
function adoptUnknown(book: WorkingBook, { at, openOrders, completedOrders }: BrokerEvidence): void {
  const open = (openOrders ?? []).toSorted((one, other) => one.order.orderId - other.order.orderId);
  for (const { order } of [...open, ...(completedOrders ?? [])]) {
    if (book.index.find(order) !== null) continue;
    const { clientId, parentOrderId } = order;
    const parentRef = book.index.find({ permId: 0, clientId, orderId: parentOrderId, orderRef: '' });
    book.adopt(adoptedRecord(order, at, parentOrderId === 0 ? null : parentRef));
  }
}

function bookExecutions(book: WorkingBook, { at, executions }: BrokerEvidence): void {
  for (const execution of executions ?? []) {
    const ref = book.index.find(execution) ?? book.adopt(adoptedFromExecution(execution, at));
    book.step(ref, { kind: 'execution', at, execution });
  }
}

function takeCompleted(book: WorkingBook, { at, completedOrders }: BrokerEvidence): void {
  for (const completed of completedOrders ?? [])
    book.step(book.index.find(completed.order)!, { kind: 'completed-order', at, completed });
}

function takeOpen(book: WorkingBook, evidence: BrokerEvidence): void {
  const { at, askedAt } = evidence;
  const completed = refsOf(book, evidence.completedOrders);
  for (const open of evidence.openOrders ?? []) {
    const ref = book.index.find(open.order)!;
    // It ended between the two answers.
    if (!completed.has(ref)) book.step(ref, { kind: 'found-open', at, askedAt, open });
  }
}

/** What is live by our book and in none of the lists, once all of them are there. */
function takeAbsent(book: WorkingBook, evidence: BrokerEvidence): void {
  const { at, askedAt, openOrders, completedOrders, executions } = evidence;
  if (openOrders === null || completedOrders === null || executions === null) return;
  const listed = refsOf(book, [...openOrders, ...completedOrders]);
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

function refsOf(book: WorkingBook, listed: readonly { readonly order: BrokerNames }[] | null): Set<OrderRef> {
  return new Set((listed ?? []).map(({ order }) => book.index.find(order)!));
}
