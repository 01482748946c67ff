import { describe, expect, test } from 'vitest';
import type { OrderEvent } from './order-event.ts';
import { applyOrderEvent } from './order-machine.ts';
import { adoptedFromExecution, adoptedRecord } from './order-record.ts';
import { orderOf } from './order-state.ts';
import { after, brokerOrder, brokerStatus, fill, LIMIT_TERMS, price, T0, units } from './testing/samples.ts';
import {
  queued,
  sent,
  lost,
  askCancel,
  AMENDED,
  askAmend,
  open,
  status,
  executed,
  completed,
  found,
  nowhere,
  recordAfter,
  at,
  working,
} from './testing/order-events.ts';

describe('what lists show', () => {
  test('a completed order ends as it says, with its reason and its last terms', () => {
    const cancelled = orderOf(recordAfter(...working, completed('Cancelled', 0)));
    expect(cancelled).toMatchObject({ state: 'cancelled', reason: 'by the system', endedAt: after(14) });
    const filled = orderOf(recordAfter(...working, completed('Filled', 100, { completedAt: after(7) })));
    expect(filled).toMatchObject({
      state: 'filled',
      reason: '',
      endedAt: after(7),
      flags: ['executions-missing'],
    });
    expect(at(...working, completed('something', 0))).toBe('cancelled');
    const noQuantity = completed('Cancelled', 0, {
      order: brokerOrder({ status: 'Cancelled', terms: { ...LIMIT_TERMS, quantity: units(0) } }),
    });
    expect(orderOf(recordAfter(...working, noQuantity)).flags).toEqual([]);
    const amended = completed('Cancelled', 0, { order: brokerOrder({ terms: AMENDED }) });
    expect(orderOf(recordAfter(...working, askAmend, amended)).terms).toEqual(AMENDED);
  });

  test('an open order that had ended by all evidence is open again, and flagged', () => {
    const order = orderOf(recordAfter(...working, status({ status: 'Cancelled' }), found()));
    expect(order).toMatchObject({ state: 'working', flags: ['revived'], brokerStatus: 'Submitted' });
  });

  test('a list asked for before the end was heard does not bring it back', () => {
    expect(at(...working, status({ status: 'Cancelled' }), found({}, 100))).toBe('cancelled');
  });

  test('an entry among the open ones may say that it is over', () => {
    expect(at(...working, found({ status: brokerStatus({ status: 'Filled' }) }))).toBe('filled');
    expect(at(...working, found({ order: brokerOrder({ status: 'Cancelled' }), status: null }))).toBe(
      'cancelled',
    );
    expect(at(...working, found({ order: brokerOrder({ status: 'Inactive' }), status: null }))).toBe(
      'working',
    );
    expect(at(...working, found({ status: brokerStatus({ status: 'Inactive' }) }))).toBe('rejected');
  });

  test('a cancel that is not among the open orders’ words was refused, or is too young to tell', () => {
    expect(at(...working, askCancel, found())).toBe('working');
    expect(at(...working, askCancel, found({}, 100))).toBe('pending-cancel');
    expect(at(...working, askCancel, found({ status: brokerStatus({ status: 'PendingCancel' }) }))).toBe(
      'pending-cancel',
    );
    expect(at(...working, status({ status: 'PendingCancel' }), found())).toBe('working');
  });

  test('its reductions and its terms are the newest there are', () => {
    const listed = (terms: object) =>
      found({ order: brokerOrder({ terms: { ...LIMIT_TERMS, ...terms } }), status: null });
    const small = recordAfter(...working, status({ remaining: units(10) }));
    expect(orderOf(applyOrderEvent(small, listed({})).record).leaves).toBe(units(100));
    expect(orderOf(applyOrderEvent(small, listed({ quantity: units(40) })).record).leaves).toBe(units(40));
    const back = recordAfter(...working, askAmend, open({ terms: AMENDED }));
    expect(orderOf(applyOrderEvent(back, listed({})).record)).toMatchObject({
      terms: LIMIT_TERMS,
      flags: ['changed-elsewhere'],
    });
    expect(orderOf(recordAfter(...working, askAmend, listed(AMENDED))).terms).toEqual(AMENDED);
    expect(
      orderOf(recordAfter(...working, askAmend, listed({ limitPrice: price(3) }))).requestedTerms,
    ).toBeNull();
  });

  test('what nobody has is over, or missing; a sign of life brings it back', () => {
    expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received')))).toMatchObject({
      state: 'cancelled',
      leaves: 0,
    });
    expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received'))).reason).toContain(
      'never received',
    );
    expect(orderOf(recordAfter(...working, nowhere('missing'), nowhere('missing')))).toMatchObject({
      state: 'unknown',
      leaves: units(100),
    });
    expect(at(...working, nowhere('missing'), found())).toBe('working');
    expect(at(...working, { ...nowhere('expired'), at: after(1_000_001) })).toBe('expired');
    for (const sign of [open(), status(), executed('x.1.01', 1)])
      expect(orderOf(recordAfter(queued, sent, lost, nowhere('never-received'), sign)).flags).toContain(
        'revived',
      );
    expect(at(...working, status({ status: 'Filled' }), nowhere('missing'))).toBe('filled');
  });

  test('a person settles what nobody else can', () => {
    const byHand: OrderEvent = { kind: 'settled-by-hand', at: after(70_000), reason: 'seen in TWS' };
    expect(orderOf(recordAfter(...working, nowhere('missing'), byHand))).toMatchObject({
      state: 'cancelled',
      reason: 'seen in TWS',
    });
    expect(at(...working, executed('x.1.01', 100), byHand)).toBe('filled');
  });
});

describe('orders from outside', () => {
  test('they are named by the broker’s number, by their client’s, or by their trade', () => {
    expect(adoptedRecord(brokerOrder({ clientId: 9 }), T0)).toMatchObject({
      ref: 'perm-700001',
      origin: 'other-client',
    });
    expect(adoptedRecord(brokerOrder({ permId: 0, orderId: -3, clientId: 0 }), T0)).toMatchObject({
      ref: 'client-0.-3',
      origin: 'tws',
      permId: null,
    });
    const trade = fill('00/1.2.01', 5, { permId: 0, orderId: 0 });
    expect(adoptedFromExecution(trade, T0)).toMatchObject({ ref: 'exec-00-1.2', origin: 'tws' });
  });

  test('whether one buys or sells is learned from whoever tells it first', () => {
    const record = adoptedRecord(brokerOrder({ side: 'unknown' }), T0);
    expect(applyOrderEvent(record, open({ side: 'unknown' })).record.side).toBe('unknown');
    expect(applyOrderEvent(record, open({ side: 'sell' })).record.side).toBe('sell');
    const trade = { kind: 'execution', at: T0, execution: fill('x.1.01', 5, { side: 'sell' }) } as const;
    const traded = applyOrderEvent(record, trade).record;
    expect(traded.side).toBe('sell');
    expect(applyOrderEvent(traded, open({ side: 'buy' })).record.side).toBe('sell');
  });

  test('their terms are theirs to change, and what is not shown of them is named', () => {
    const record = adoptedRecord(brokerOrder({ terms: { ...LIMIT_TERMS, type: 'REL' } }), T0);
    const changed = applyOrderEvent(
      record,
      open({ terms: { ...LIMIT_TERMS, type: 'REL', limitPrice: price(9) }, extras: ['algorithm X'] }),
    ).record;
    expect(orderOf(changed)).toMatchObject({
      flags: [],
      extras: ['algorithm X'],
      terms: { limitPrice: price(9) },
    });
    expect(orderOf(applyOrderEvent(changed, open({ terms: changed.terms })).record).extras).toEqual([
      'algorithm X',
    ]);
  });
});
