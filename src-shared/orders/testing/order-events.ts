import type { OrderEvent } from '../order-event.ts';
import { applyOrderEvent } from '../order-machine.ts';
import { newRecord, type OrderRecord } from '../order-record.ts';
import { stateOf } from '../order-state.ts';
import {
  after,
  brokerOrder,
  brokerStatus,
  CLIENT_ID,
  fill,
  LIMIT_TERMS,
  ORDER_ID,
  price,
  T0,
  ticket,
  units,
} from './samples.ts';

/** What an order may hear, of the sample ticket, and the record after it. */

export const queued: OrderEvent = { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID };
export const sent: OrderEvent = { kind: 'sent', at: T0 };
export const lost: Extract<OrderEvent, { kind: 'lost' }> = {
  kind: 'lost',
  at: after(1),
  why: 'the connection was lost',
};
export const askCancel: OrderEvent = { kind: 'cancel-requested', at: after(20) };
export const AMENDED = { ...LIMIT_TERMS, limitPrice: price(21), quantity: units(150) };
export const askAmend: OrderEvent = { kind: 'amend-requested', at: after(20), terms: AMENDED };
export const open = (change: Parameters<typeof brokerOrder>[0] = {}): OrderEvent => ({
  kind: 'open-order',
  at: after(10),
  order: brokerOrder(change),
});
export const status = (change: Parameters<typeof brokerStatus>[0] = {}): OrderEvent => ({
  kind: 'order-status',
  at: after(11),
  status: brokerStatus(change),
});
export const error = (code: number, text = ''): OrderEvent => ({ kind: 'error', at: after(12), code, text });
export const executed = (execId: string, quantity: number, change = {}): OrderEvent => ({
  kind: 'execution',
  at: after(13),
  execution: fill(execId, quantity, change),
});
export const completed = (word: string, filled: number, change: object = {}): OrderEvent => ({
  kind: 'completed-order',
  at: after(14),
  completed: {
    order: brokerOrder({ status: word, clientId: 0, orderId: 0 }),
    ...{ filled: units(filled), completedStatus: 'by the system', completedAt: null },
    ...change,
  },
});
export const found = (change: object = {}, at = 60_000): OrderEvent => ({
  kind: 'found-open',
  ...{ at: after(at + 10), askedAt: after(at) },
  open: { order: brokerOrder(), status: brokerStatus(), ...change },
});
export const nowhere = (verdict: 'never-received' | 'expired' | 'over' | 'missing'): OrderEvent => ({
  kind: 'found-nowhere',
  ...{ at: after(60_010), askedAt: after(60_000), verdict },
});

export function recordAfter(...events: OrderEvent[]): OrderRecord {
  return events.reduce(
    (record, event) => applyOrderEvent(record, event).record,
    newRecord(ticket(), T0, after(1_000_000)),
  );
}
export const at = (...events: OrderEvent[]) => stateOf(recordAfter(...events));
export const working = [queued, sent, open(), status()];
