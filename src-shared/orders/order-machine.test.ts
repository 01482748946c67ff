import { expect, test } from 'vitest';
import { applyOrderEvent } from './order-machine.ts';
import { newRecord } from './order-record.ts';
import { orderOf, stateOf } from './order-state.ts';
import {
  after,
  brokerOrder,
  brokerStatus,
  CLIENT_ID,
  fill,
  ORDER_ID,
  T0,
  ticket,
  units,
} from './testing/samples.ts';

test('an order is sent, worked, filled in two parts, and its average price follows', () => {
  let record = newRecord(ticket(), T0, null);
  const states = [stateOf(record)];
  for (const event of [
    { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID },
    { kind: 'sent', at: T0 },
    { kind: 'open-order', at: after(5), order: brokerOrder({ status: 'PreSubmitted' }) },
    { kind: 'execution', at: after(6), execution: fill('x.1.01', 40) },
    { kind: 'execution', at: after(7), execution: fill('x.2.01', 60) },
    { kind: 'order-status', at: after(8), status: brokerStatus({ status: 'Filled', filled: units(100) }) },
  ] as const) {
    const applied = applyOrderEvent(record, event);
    expect(applied.from).toBe(stateOf(record));
    record = applied.record;
    states.push(applied.to);
  }
  expect(states).toEqual([
    'draft',
    'pending-send',
    'sent',
    'working',
    'partially-filled',
    'filled',
    'filled',
  ]);
  expect(orderOf(record)).toMatchObject({ filled: units(100), leaves: 0, flags: [], permId: 700_001 });
});
