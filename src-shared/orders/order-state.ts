import type { UnixMillis } from '../kernel/time.ts';
import type { Order, OrderFlag, OrderState } from '../model/order.ts';
import { quantityMicros, type QuantityMicros } from '../model/quantity.ts';
import { averagePriceOf, filledOf, peakOf, splitExecId } from './execution-ledger.ts';
import { ENDING_KINDS, type Ending, type OrderRecord } from './order-record.ts';

/** The broker's clock and ours differ, and an end of the day is told when it is there. */
const CLOCK_SLACK_MS = 5_000;

/** What the facts come to. What has ended ends it, then what nobody knows, then what is asked for, then how far it has got. */
export function stateOf(record: OrderRecord): OrderState {
  const { step } = record;
  if (step === 'draft' || step === 'denied') return step;
  const ended = endedAs(record);
  if (ended !== null) return ended;
  if (isInDoubt(record)) return 'unknown';
  if (isCancelPending(record)) return 'pending-cancel';
  if (filledOf(record.fills) > 0) return 'partially-filled';
  if (record.isWorking) return 'working';
  return step === 'pending-send' && !record.isAcknowledged ? 'pending-send' : 'sent';
}

/** The order as windows and services see it. */
export function orderOf(record: OrderRecord): Order {
  const { ref, origin, account, contract, side, parentRef, oca, createdAt, extras, notices } = record;
  const { orderId, clientId, permId, brokerStatus, whyHeld } = record;
  const isOver = endedAs(record) !== null;
  return {
    ...{ ref, origin, account, contract, side, parentRef, oca, createdAt, extras, notices },
    ...{ orderId, clientId, permId, brokerStatus, whyHeld },
    state: stateOf(record),
    terms: record.reducedTo === null ? record.terms : { ...record.terms, quantity: record.reducedTo },
    requestedTerms: isOver ? null : (pendingRequestOf(record)?.terms ?? null),
    filled: filledOf(record.fills),
    leaves: leavesOf(record),
    averagePrice: averagePriceOf(record.fills),
    endedAt: isOver ? endedAtOf(record) : null,
    reason: reasonOf(record),
    flags: flagsOf(record),
  };
}

/** 1e-6 units that may still fill, as far as anybody knows: with a change on its way, the larger of the two. */
export function leavesOf(record: OrderRecord): QuantityMicros {
  if (record.step === 'denied' || endedAs(record) !== null) return quantityMicros(0);
  const held = record.reducedTo ?? record.terms.quantity;
  const most = Math.max(held, pendingRequestOf(record)?.terms.quantity ?? 0);
  return quantityMicros(Math.max(0, most - filledOf(record.fills)));
}

/** When it ends by itself; null: never, or nobody knows. */
export function lifetimeEndOf({ terms, dayEndsAt }: OrderRecord): UnixMillis | null {
  if (terms.timeInForce === 'GTD') return terms.goodTillAt;
  return terms.timeInForce === 'DAY' ? dayEndsAt : null;
}

/** A change of terms that is neither confirmed nor refused; null: none. */
export function pendingRequestOf({ request }: OrderRecord): OrderRecord['request'] {
  return request === null || request.isRefused ? null : request;
}

export function isCancelPending({ cancelAskedAt, isCancelRefused, isCancelHeard }: OrderRecord): boolean {
  return cancelAskedAt === null ? isCancelHeard : !isCancelRefused;
}

export function flagsOf(record: OrderRecord): OrderFlag[] {
  const { fills, terms, endings, reportedFilled, request, wasRevived, wasChangedElsewhere } = record;
  const filled = filledOf(fills);
  const most = mostOrdered(record);
  const flags: OrderFlag[] = [];
  // By cash, the broker decides how many units it comes to.
  if (terms.quantity > 0 && filled > most) flags.push('overfill');
  if (endings.some((ending) => ending.kind !== 'filled' && filled > (ending.filled ?? Infinity)))
    flags.push('filled-after-end');
  if (reportedFilled > peakOf(fills)) flags.push('executions-missing');
  if (fills.some(({ execution }) => splitExecId(execution.execId).revision > 1)) flags.push('corrected');
  if (wasChangedElsewhere) flags.push('changed-elsewhere');
  if (wasRevived) flags.push('revived');
  if (request !== null && request.isLost && !request.isRefused && endedAs(record) === null)
    flags.push('amend-unanswered');
  return flags;
}

/** null: it has not ended. */
function endedAs(record: OrderRecord): OrderState | null {
  const { endings } = record;
  if (isFilled(record)) return 'filled';
  const ending = strongest(endings);
  if (ending === undefined) return null;
  switch (ending.kind) {
    case 'filled':
      return 'filled';
    case 'rejected':
      return 'rejected';
    case 'gone':
      // By cash, or met by its fills alone: nobody said how many units it was to be.
      if (record.terms.quantity === 0 && filledOf(record.fills) > 0) return 'filled';
      return endedWithout(record, ending);
    case 'cancelled':
      return endedWithout(record, ending);
  }
}

function endedWithout(record: OrderRecord, ending: Ending): OrderState {
  return record.cancelAskedAt === null && hasRunOut(record, ending) ? 'expired' : 'cancelled';
}

function isFilled(record: OrderRecord): boolean {
  const most = mostOrdered(record);
  return most > 0 && filledOf(record.fills) >= most;
}

/** A larger quantity that is asked for may be the broker's already. */
function mostOrdered(record: OrderRecord): number {
  return Math.max(record.terms.quantity, pendingRequestOf(record)?.terms.quantity ?? 0);
}

/** Where several are told of one end: `rejected` and `Cancelled` come together, and only one of them says why. */
function strongest(endings: readonly Ending[]): Ending | undefined {
  return ENDING_KINDS.map((kind) => endings.find((ending) => ending.kind === kind)).find(
    (ending) => ending !== undefined,
  );
}

function hasRunOut(record: OrderRecord, { at, reason }: Ending): boolean {
  const end = lifetimeEndOf(record);
  return (end !== null && at >= end - CLOCK_SLACK_MS) || /\bexpired\b/i.test(reason);
}

/** Of the last fill where fills have ended it and nothing has said so. */
function endedAtOf({ endings, fills }: OrderRecord): Order['endedAt'] {
  const ending = strongest(endings);
  if (ending !== undefined) return ending.at;
  return fills.reduce((latest, { execution: { at } }) => (at > latest ? at : latest), fills[0]!.execution.at);
}

function isInDoubt({ doubt, isAcknowledged }: OrderRecord): boolean {
  return doubt !== null && !(doubt.kind === 'send' && isAcknowledged);
}

function reasonOf(record: OrderRecord): string {
  if (record.step === 'denied') return record.denial;
  const state = endedAs(record);
  if (state !== null) return state === 'filled' ? '' : strongest(record.endings)!.reason;
  return isInDoubt(record) ? record.doubt!.why : '';
}
