import type { OrderFlag, OrderState } from '../model/order.ts';
import type { Booked } from './execution-ledger.ts';
import { takeFinding } from './findings.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderRecord } from './order-record.ts';
import { flagsOf, stateOf } from './order-state.ts';
import { takeOwnStep } from './own-steps.ts';
import { takeReport } from './reports.ts';

/** What an event came to. */
export interface Applied {
  readonly record: OrderRecord;
  readonly from: OrderState;
  readonly to: OrderState;
  /** Of an execution: what the ledger made of it, `leg` for one leg of a combination; null for other events. */
  readonly booked: Booked | 'leg' | null;
  /** Flags that were not up before. */
  readonly raised: readonly OrderFlag[];
}

/**
 * The one place where an order's record changes. Reports of the broker may be repeated, late, in any order or missing: the
 * same reports give the same end. Nothing the broker says it did is refused: an overfill, a fill after the end and an order
 * that comes back are booked and flagged. Own steps that are not possible where the order stands assert.
 */
export function applyOrderEvent(record: OrderRecord, event: OrderEvent): Applied {
  const { next, booked } = take(record, event);
  const before = flagsOf(record);
  return {
    ...{ record: next, from: stateOf(record), to: stateOf(next), booked },
    raised: flagsOf(next).filter((flag) => !before.includes(flag)),
  };
}

interface Taken {
  readonly next: OrderRecord;
  readonly booked: Applied['booked'];
}

function take(record: OrderRecord, event: OrderEvent): Taken {
  switch (event.kind) {
    case 'denied':
    case 'queued':
    case 'sent':
    case 'not-sent':
    case 'amend-requested':
    case 'cancel-requested':
    case 'lost':
      return { next: takeOwnStep(record, event), booked: null };
    case 'open-order':
    case 'order-status':
    case 'execution':
    case 'commission':
    case 'error':
    case 'completed-order':
      return takeReport(record, event);
    case 'found-open':
    case 'found-nowhere':
    case 'settled-by-hand':
      return { next: takeFinding(record, event), booked: null };
  }
}
