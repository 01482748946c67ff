import { describe, expect, test } from 'vitest';
import type { OrderEvent } from './order-event.ts';
import { applyOrderEvent } from './order-machine.ts';
import { newRecord } from './order-record.ts';
import { orderOf } from './order-state.ts';
import { after, CONTRACT, LIMIT_TERMS, price, T0, ticket, units } from './testing/samples.ts';
import {
  queued,
  sent,
  open,
  status,
  error,
  executed,
  nowhere,
  recordAfter,
  at,
  working,
} from './testing/order-events.ts';

describe('fills', () => {
  test('an order is filled by its executions, whether or not a status says so', () => {
    const order = orderOf(
      recordAfter(...working, executed('x.1.01', 40), executed('x.2.01', 60, { at: after(99) })),
    );
    expect(order).toMatchObject({
      state: 'filled',
      filled: units(100),
      leaves: 0,
      reason: '',
      endedAt: after(99),
    });
    expect(order.averagePrice).toBe(price(20));
  });

  test('the moment it was filled is that of the latest fill, whatever order they are told in', () => {
    const events = [executed('x.1.01', 40, { at: after(99) }), executed('x.2.01', 60)];
    expect(orderOf(recordAfter(...working, ...events)).endedAt).toBe(after(99));
  });

  test('an overfill is booked and flagged', () => {
    const applied = applyOrderEvent(recordAfter(...working, executed('x.1.01', 90)), executed('x.2.01', 20));
    expect(applied).toMatchObject({ booked: 'new', to: 'filled', raised: ['overfill'] });
    expect(orderOf(applied.record).filled).toBe(units(110));
  });

  test('a fill after the end is booked and flagged', () => {
    const ended = recordAfter(...working, status({ status: 'Cancelled', remaining: units(0) }));
    const applied = applyOrderEvent(ended, executed('x.1.01', 10));
    expect(applied).toMatchObject({
      from: 'cancelled',
      to: 'cancelled',
      booked: 'new',
      raised: ['filled-after-end'],
    });
    expect(orderOf(applied.record).filled).toBe(units(10));
  });

  test('an end that gives no count says nothing about fills after it', () => {
    expect(orderOf(recordAfter(...working, error(202, 'gone'), executed('x.1.01', 10))).flags).toEqual([]);
  });

  test('a correction replaces its fill and is flagged; executions that were not heard of are, too', () => {
    const record = recordAfter(
      ...working,
      executed('x.1.01', 10),
      status({ filled: units(30), remaining: units(70) }),
    );
    expect(orderOf(record).flags).toEqual(['executions-missing']);
    const corrected = recordAfter(
      ...working,
      executed('x.1.01', 30),
      executed('x.1.02', 0),
      status({ filled: units(30) }),
    );
    expect(orderOf(corrected)).toMatchObject({ filled: 0, averagePrice: null, flags: ['corrected'] });
  });

  test('the legs of a combination are told, and do not fill it', () => {
    const bag = newRecord(ticket({ contract: { ...CONTRACT, securityType: 'BAG' } }), T0, null);
    const leg = { ...CONTRACT, contractId: 9 as typeof CONTRACT.contractId };
    const record = applyOrderEvent(applyOrderEvent(bag, queued).record, sent).record;
    const applied = applyOrderEvent(record, executed('x.1.01', 10, { contract: leg }));
    expect(applied).toMatchObject({ booked: 'leg', to: 'working' });
    expect(applyOrderEvent(record, executed('x.1.01', 10)).booked).toBe('new');
  });

  test('of the commissions of a fill and its correction the correction’s is kept, once', () => {
    const cost = (execId: string, commission: number): OrderEvent => ({
      kind: 'commission',
      at: T0,
      report: { execId, commission: commission as never, currency: 'USD' as never, realizedPnl: null },
    });
    const record = recordAfter(
      ...working,
      cost('x.2.01', 5),
      cost('x.1.02', 7),
      cost('x.1.01', 3),
      cost('x.1.02', 7),
      cost('x.3.01', 1),
    );
    expect(record.commissions.map(({ execId }) => execId)).toEqual(['x.1.02', 'x.2.01', 'x.3.01']);
  });

  test('an order by cash is over when the broker says so, and a fill beyond nothing is no overfill', () => {
    const cash = open({ terms: { ...LIMIT_TERMS, quantity: units(0) } });
    const record = recordAfter(queued, sent, cash, executed('x.1.01', 10));
    expect(orderOf(record)).toMatchObject({ state: 'partially-filled', flags: ['changed-elsewhere'] });
    expect(orderOf(applyOrderEvent(record, nowhere('over')).record).state).toBe('filled');
    expect(at(queued, sent, cash, nowhere('over'))).toBe('cancelled');
  });
});
