import { contractName } from '../../model/contract.ts';
import { fromMicros, micros } from '../../model/money.ts';
import { fromQuantityMicros, quantityMicros } from '../../model/quantity.ts';
import { peakOf } from '../execution-ledger.ts';
import { isAnsweredBy } from '../findings.ts';
import { isLive } from '../../model/order.ts';
import type { OrderRecord } from '../order-record.ts';
import { flagsOf, stateOf } from '../order-state.ts';
import type { BrokerEvidence, Difference, HeldCash, HeldPosition, OwnBooks, Question } from './evidence.ts';
import type { WorkingBook } from './working-book.ts';

/** All that is still open once the lists have settled what they could. @param book with the steps applied */
export function differencesOf(own: OwnBooks, evidence: BrokerEvidence, book: WorkingBook): Difference[] {
  const { records } = book;
  const positions = positionDifferences(own.positions, evidence.positions);
  return [
    ...unanswered(own, evidence),
    ...records.flatMap((record) => orderDifferences(record, evidence)),
    ...duplicates(evidence, book),
    ...positions,
    ...records.flatMap((record) => missingExecutions(record, own, evidence, positions)),
    ...cashDifferences(own.cash, evidence.cash),
  ];
}

/** Whether the lists were asked for late enough to show what became of our sending it. */
export function isProvenBy(record: OrderRecord, { askedAt }: BrokerEvidence): boolean {
  return isAnsweredBy(record.sentAt ?? record.createdAt, askedAt);
}

const QUESTIONS: Readonly<Record<Question, string>> = {
  openOrders: 'its open orders',
  completedOrders: 'the orders it completed today',
  executions: 'its executions of today',
  positions: 'its positions',
  cash: 'its cash',
};

/** What we keep no book of need not be answered. */
function unanswered(own: OwnBooks, evidence: BrokerEvidence): Difference[] {
  const questions = Object.keys(QUESTIONS) as Question[];
  return questions
    .filter((question) => evidence[question] === null)
    .filter((question) => (question === 'positions' || question === 'cash' ? own[question] !== null : true))
    .map((question) => ({
      kind: 'unanswered',
      question,
      text: `the broker has not told ${QUESTIONS[question]}: they are unknown, not none`,
    }));
}

function orderDifferences(record: OrderRecord, evidence: BrokerEvidence): Difference[] {
  const { ref, doubt } = record;
  if (doubt === null || stateOf(record) !== 'unknown') return [];
  const kind = doubt.kind === 'missing' ? 'order-missing' : 'order-unproven';
  const help = isProvenBy(record, evidence)
    ? 'look for it in TWS, then settle it by hand or wait for the next comparison'
    : 'it was sent so lately that the lists prove nothing: compare again';
  return [{ kind, ref, text: `order ${ref} is unknown: ${doubt.why}; ${help}` }];
}

/** Our reference is of one order: another one that carries it is an order sent twice. */
function duplicates({ openOrders }: BrokerEvidence, book: WorkingBook): Difference[] {
  return (openOrders ?? []).flatMap(({ order }): Difference[] => {
    const ref = book.index.find(order)!;
    const of = book.index.ownRef(order.orderRef);
    if (of === null || of === ref || !isLive(stateOf(book.get(ref)))) return [];
    const text = `the broker has order ${ref} open under the reference of our order ${of}: it may have been sent twice; cancel one of them`;
    return [{ kind: 'order-duplicate', ref, of, text }];
  });
}

/** Fills of other days are told by nobody; that they are booked, or matter no more, is shown by the position. */
function missingExecutions(
  record: OrderRecord,
  own: OwnBooks,
  evidence: BrokerEvidence,
  positions: readonly Difference[],
): Difference[] {
  if (!flagsOf(record).includes('executions-missing')) return [];
  const { ref, account, contract, reportedFilled, fills } = record;
  const areCompared = own.positions !== null && evidence.positions !== null;
  const isApart = positions.some(
    (one) =>
      one.kind === 'position' && one.account === account && one.contract.contractId === contract.contractId,
  );
  if (areCompared && !isApart) return [];
  const ours = peakOf(fills);
  const numbers = `the broker counts ${fromQuantityMicros(reportedFilled)} filled, and executions of ${fromQuantityMicros(ours)} were heard of`;
  return [
    {
      ...{ kind: 'executions-missing', ref, ours, brokers: reportedFilled },
      text: `order ${ref}: ${numbers}; they may be of another day: compare the position with TWS`,
    },
  ];
}

function positionDifferences(
  own: readonly HeldPosition[] | null,
  brokers: readonly HeldPosition[] | null,
): Difference[] {
  if (own === null || brokers === null) return [];
  const key = ({ account, contract }: HeldPosition) => `${account} ${contract.contractId}`;
  return pairs(own, brokers, key).flatMap(([mine, theirs]): Difference[] => {
    const { account, contract } = (theirs ?? mine)!;
    const ours = mine?.quantity ?? quantityMicros(0);
    const broker = theirs?.quantity ?? quantityMicros(0);
    if (ours === broker) return [];
    const numbers = `${fromQuantityMicros(broker)} by the broker, ${fromQuantityMicros(ours)} by our executions`;
    return [
      {
        ...{ kind: 'position', account, contract, ours, brokers: broker },
        text: `${contractName(contract)} in ${account}: ${numbers}; trades we have not heard of, of another day or another program, explain it, or an account transfer`,
      },
    ];
  });
}

function cashDifferences(own: readonly HeldCash[] | null, brokers: readonly HeldCash[] | null): Difference[] {
  if (own === null || brokers === null) return [];
  const key = ({ account, currency }: HeldCash) => `${account} ${currency}`;
  return pairs(own, brokers, key).flatMap(([mine, theirs]): Difference[] => {
    const { account, currency } = (theirs ?? mine)!;
    const ours = mine?.amount ?? micros(0);
    const broker = theirs?.amount ?? micros(0);
    if (ours === broker) return [];
    const numbers = `${fromMicros(broker)} ${currency} by the broker, ${fromMicros(ours)} by our books`;
    return [
      {
        ...{ kind: 'cash', account, currency, ours, brokers: broker },
        text: `cash in ${account}: ${numbers}; interest, fees, dividends and transfers are not among executions`,
      },
    ];
  });
}

/** Whatever either side has, beside what the other has under the same key; the last of several under one. */
function pairs<T>(
  own: readonly T[],
  brokers: readonly T[],
  key: (one: T) => string,
): (readonly [mine: T | undefined, theirs: T | undefined])[] {
  const mine = new Map(own.map((one) => [key(one), one]));
  const theirs = new Map(brokers.map((one) => [key(one), one]));
  return [...new Set([...mine.keys(), ...theirs.keys()])].map((each) => [mine.get(each), theirs.get(each)]);
}
