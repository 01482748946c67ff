import { assert } from '../kernel/assert.ts';
import { isLive } from '../model/order.ts';
import { relevantTerms } from './held-terms.ts';
import type { OwnStep } from './order-event.ts';
import type { OrderRecord } from './order-record.ts';
import { pendingRequestOf, stateOf } from './order-state.ts';

export function takeOwnStep(record: OrderRecord, step: OwnStep): OrderRecord {
  switch (step.kind) {
    case 'denied':
      expect(record, record.step === 'draft', 'denied');
      return { ...record, step: 'denied', denial: step.reason };
    case 'queued':
      expect(record, record.step === 'draft', 'put into the journal');
      return { ...record, step: 'pending-send', clientId: step.clientId, orderId: step.orderId };
    case 'sent':
      expect(record, record.step === 'pending-send', 'sent');
      return { ...record, step: 'sent', sentAt: step.at };
    case 'not-sent':
      expect(record, record.step === 'pending-send' && !record.isAcknowledged, 'held back');
      return { ...record, step: 'denied', denial: step.reason };
    case 'amend-requested':
      expect(record, isLive(stateOf(record)) && pendingRequestOf(record) === null, 'changed');
      return {
        ...record,
        request: { at: step.at, terms: relevantTerms(step.terms), isRefused: false, isLost: false },
        amendCount: record.amendCount + 1,
      };
    case 'cancel-requested':
      expect(record, isLive(stateOf(record)), 'cancelled');
      return { ...record, cancelAskedAt: step.at, isCancelRefused: false };
    case 'lost':
      return lost(record, step);
  }
}

/** Only what has no answer yet is in doubt: an order that was heard of is at the broker, whatever becomes of the connection. */
function lost(record: OrderRecord, { at, why }: OwnStep & { kind: 'lost' }): OrderRecord {
  if (!isLive(stateOf(record))) return record;
  const request = pendingRequestOf(record);
  const next = request === null ? record : { ...record, request: { ...request, isLost: true } };
  return record.isAcknowledged || record.doubt !== null
    ? next
    : { ...next, doubt: { kind: 'send', at, why } };
}

function expect(record: OrderRecord, isPossible: boolean, what: string): void {
  assert(isPossible, `order ${record.ref} cannot be ${what}: it is ${stateOf(record)}`);
}
