import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractSchema } from '../../model/contract.ts';
import { USD } from '../../model/currency.ts';
import { toMicros } from '../../model/money.ts';
import { quantityMicros } from '../../model/quantity.ts';
import type { OrderEvent } from '../order-event.ts';
import { applyOrderEvent } from '../order-machine.ts';
import { newRecord, type OrderRecord } from '../order-record.ts';
import { orderOf, stateOf } from '../order-state.ts';
import {
  after, brokerOrder, brokerStatus, CLIENT_ID, CONTRACT, fill, LIMIT_TERMS, ORDER_ID, price, ref, REF, T0, ticket, units,
} from '../testing/samples.ts'; // prettier-ignore
import type { BrokerEvidence, OwnBooks } from './evidence.ts';
import { reconcile } from './reconcile.ts';

const ASKED = 60_000;
const EMPTY: BrokerEvidence = {
  ...{ askedAt: after(ASKED), at: after(ASKED + 50), coversSince: after(-3_600_000) },
  ...{ openOrders: [], completedOrders: [], executions: [], positions: [], cash: [] },
};
const books = (orders: readonly OrderRecord[], change: Partial<OwnBooks> = {}): OwnBooks => ({
  ...{ orders, positions: null, cash: null },
  ...change,
});

function sentOrder(...events: OrderEvent[]): OrderRecord {
  return ([
    { kind: 'queued', at: T0, clientId: CLIENT_ID, orderId: ORDER_ID },
    { kind: 'sent', at: T0 },
    ...events,
  ] as const).reduce((record, event) => applyOrderEvent(record, event).record, newRecord(ticket(), T0, after(1_000_000))); // prettier-ignore
}
const lost: OrderEvent = { kind: 'lost', at: after(1), why: 'the connection was lost' };
const working = sentOrder({ kind: 'open-order', at: after(5), order: brokerOrder() });
const listed = { order: brokerOrder(), status: brokerStatus() };
const completed = (status: string, filled: number) => ({
  ...{ order: brokerOrder({ status, clientId: 0, orderId: 0, orderRef: REF }), filled: units(filled) },
  ...{ completedStatus: status, completedAt: null },
});

test('books that agree ask for nothing', () => {
  const seen = reconcile(books([working]), { ...EMPTY, openOrders: [listed] });
  expect(reconcile(books(seen.records), { ...EMPTY, openOrders: [listed] })).toMatchObject({
    ...{ adopted: [], steps: [], settled: [], differences: [], verdict: 'clean' },
  });
});

test('an unknown send is settled by the lists: open, filled, ended, or never received', () => {
  const unknown = sentOrder(lost);
  const open = reconcile(books([unknown]), { ...EMPTY, openOrders: [listed] });
  expect(stateOf(open.records[0]!)).toBe('working');
  expect(open.settled).toMatchObject([{ kind: 'confirmed', ref: REF }]);

  const filled = reconcile(books([unknown]), {
    ...{ ...EMPTY, completedOrders: [completed('Filled', 100)] },
    executions: [fill('x.1.01', 100)],
  });
  expect(orderOf(filled.records[0]!)).toMatchObject({ state: 'filled', filled: units(100), flags: [] });
  expect(filled.settled).toMatchObject([{ kind: 'filled', text: `order ${REF} was unknown, and is filled` }]);

  const ended = reconcile(books([unknown]), { ...EMPTY, completedOrders: [completed('Cancelled', 0)] });
  expect(ended.settled).toMatchObject([
    { kind: 'ended', text: `order ${REF} was unknown, and is cancelled: Cancelled` },
  ]);

  const nowhere = reconcile(books([unknown]), EMPTY);
  expect(nowhere).toMatchObject({ verdict: 'clean', settled: [{ kind: 'ended' }] });
  expect(orderOf(nowhere.records[0]!).reason).toContain('never received');
});

test('nothing is settled by a list that did not come: it is unknown, not empty', () => {
  for (const question of ['openOrders', 'completedOrders', 'executions'] as const) {
    const { records, steps, differences, verdict } = reconcile(books([sentOrder(lost), working]), {
      ...EMPTY,
      [question]: null,
    });
    expect(steps).toEqual([]);
    expect(records).toHaveLength(1);
    expect(differences).toContainEqual(expect.objectContaining({ kind: 'unanswered', question }));
    expect(verdict).toBe('unproven');
  }
});

test('a send so young that the lists prove nothing stays unknown', () => {
  const early = { ...EMPTY, askedAt: after(100), at: after(150) };
  const { records, differences, verdict } = reconcile(books([sentOrder(lost)]), early);
  expect(stateOf(records[0]!)).toBe('unknown');
  expect(differences).toMatchObject([{ kind: 'order-unproven', ref: REF }]);
  expect(differences[0]!.text).toContain('compare again');
  expect(verdict).toBe('differences');
  expect(reconcile(books([working]), early)).toMatchObject({ steps: [], differences: [] });
});

test('a send of another day that nobody knows is missing, and a person has to look', () => {
  const { records, differences } = reconcile(books([sentOrder(lost)]), {
    ...EMPTY,
    coversSince: after(30_000),
  });
  expect(stateOf(records[0]!)).toBe('unknown');
  expect(differences).toMatchObject([{ kind: 'order-missing' }]);
  const again = reconcile(books(records), { ...EMPTY, coversSince: after(30_000) });
  expect(again).toMatchObject({ steps: [], differences: [{ kind: 'order-missing' }] });
});

test('an order that was put into the journal before a crash counts from then', () => {
  const queued = applyOrderEvent(newRecord(ticket(), T0, null), {
    kind: 'queued',
    at: T0,
    clientId: CLIENT_ID,
    orderId: ORDER_ID,
  }).record;
  expect(stateOf(reconcile(books([queued]), EMPTY).records[0]!)).toBe('cancelled');
  expect(reconcile(books([newRecord(ticket(), T0, null)]), EMPTY).steps).toEqual([]);
});

test('a working order that nobody lists has expired once its time is over, and is missing before', () => {
  const over = { ...EMPTY, askedAt: after(1_000_001), at: after(1_000_002) };
  expect(reconcile(books([working]), over)).toMatchObject({
    settled: [{ kind: 'expired' }],
    verdict: 'clean',
  });
  expect(reconcile(books([working]), EMPTY)).toMatchObject({ differences: [{ kind: 'order-missing' }] });
});

test('orders from outside are adopted with what is attached to them, and end when nobody has them', () => {
  const parent = brokerOrder({ permId: 1, clientId: 3, orderId: 7, orderRef: '' });
  const child = brokerOrder({ permId: 2, clientId: 3, orderId: 8, orderRef: '', parentOrderId: 7 });
  const byHand = brokerOrder({ permId: 3, clientId: 0, orderId: -5, orderRef: '', parentOrderId: -4 });
  const openOrders = [child, parent, byHand].map((order) => ({ order, status: null }));
  const first = reconcile(books([]), { ...EMPTY, openOrders });
  expect(first.adopted.map((record) => [record.ref, record.parentRef, record.origin])).toEqual([
    ['perm-3', null, 'tws'],
    ['perm-1', null, 'other-client'],
    ['perm-2', 'perm-1', 'other-client'],
  ]);
  expect(first.settled.map(({ text }) => text)).toEqual([
    'an order from TWS in ACME, account DU1, is working',
    'an order from client 3 in ACME, account DU1, is working',
    'an order from client 3 in ACME, account DU1, is working',
  ]);
  expect(first.verdict).toBe('clean');
  const later = { ...EMPTY, askedAt: after(2 * ASKED), at: after(2 * ASKED) };
  const second = reconcile(books(first.records), later);
  expect(second.records.map(stateOf)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(second.verdict).toBe('clean');
});

test('orders the broker has not numbered are told apart by client and number, and one listed twice is one', () => {
  const of = (clientId: number, orderId: number) =>
    brokerOrder({ permId: 0, clientId, orderId, orderRef: 'the same for all' });
  const openOrders = [of(3, 7), of(3, 8), of(4, 7), of(3, 7)].map((order) => ({ order, status: null }));
  const { adopted, steps } = reconcile(books([]), { ...EMPTY, openOrders });
  expect(adopted).toHaveLength(3);
  expect(new Set(adopted.map((record) => record.ref)).size).toBe(3);
  expect(steps.filter(({ event }) => event.kind === 'found-open')).toHaveLength(3);
});

test('a fill of an order that nobody knows is booked with an order of its own', () => {
  const executions = [
    fill('y.1.01', 5, { permId: 9, orderId: 0, orderRef: '' }),
    fill('y.2.01', 6, { permId: 9, orderId: 0, orderRef: '' }),
  ];
  const { adopted, records } = reconcile(books([]), { ...EMPTY, executions });
  expect(adopted).toHaveLength(1);
  expect(orderOf(records[0]!)).toMatchObject({ ref: 'perm-9', state: 'filled', filled: units(11) });
});

test('an order that ended between the two answers has ended', () => {
  const { records } = reconcile(books([working]), {
    ...EMPTY,
    openOrders: [listed],
    completedOrders: [completed('Cancelled', 0)],
  });
  expect(stateOf(records[0]!)).toBe('cancelled');
});

test('what had ended by our book and is open at the broker, or was changed there, is told', () => {
  const ended = applyOrderEvent(working, {
    kind: 'order-status',
    at: after(9),
    status: brokerStatus({ status: 'Cancelled' }),
  }).record;
  const terms = { ...LIMIT_TERMS, limitPrice: price(19) };
  const openOrders = [{ order: brokerOrder({ terms }), status: brokerStatus() }];
  const { settled } = reconcile(books([ended]), { ...EMPTY, openOrders });
  expect(settled.map(({ kind }) => kind)).toEqual(['revived', 'changed']);
});

test('positions and cash are compared to the last unit, both ways', () => {
  const OTHER = contractSchema.parse({ ...CONTRACT, contractId: 4002, symbol: 'BOLT' });
  const position = (contract: typeof CONTRACT, quantity: number) => ({
    account: 'DU1',
    contract,
    quantity: units(quantity),
  });
  const cash = (amount: number, account = 'DU1') => ({ account, currency: USD, amount: toMicros(amount) });
  const own = books([], {
    positions: [position(CONTRACT, 5), position(OTHER, 0)],
    cash: [cash(10), cash(3, 'DU2')],
  });
  const same = {
    ...EMPTY,
    positions: [position(CONTRACT, 5)],
    cash: [cash(10), cash(3, 'DU2'), cash(0, 'DU3')],
  };
  expect(reconcile(own, same).differences).toEqual([]);
  const other = { ...EMPTY, positions: [position(OTHER, -2)], cash: [cash(10.000001), cash(4, 'DU3')] };
  const { differences, verdict } = reconcile(own, other);
  expect(
    differences.map((one) => [one.kind, 'ours' in one ? one.ours : 0, 'brokers' in one ? one.brokers : 0]),
  ).toEqual([
    ['position', units(5), 0],
    ['position', 0, units(-2)],
    ['cash', toMicros(10), toMicros(10.000001)],
    ['cash', toMicros(3), 0],
    ['cash', 0, toMicros(4)],
  ]);
  expect(differences[0]!.text).toContain('ACME in DU1: 0 by the broker, 5 by our executions');
  expect(verdict).toBe('differences');
});

test('positions and cash that the broker did not tell are unproven only where we keep books of them', () => {
  const silent = { ...EMPTY, positions: null, cash: null };
  expect(reconcile(books([]), silent).verdict).toBe('clean');
  const questions = reconcile(books([], { positions: [], cash: [] }), silent).differences;
  expect(questions).toMatchObject([{ question: 'positions' }, { question: 'cash' }]);
});

test('missing executions are a difference unless the position shows that all is booked', () => {
  const short = applyOrderEvent(working, {
    kind: 'order-status',
    at: after(9),
    status: brokerStatus({ filled: units(30), remaining: units(70) }),
  }).record;
  const evidence = {
    ...EMPTY,
    openOrders: [{ ...listed, status: brokerStatus({ filled: units(30), remaining: units(70) }) }],
  };
  const kinds = (own: Partial<OwnBooks>, change: Partial<BrokerEvidence> = {}) =>
    reconcile(books([short], own), { ...evidence, ...change }).differences.map(({ kind }) => kind);
  expect(kinds({})).toEqual(['executions-missing']);
  expect(kinds({ positions: [] })).toEqual([]);
  expect(kinds({ positions: [] }, { positions: null })).toEqual(['unanswered', 'executions-missing']);
  const positions = [{ account: 'DU1', contract: CONTRACT, quantity: units(30) }];
  expect(kinds({ positions: [] }, { positions })).toEqual(['position', 'executions-missing']);
  const elsewhere = [{ ...positions[0]!, account: 'DU2' }];
  expect(kinds({ positions: [] }, { positions: elsewhere })).toEqual(['position']);
});

test('whatever the lists hold, nothing is dropped, and the same evidence asks for nothing twice', () => {
  const order = fc.record({
    permId: fc.integer({ min: 1, max: 5 }),
    orderId: fc.integer({ min: -1, max: 3 }),
    orderRef: fc.constantFrom('', REF, 'theirs'),
    status: fc.constantFrom(
      'Submitted',
      'PreSubmitted',
      'PendingCancel',
      'Filled',
      'Cancelled',
      'Inactive',
      '',
    ),
    quantity: fc.constantFrom(50, 100, 150),
  });
  interface Drawn {
    readonly permId: number;
    readonly orderId: number;
    readonly orderRef: string;
    readonly status: string;
    readonly quantity: number;
  }
  const toOrder = ({ quantity, ...names }: Drawn) =>
    brokerOrder({ ...names, terms: { ...LIMIT_TERMS, quantity: units(quantity) } });
  const lists = fc.record({
    open: fc.array(order, { maxLength: 4 }),
    completed: fc.array(order, { maxLength: 3 }),
    fills: fc.array(
      fc.record({
        permId: fc.nat(5),
        root: fc.nat(6),
        revision: fc.integer({ min: 1, max: 3 }),
        quantity: fc.nat(60),
      }),
      { maxLength: 8 },
    ),
    own: fc.constantFrom(sentOrder(lost), working, sentOrder()),
  });
  const numRuns = process.env.TRADEWIND_COUNTS === 'full' ? 100_000 : 200;
  fc.assert(
    fc.property(lists, ({ open, completed: done, fills, own }) => {
      const evidence: BrokerEvidence = {
        ...EMPTY,
        openOrders: open.map((one) => ({ order: toOrder(one), status: null })),
        // Those have a permId, and no number.
        completedOrders: done.map((one) => ({
          order: toOrder({ ...one, orderId: 0 }),
          filled: quantityMicros(0),
          completedStatus: '',
          completedAt: null,
        })),
        executions: fills.map(({ permId, root, revision, quantity }) =>
          fill(`e${permId}.${root}.0${revision}`, quantity, { permId, orderId: 0, orderRef: '' }),
        ),
      };
      const first = reconcile(books([own]), evidence);
      const second = reconcile(books(first.records), evidence);
      expect(second.steps).toEqual([]);
      expect(second.adopted).toEqual([]);
      expect(second.settled).toEqual([]);
      expect(second.differences).toEqual(first.differences);
      // Every step is one of an order that is known by then, and applying them gives the records.
      const records = new Map([own, ...first.adopted].map((record) => [record.ref, record]));
      for (const { ref: name, event } of first.steps)
        records.set(name, applyOrderEvent(records.get(name)!, event).record);
      expect([...records.values()]).toEqual(first.records);
      const booked = first.records.flatMap((record) =>
        record.fills.map(({ execution }) => execution.execId.replace(/\.\d+$/, '')),
      );
      expect(new Set(booked)).toEqual(
        new Set(evidence.executions!.map(({ execId }) => execId.replace(/\.\d+$/, ''))),
      );
      expect(booked).toHaveLength(new Set(booked).size);
    }),
    { numRuns },
  );
});

test('a second order under our reference is another order, and a difference as long as it is open', () => {
  const open = (...permIds: number[]) =>
    permIds.map((permId) => ({
      order: brokerOrder({ permId, orderId: permId === 5 ? ORDER_ID : permId }),
      status: null,
    }));
  const first = reconcile(books([sentOrder(lost)]), { ...EMPTY, openOrders: open(5, 6) });
  expect(first.records.map((record) => [record.ref, record.permId])).toEqual([
    [REF, 5],
    ['perm-6', 6],
  ]);
  expect(first.differences).toMatchObject([{ kind: 'order-duplicate', ref: 'perm-6', of: REF }]);
  const ended = [{ order: brokerOrder({ permId: 6, orderId: 6, status: 'Cancelled' }), status: null }];
  expect(
    reconcile(books(first.records), { ...EMPTY, openOrders: [...open(5), ...ended] }).differences,
  ).toEqual([]);
});

test('a stranger under our reference is another order, whatever became of ours', () => {
  const names = { permId: 5, clientId: 3, orderId: 9 };
  const stranger = brokerOrder({
    ...names,
    side: 'sell',
    terms: { ...brokerOrder().terms, quantity: units(7_000) },
  });
  const { records, differences } = reconcile(books([sentOrder(lost)]), {
    ...EMPTY,
    openOrders: [{ order: stranger, status: null }],
    executions: [fill('x.1', 10, { ...names, side: 'sell' })],
  });
  expect(records.map(({ ref, side, permId, fills }) => [ref, side, permId, fills.length])).toEqual([
    [REF, 'buy', null, 0],
    ['perm-5', 'sell', 5, 1],
  ]);
  expect(differences).toMatchObject([{ kind: 'order-duplicate', ref: 'perm-5', of: REF }]);
});

test('completed orders that have no numbers are told apart by their references', () => {
  const second = { ...sentOrder(lost), ref: ref('tw-2'), orderId: 42 };
  const bare = { permId: 0, clientId: 0, orderId: 0, status: 'Cancelled' };
  const completedOrders = ['tw-1', 'tw-2', '', ''].map((orderRef) => ({
    ...completed('Cancelled', 0),
    order: brokerOrder({ ...bare, orderRef }),
    completedStatus: 'Rejected by exchange',
  }));
  const { records } = reconcile(books([sentOrder(lost), second]), { ...EMPTY, completedOrders });
  expect(records.slice(0, 2).map((record) => orderOf(record).reason)).toEqual([
    'Rejected by exchange',
    'Rejected by exchange',
  ]);
});

test('an order from outside gets its number when it is told, and one without a permId is known by it', () => {
  const bare = brokerOrder({ permId: 5, clientId: 0, orderId: 0, orderRef: '', status: 'Cancelled' });
  const done = { order: bare, filled: units(0), completedStatus: '', completedAt: null };
  const first = reconcile(books([]), { ...EMPTY, completedOrders: [done] });
  expect(first.records).toMatchObject([{ ref: 'perm-5', clientId: null, orderId: null }]);
  const executions = [fill('z.1.01', 5, { permId: 5, clientId: 3, orderId: 9, orderRef: '' })];
  expect(reconcile(books(first.records), { ...EMPTY, executions }).records).toMatchObject([
    { clientId: 3, orderId: 9 },
  ]);

  const pending = brokerOrder({ permId: 0, clientId: 3, orderId: 10, orderRef: '', status: 'ApiPending' });
  const openOrders = [
    { order: pending, status: null },
    { order: pending, status: null },
  ];
  expect(reconcile(books([]), { ...EMPTY, openOrders }).records).toMatchObject([
    { ref: 'client-3.10', permId: null },
  ]);
});

test('the name of a record that was adopted is the same whenever it is met', () => {
  const openOrders = [{ order: brokerOrder({ permId: 77 }), status: null }];
  expect(reconcile(books([]), { ...EMPTY, openOrders }).adopted[0]!.ref).toBe(ref('perm-77'));
});
