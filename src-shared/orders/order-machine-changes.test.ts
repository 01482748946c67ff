import { describe, expect, test } from 'vitest';
import type { OrderEvent } from './order-event.ts';
import { applyOrderEvent } from './order-machine.ts';
import { newRecord } from './order-record.ts';
import { orderOf } from './order-state.ts';
import { after, LIMIT_TERMS, price, T0, ticket, units } from './testing/samples.ts';
import {
  queued,
  sent,
  lost,
  askCancel,
  AMENDED,
  askAmend,
  open,
  status,
  error,
  executed,
  found,
  recordAfter,
  at,
  working,
} from './testing/order-events.ts';

describe('cancels', () => {
  test('a cancel is pending until the broker ends the order or refuses', () => {
    expect(at(...working, askCancel)).toBe('pending-cancel');
    expect(at(...working, askCancel, executed('x.1.01', 10))).toBe('pending-cancel');
    expect(at(...working, askCancel, executed('x.1.01', 100))).toBe('filled');
    expect(at(...working, askCancel, status({ status: 'Cancelled' }))).toBe('cancelled');
    expect(at(...working, askCancel, error(202, 'Order Canceled - reason:'))).toBe('cancelled');
    expect(at(...working, askCancel, error(161))).toBe('working');
    expect(at(...working, askCancel, error(161), { ...askCancel })).toBe('pending-cancel');
  });

  test('error 10148 says by its state what became of the order', () => {
    const refusal = (state: string) =>
      error(10148, `OrderId 41 that needs to be cancelled can not be cancelled, state: ${state}.`);
    expect(at(...working, askCancel, refusal('Cancelled'))).toBe('cancelled');
    expect(at(...working, askCancel, refusal('Filled'))).toBe('filled');
    expect(at(...working, askCancel, refusal('PendingCancel'))).toBe('pending-cancel');
    expect(at(...working, askCancel, refusal('Submitted'))).toBe('working');
    expect(at(...working, askCancel, error(10148, 'no word'))).toBe('working');
    expect(recordAfter(...working, refusal('Submitted')).isCancelRefused).toBe(false);
  });

  test('an order that the broker does not know is unknown: it may have filled', () => {
    const order = orderOf(recordAfter(...working, askCancel, error(10147), error(10147)));
    expect(order).toMatchObject({ state: 'unknown', leaves: units(100) });
    expect(order.reason).toContain('10147');
    expect(at(...working, askCancel, error(10147), executed('x.1.01', 100))).toBe('filled');
    expect(at(...working, askCancel, error(10147), found())).toBe('working');
  });

  test('error 135 answers an order that hangs on one the broker does not know', () => {
    expect(orderOf(recordAfter(queued, sent, error(135, 'no parent')))).toMatchObject({
      state: 'rejected',
      reason: 'no parent',
    });
  });
});

describe('changes', () => {
  test('new terms hold once the broker repeats them', () => {
    const asked = orderOf(recordAfter(...working, askAmend));
    expect(asked).toMatchObject({
      state: 'working',
      terms: LIMIT_TERMS,
      requestedTerms: AMENDED,
      leaves: units(150),
    });
    const held = orderOf(recordAfter(...working, askAmend, open({ terms: AMENDED }), open()));
    expect(held).toMatchObject({ terms: AMENDED, requestedTerms: null, leaves: units(150), flags: [] });
  });

  test.each([104, 105, 110, 201, 329, 2102, 10326])('error %i leaves the order as it was', (code) => {
    const order = orderOf(recordAfter(...working, askAmend, error(code, 'no')));
    expect(order).toMatchObject({
      state: 'working',
      terms: LIMIT_TERMS,
      requestedTerms: null,
      leaves: units(100),
    });
    expect(order.notices).toEqual([{ at: after(12), code, text: 'no' }]);
  });

  test('once it has been changed an error alone ends nothing: a status does', () => {
    expect(at(...working, askAmend, error(201), error(201))).toBe('working');
    expect(at(...working, askAmend, error(201), error(201), status({ status: 'Inactive' }))).toBe('rejected');
    expect(recordAfter(...working, error(104)).request).toBeNull();
  });

  test('the echo of terms that were refused outweighs the refusal', () => {
    expect(orderOf(recordAfter(...working, askAmend, error(201), open({ terms: AMENDED }))).terms).toEqual(
      AMENDED,
    );
  });

  test('a change of what echoes are not told by is confirmed by the field itself', () => {
    const terms = { ...LIMIT_TERMS, isOutsideHours: true };
    const ask: OrderEvent = { kind: 'amend-requested', at: after(20), terms };
    expect(orderOf(recordAfter(...working, ask, open())).requestedTerms).toEqual(terms);
    expect(orderOf(recordAfter(...working, ask, open({ terms }))).terms).toEqual(terms);
  });

  test('a smaller total is the broker’s reduction, and the smallest counts', () => {
    const less = (quantity: number) => open({ terms: { ...LIMIT_TERMS, quantity: units(quantity) } });
    const record = recordAfter(...working, less(40), less(70), status({ remaining: units(60) }), open());
    expect(orderOf(record)).toMatchObject({ leaves: units(40), flags: [] });
    expect(orderOf(record).terms.quantity).toBe(units(40));
    expect(orderOf(recordAfter(...working, status({ remaining: units(30) }))).leaves).toBe(units(30));
    expect(
      orderOf(recordAfter(queued, sent, status({ status: 'PendingSubmit', remaining: units(0) }))).leaves,
    ).toBe(units(100));
  });

  test('a total of terms before or after is no reduction', () => {
    const smaller: OrderEvent = {
      kind: 'amend-requested',
      at: after(20),
      terms: { ...AMENDED, quantity: units(50) },
    };
    expect(recordAfter(...working, smaller, status({ remaining: units(50) })).reducedTo).toBeNull();
    const grown = recordAfter(
      ...working,
      askAmend,
      open({ terms: AMENDED }),
      status({ remaining: units(100) }),
    );
    expect(grown.reducedTo).toBeNull();
  });

  test('a reduction of what is asked for confirms it', () => {
    const terms = { ...AMENDED, quantity: units(140) };
    const order = orderOf(recordAfter(...working, askAmend, open({ terms })));
    expect(order).toMatchObject({ terms, requestedTerms: null, leaves: units(140) });
  });

  test('other terms were somebody else’s, and hold', () => {
    const terms = { ...LIMIT_TERMS, limitPrice: price(19) };
    const order = orderOf(recordAfter(...working, open({ terms }), open()));
    expect(order).toMatchObject({ terms, flags: ['changed-elsewhere'] });
    const more = { ...LIMIT_TERMS, quantity: units(200) };
    expect(orderOf(recordAfter(...working, open({ terms: more }))).leaves).toBe(units(200));
  });

  test('a change that was lost is flagged until a list answers it', () => {
    const record = recordAfter(...working, askAmend, lost);
    expect(orderOf(record).flags).toEqual(['amend-unanswered']);
    expect(orderOf(applyOrderEvent(record, found({}, 60_000)).record)).toMatchObject({
      requestedTerms: null,
      flags: [],
    });
    const early = applyOrderEvent(record, found({}, 100)).record;
    expect(orderOf(early).requestedTerms).toEqual(AMENDED);
    expect(orderOf(applyOrderEvent(record, status({ status: 'Cancelled' })).record).flags).toEqual([]);
  });
});

describe('trailing stops', () => {
  const TRAIL = {
    ...LIMIT_TERMS,
    type: 'TRAIL',
    limitPrice: null,
    trailAmount: price(1),
    trailPercent: null,
  } as const;
  const start = (side: 'buy' | 'sell') => newRecord(ticket({ side, terms: TRAIL }), T0, null);
  const at_ = (stop: number | null, limit: number | null = null) =>
    open({
      terms: {
        ...TRAIL,
        stopPrice: stop === null ? null : price(stop),
        limitPrice: limit === null ? null : price(limit),
      },
    });
  const stops = (side: 'buy' | 'sell', ...events: OrderEvent[]) =>
    orderOf(
      [queued, sent, ...events].reduce((record, event) => applyOrderEvent(record, event).record, start(side)),
    ).terms.stopPrice;

  test('the furthest stop is the latest: a selling one rises, a buying one falls', () => {
    expect(stops('sell', at_(18), at_(19), at_(17), at_(0), at_(null))).toBe(price(19));
    expect(stops('buy', at_(22), at_(21), at_(23))).toBe(price(21));
  });

  test('a trailing limit moves with its stop', () => {
    const terms = { ...TRAIL, type: 'TRAIL LIMIT', limitOffset: price(0.1) } as const;
    const record = [queued, sent].reduce(
      (one, event) => applyOrderEvent(one, event).record,
      newRecord(ticket({ side: 'sell', terms }), T0, null),
    );
    const moved = (limitPrice: number) =>
      open({ terms: { ...terms, stopPrice: price(19), limitPrice: price(limitPrice) } });
    expect(orderOf(applyOrderEvent(record, moved(18.9)).record).terms).toMatchObject({
      stopPrice: price(19),
      limitPrice: price(18.9),
    });
    expect(orderOf(applyOrderEvent(record, moved(0)).record).terms.limitPrice).toBeNull();
  });
});
