import type { UnixMillis } from '../kernel/time.ts';
import type { CommissionReport } from '../model/execution.ts';
import { quantityMicros } from '../model/quantity.ts';
import { meaningOf, stateInText } from './broker-codes.ts';
import { takeEcho, takeListed, takeTotal } from './echo.ts';
import { withEnding, withoutGone } from './endings.ts';
import { bookExecution, splitExecId, type Booked } from './execution-ledger.ts';
import type { BrokerOrder, BrokerReport, BrokerStatus } from './order-event.ts';
import { NOTICES_MAX, type OrderRecord } from './order-record.ts';
import { pendingRequestOf } from './order-state.ts';
import { endingOf, isAtBroker } from './status-words.ts';

type Report<Kind extends BrokerReport['kind']> = BrokerReport & { readonly kind: Kind };
interface Taken {
  readonly next: OrderRecord;
  readonly booked: Booked | 'leg' | null;
}

/** What the broker says by itself. Facts are only added, so that order, repetition and gaps do not matter in the end. */
export function takeReport(record: OrderRecord, report: BrokerReport): Taken {
  switch (report.kind) {
    case 'open-order':
      return { next: openOrder(record, report), booked: null };
    case 'order-status':
      return { next: withOrderStatus(record, report.status, report.at), booked: null };
    case 'execution':
      return execution(record, report);
    case 'commission':
      return { next: commission(record, report.report), booked: null };
    case 'error':
      return { next: error(record, report), booked: null };
    case 'completed-order':
      return { next: completedOrder(record, report), booked: null };
  }
}

function openOrder(record: OrderRecord, { at, order }: Report<'open-order'>): OrderRecord {
  return takeEcho(withOpenOrder(record, order, at), order.terms);
}

/** All that an openOrder says but for the terms. */
export function withOpenOrder(record: OrderRecord, order: BrokerOrder, at: UnixMillis): OrderRecord {
  const { status, extras, permId, clientId, orderId } = order;
  const heard = {
    ...withWord(withIds(record, permId, clientId, orderId), status),
    side: record.side === 'unknown' ? order.side : record.side,
    extras: extras.length > 0 ? [...extras] : record.extras,
    orderRef: record.origin === 'ours' ? null : order.orderRef,
  };
  // Whether it is held for a locate is told by orderStatus alone: until then Inactive ends nothing.
  const ending = status === 'Inactive' ? null : endingOf(status, '');
  return ending === null
    ? withoutGone(heard)
    : withEnding(heard, { kind: ending, at, filled: null, reason: '' });
}

export function withOrderStatus(record: OrderRecord, said: BrokerStatus, at: UnixMillis): OrderRecord {
  const { status, filled, remaining, whyHeld, permId } = said;
  const heard: OrderRecord = {
    ...withWord(withIds(record, permId, null, null), status),
    whyHeld,
    reportedFilled: quantityMicros(Math.max(record.reportedFilled, filled)),
  };
  const ending = endingOf(status, whyHeld);
  if (ending !== null) return withEnding(heard, { kind: ending, at, filled, reason: '' });
  const live = withoutGone(heard);
  // On its way an order may be told to have nothing left: it has no size there yet.
  return isAtBroker(status) ? takeTotal(live, quantityMicros(filled + remaining)) : live;
}

function execution(record: OrderRecord, { execution: fill }: Report<'execution'>): Taken {
  const { permId, clientId, orderId, contract } = fill;
  const known = {
    ...withIds(record, permId, clientId, orderId),
    ...{ isAcknowledged: true, isWorking: true },
  };
  // The legs of a combination come under its order; its own executions count what has filled.
  const isLeg = record.contract.securityType === 'BAG' && contract.contractId !== record.contract.contractId;
  if (isLeg) return { next: known, booked: 'leg' };
  const side = record.side === 'unknown' ? fill.side : record.side;
  const { ledger, booked } = bookExecution(record.fills, fill);
  // One that is told again is no sign of life.
  const isNews = booked === 'new' || booked === 'correction';
  return { next: { ...(isNews ? withoutGone(known) : known), side, fills: [...ledger] }, booked };
}

/** Of each fill the latest correction's, ascending by execId. */
function commission(record: OrderRecord, report: CommissionReport): OrderRecord {
  const { root, revision } = splitExecId(report.execId);
  const known = record.commissions.find(({ execId }) => splitExecId(execId).root === root);
  if (known !== undefined && splitExecId(known.execId).revision > revision) return record;
  const others = record.commissions.filter((one) => one !== known);
  const commissions = [...others, report].sort((one, other) => (one.execId < other.execId ? -1 : 1));
  return { ...record, commissions };
}

function error(record: OrderRecord, { at, code, text }: Report<'error'>): OrderRecord {
  const heard = withNotice(record, { at, code, text });
  switch (meaningOf(code)) {
    case 'rejects':
      if (pendingRequestOf(record) !== null) return withAmendRefused(heard);
      // The code may be about a change, or a cancel (321 where the API was made read-only): then only a status ends it.
      return isFirstAnswer(record) && record.cancelAskedAt === null
        ? withEnding(heard, { kind: 'rejected', at, filled: null, reason: text })
        : heard;
    case 'ends':
      return withEnding(heard, { kind: 'cancelled', at, filled: null, reason: text });
    case 'refuses-amend':
      return withAmendRefused(heard);
    case 'refuses-cancel':
      return cancelRefused(heard, at, stateInText(text));
    case 'lacks':
      return lacked(heard, { at, code, text });
    case 'notice':
      return heard;
  }
}

function cancelRefused(record: OrderRecord, at: OrderRecord['createdAt'], state: string): OrderRecord {
  const ending = endingOf(state, '');
  if (ending !== null) return withEnding(record, { kind: ending, at, filled: null, reason: '' });
  return state === 'PendingCancel' ? record : { ...record, isCancelRefused: record.cancelAskedAt !== null };
}

/** The broker knows no such order: it may have filled, or never have come there. */
function lacked(record: OrderRecord, { at, code, text }: OrderRecord['notices'][number]): OrderRecord {
  const wasFirst = isFirstAnswer(record) && record.cancelAskedAt === null;
  if (wasFirst) return withEnding(record, { kind: 'rejected', at, filled: null, reason: text });
  const why = `the broker says that it knows no such order (${code}), which it may after a fill as well`;
  return withAmendRefused({ ...record, doubt: record.doubt ?? { kind: 'not-found', at, why } });
}

function completedOrder(record: OrderRecord, { at, completed }: Report<'completed-order'>): OrderRecord {
  const { order, filled, completedStatus, completedAt } = completed;
  // Its terms are the last there were; TWS leaves the quantity of some out.
  const known = order.terms.quantity === 0 ? record : takeListed(record, order.terms, true);
  const heard: OrderRecord = {
    ...withWord(withIds(known, order.permId, null, null), order.status),
    reportedFilled: quantityMicros(Math.max(record.reportedFilled, filled)),
  };
  const kind = endingOf(order.status, '') ?? 'cancelled';
  const reason = kind === 'filled' ? '' : completedStatus;
  return withEnding(heard, { kind, at: completedAt ?? at, filled, reason });
}

/** What the broker answers is about the sending of it: nothing else has been asked for. */
function isFirstAnswer({ step, amendCount }: OrderRecord): boolean {
  return step !== 'heard' && amendCount === 0;
}

function withAmendRefused(record: OrderRecord): OrderRecord {
  const { request } = record;
  return request === null ? record : { ...record, request: { ...request, isRefused: true } };
}

function withWord(record: OrderRecord, status: string): OrderRecord {
  return {
    ...record,
    isAcknowledged: true,
    isWorking: record.isWorking || isAtBroker(status),
    isCancelHeard: record.isCancelHeard || status === 'PendingCancel',
    // What comes late says nothing new of an order that has ended.
    brokerStatus: record.endings.length > 0 && endingOf(status, '') === null ? record.brokerStatus : status,
  };
}

/** Numbers that it does not have yet; 0 is none, and null that the message does not say. */
function withIds(
  record: OrderRecord,
  permId: number,
  clientId: number | null,
  orderId: number | null,
): OrderRecord {
  const named = permId === 0 || record.permId !== null ? record : { ...record, permId };
  const hasNumber = orderId !== null && orderId !== 0;
  return hasNumber && record.orderId === null ? { ...named, clientId, orderId } : named;
}

function withNotice(record: OrderRecord, notice: OrderRecord['notices'][number]): OrderRecord {
  const isKnown = record.notices.some(({ code, text }) => code === notice.code && text === notice.text);
  return isKnown ? record : { ...record, notices: [...record.notices, notice].slice(-NOTICES_MAX) };
}
