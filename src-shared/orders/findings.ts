import { quantityMicros } from '../model/quantity.ts';
import type { UnixMillis } from '../kernel/time.ts';
import { isFinal } from '../model/order.ts';
import { takeListed } from './echo.ts';
import { withEnding, withoutEndingsBefore } from './endings.ts';
import type { Finding, Verdict } from './order-event.ts';
import type { OrderRecord } from './order-record.ts';
import { stateOf } from './order-state.ts';
import { withOpenOrder, withOrderStatus } from './reports.ts';
import { endingOf } from './status-words.ts';

/** What was asked this long before a list was asked for has its answer in it, or it never came. */
export const ANSWER_WITHIN_MS = 5_000;

export function takeFinding(record: OrderRecord, finding: Finding): OrderRecord {
  switch (finding.kind) {
    case 'found-open':
      return foundOpen(record, finding);
    case 'found-nowhere':
      return foundNowhere(record, finding);
    case 'settled-by-hand':
      return isFinal(stateOf(record)) ? record : gone(record, finding.at, finding.reason);
  }
}

/** Whether what was asked at a time is answered in lists asked for at another. */
export function isAnsweredBy(askedAt: UnixMillis, listedAt: UnixMillis): boolean {
  return askedAt + ANSWER_WITHIN_MS <= listedAt;
}

function foundOpen(
  record: OrderRecord,
  { at, askedAt, open }: Finding & { kind: 'found-open' },
): OrderRecord {
  const { order, status } = open;
  const word = status?.status ?? order.status;
  const named = withOpenOrder(record, order, at);
  const heard = status === null ? named : withOrderStatus(named, status, at);
  const ending = endingOf(word, status?.whyHeld ?? '');
  if (ending !== null && !(ending === 'rejected' && status === null)) return heard;
  const before = (askedAt - ANSWER_WITHIN_MS) as UnixMillis;
  const { request, cancelAskedAt } = heard;
  const isRequestAnswered = request !== null && isAnsweredBy(request.at, askedAt);
  const isCancelAnswered = cancelAskedAt !== null && isAnsweredBy(cancelAskedAt, askedAt);
  return {
    ...takeListed(withoutEndingsBefore(heard, before), order.terms, isRequestAnswered),
    doubt: null,
    isCancelHeard: word === 'PendingCancel',
    isCancelRefused: heard.isCancelRefused || (isCancelAnswered && word !== 'PendingCancel'),
    brokerStatus: word,
    reportedFilled: quantityMicros(status?.filled ?? heard.reportedFilled),
  };
}

function foundNowhere(
  record: OrderRecord,
  { at, verdict }: Finding & { kind: 'found-nowhere' },
): OrderRecord {
  if (isFinal(stateOf(record))) return record;
  if (verdict !== 'missing') return gone(record, at, REASONS[verdict]);
  return { ...record, doubt: { kind: 'missing', at: record.doubt?.at ?? at, why: REASONS.missing } };
}

function gone(record: OrderRecord, at: UnixMillis, reason: string): OrderRecord {
  return { ...withEnding(record, { kind: 'gone', at, filled: null, reason }), doubt: null };
}

const REASONS: Readonly<Record<Verdict, string>> = {
  'never-received':
    'the broker never received it: it is neither among its open orders nor among the completed ones, and nothing of it was executed',
  expired: 'its time is over, and the broker has it no more; had it filled unseen, the position would differ',
  over: 'the broker has it no more',
  missing:
    'the broker lists it neither as open nor as completed: look in TWS, it may have ended on another day',
};
