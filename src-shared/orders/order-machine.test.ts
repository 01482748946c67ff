import { describe, expect, test } from 'vitest';
import { isFinal, isLive, ORDER_STATES, orderSchema } from '../model/order.ts';
import type { OrderEvent } from './order-event.ts';
import { applyOrderEvent } from './order-machine.ts';
import { adoptedRecord, newRecord, orderRecordSchema, type OrderRecord } from './order-record.ts';
import { leavesOf, orderOf, stateOf } from './order-state.ts';
import {
  after,
  brokerOrder,
  brokerStatus,
  LIMIT_TERMS,
  price,
  T0,
  ticket,
  units,
} from './testing/samples.ts';
import {
  queued,
  sent,
  lost,
  askCancel,
  askAmend,
  open,
  status,
  error,
  executed,
  recordAfter,
  at,
  working,
} from './testing/order-events.ts';

describe('our own steps', () => {
  test('a denied order says why, and nothing of it may fill', () => {
    const order = orderOf(recordAfter({ kind: 'denied', at: T0, reason: 'too large' }));
    expect(order).toMatchObject({ state: 'denied', reason: 'too large', leaves: 0, endedAt: null });
  });

  test('what certainly never reached the socket is denied', () => {
    expect(orderOf(recordAfter(queued, { kind: 'not-sent', at: T0, reason: 'no session' }))).toMatchObject({
      ...{ state: 'denied', reason: 'no session' },
    });
  });

  test('steps that are not possible where the order stands are bugs', () => {
    for (const [name, ...events] of [
      ['denied', queued, { kind: 'denied', at: T0, reason: '' }],
      ['put into the journal', queued, queued],
      ['sent', sent],
      ['held back', queued, open(), { kind: 'not-sent', at: T0, reason: '' }],
      ['changed', askAmend],
      ['changed', ...working, askAmend, askAmend],
      ['changed', ...working, status({ status: 'Cancelled' }), askAmend],
      ['cancelled', askCancel],
      ['cancelled', ...working, status({ status: 'Cancelled' }), askCancel],
    ] as [string, ...OrderEvent[]][])
      expect(() => recordAfter(...events), name).toThrow(`cannot be ${name}`);
  });

  test('a send without an answer is unknown until anything is heard of it', () => {
    const record = recordAfter(queued, sent, lost, { ...lost, why: 'again' });
    expect(orderOf(record)).toMatchObject({ state: 'unknown', reason: 'the connection was lost' });
    expect(leavesOf(record)).toBe(units(100));
    expect(at(queued, lost)).toBe('unknown');
    for (const sign of [open(), status(), executed('x.1.01', 10)])
      expect(isLive(at(queued, sent, lost, sign))).toBe(true);
    expect(at(queued, sent, lost, open())).toBe('working');
    expect(at(queued, sent, lost, status({ status: 'ApiPending' }))).toBe('sent');
  });

  test('losing the connection leaves an acknowledged order as it is, and one that has ended', () => {
    expect(at(...working, lost)).toBe('working');
    expect(recordAfter(...working, status({ status: 'Cancelled' }), lost).doubt).toBeNull();
  });

  test('every state is final, live or a draft', () => {
    for (const state of ORDER_STATES)
      expect([isFinal(state), isLive(state), state === 'draft'].filter(Boolean)).toHaveLength(1);
  });
});

describe('status words', () => {
  test.each([
    ['ApiPending', 'sent'],
    ['PendingSubmit', 'sent'],
    ['PreSubmitted', 'working'],
    ['Submitted', 'working'],
    ['PendingCancel', 'pending-cancel'],
    ['Filled', 'filled'],
    ['Cancelled', 'cancelled'],
    ['ApiCancelled', 'cancelled'],
    ['Inactive', 'rejected'],
    ['Unknown', 'sent'],
    ['SomethingNew', 'sent'],
  ])('orderStatus %s makes it %s', (word, state) => {
    expect(at(queued, sent, status({ status: word, remaining: units(0) }))).toBe(state);
  });

  test('openOrder says the same, but that Inactive waits for the reason', () => {
    expect(at(queued, sent, open({ status: 'Filled' }))).toBe('filled');
    expect(at(queued, sent, open({ status: 'Inactive' }))).toBe('sent');
    expect(at(queued, sent, open({ status: 'Inactive' }), status({ status: 'Inactive' }))).toBe('rejected');
  });

  test('Inactive while shares are located is an order that waits', () => {
    const record = recordAfter(queued, sent, status({ status: 'Inactive', whyHeld: 'locate' }));
    expect(orderOf(record)).toMatchObject({ state: 'sent', whyHeld: 'locate', leaves: units(100) });
  });

  test('a late word does not bring back what has ended', () => {
    const order = orderOf(recordAfter(...working, status({ status: 'Cancelled' }), open(), status()));
    expect(order).toMatchObject({ state: 'cancelled', brokerStatus: 'Cancelled', leaves: 0 });
  });
});

describe('errors', () => {
  test.each([103, 110, 135, 200, 201, 203, 321, 382, 383, 10149])(
    'error %i rejects an order that was just sent',
    (code) => {
      expect(orderOf(recordAfter(queued, sent, error(code, 'no')))).toMatchObject({
        state: 'rejected',
        reason: 'no',
      });
    },
  );

  test.each([201, 321])(
    'error %i ends no order that is to be cancelled: it may be the cancel that is refused',
    (code) => {
      const cancel: OrderEvent = { kind: 'cancel-requested', at: after(20) };
      expect(orderOf(recordAfter(...working, cancel, error(code)))).toMatchObject({
        ...{ state: 'pending-cancel', leaves: units(100) },
      });
      expect(stateOf(recordAfter(queued, sent, cancel, error(code)))).toBe('pending-cancel');
    },
  );

  test.each([399, 404, 2109, 10349, 99_999])('error %i is a notice, once', (code) => {
    const order = orderOf(recordAfter(...working, error(code, 'hm'), error(code, 'hm')));
    expect(order).toMatchObject({ state: 'working', notices: [{ code, text: 'hm' }] });
  });

  test('why it was rejected is kept when the status follows without a word', () => {
    const events = [
      error(201, 'no margin'),
      status({ status: 'Inactive' }),
      status({ status: 'Inactive' }),
      status({ status: 'Cancelled' }),
    ];
    expect(orderOf(recordAfter(queued, sent, ...events))).toMatchObject({
      state: 'rejected',
      reason: 'no margin',
    });
    expect(orderOf(recordAfter(queued, sent, ...events.toReversed()))).toMatchObject({
      state: 'rejected',
      reason: 'no margin',
    });
  });

  test('an order that was heard of is not rejected by an error: it was no answer to us', () => {
    const record = adoptedRecord(brokerOrder(), T0);
    expect(stateOf(applyOrderEvent(record, error(201)).record)).toBe('sent');
    expect(stateOf(applyOrderEvent(record, error(135)).record)).toBe('unknown');
  });
});

describe('ends by themselves', () => {
  const ended: OrderEvent = {
    kind: 'order-status',
    at: after(999_000),
    status: brokerStatus({ status: 'Cancelled' }),
  };

  test('a DAY order that the broker ends with the day has expired, one that was cancelled has not', () => {
    expect(at(...working, ended)).toBe('expired');
    expect(at(...working, askCancel, ended)).toBe('cancelled');
    expect(at(...working, { ...ended, at: after(500) })).toBe('cancelled');
  });

  test('an order good till a date ends then, one good till cancelled never', () => {
    const start = (terms: object) =>
      newRecord(ticket({ terms: { ...LIMIT_TERMS, ...terms } }), T0, after(1_000_000));
    const ends = (record: OrderRecord) =>
      stateOf([queued, sent, ended].reduce((one, event) => applyOrderEvent(one, event).record, record));
    expect(ends(start({ timeInForce: 'GTD', goodTillAt: after(999_001) }))).toBe('expired');
    expect(ends(start({ timeInForce: 'GTD', goodTillAt: after(2_000_000) }))).toBe('cancelled');
    expect(ends(start({ timeInForce: 'GTC' }))).toBe('cancelled');
  });

  test('the broker’s own words count', () => {
    expect(at(...working, error(202, 'Order Canceled - reason:Order expired'))).toBe('expired');
  });
});

test('records and orders are plain data that their schemas take, and bounded', () => {
  const notices = Array.from({ length: 30 }, (_, index) => error(399, `notice ${index}`));
  const terms = Array.from({ length: 40 }, (_, index) =>
    open({ terms: { ...LIMIT_TERMS, limitPrice: price(index + 1) } }),
  );
  const record = recordAfter(
    ...working,
    ...notices,
    ...terms,
    executed('x.1.01', 10),
    askCancel,
    status({ status: 'Cancelled' }),
  );
  expect(orderRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(orderSchema.parse(orderOf(record))).toEqual(orderOf(record));
  expect(record.notices).toHaveLength(20);
  expect(record.pastTerms).toHaveLength(32);
});
