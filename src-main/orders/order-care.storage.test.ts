import { OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { MS_PER_HOUR } from '#shared/kernel/time.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { IbClient } from '../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { useTradingFloor } from '../app/testing/trading-floor.ts';

/** What must not be lost from sight: over a night, a restart, a row that cannot be read. The real path, journal and gateway. */

/** Ten minutes to four in New York, and from there beyond midnight. */
const LATE = Date.UTC(2026, 0, 6, 20, 50);
const NEXT_DAY_MS = 9 * MS_PER_HOUR;
const ASKER = { by: 'test', correlationId: 'x' };
const floor = useTradingFloor(startGateway);
const refOf = (name: string) => orderRefSchema.parse(name);

test('a fill lost overnight in a contract nobody knew: told with both figures, only reducing passes until it is accepted', async () => {
  await floor.beginAt(LATE);
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 40, 100, 'overnight'));
  await floor.advance(bench, 1_000);
  expect(bench.state('overnight')).toBe('working');
  const { orderId } = bench.order('overnight');
  const price = Math.round(bench.ask(apple) + 5);
  floor.close(bench);
  // It fills while nobody listens; on the next day no list tells of it any more.
  const other = await IbClient.connected(floor.gateway.port, 7);
  other.api.placeOrder(
    orderId!,
    { conId: apple.contractId, exchange: 'SMART' },
    {
      ...{ action: OrderAction.BUY, totalQuantity: 100, orderType: OrderType.LMT, lmtPrice: price },
      ...{ tif: TimeInForce.DAY, transmit: true, orderRef: 'overnight' },
    },
  );
  await other.settled();
  floor.gateway.advance(5_000);
  await other.settled();
  expect(other.errors(orderId!)).toEqual([]);
  other.disconnect();
  floor.gateway.advance(NEXT_DAY_MS);
  const again = floor.open();
  await floor.traded(again);
  expect(again.state('overnight')).toBe('expired');
  expect(again.desk.control.status).toMatchObject({
    state: 'reducing',
    reasons: [{ code: 'differences' }],
    reconciliation: { state: 'differences' },
  });
  const [told] = again.desk.control.reconciliationStatus.differences.filter(
    ({ about }) => about === 'position',
  );
  expect(told!.message).toBe('AAPL, position: 0 by our executions, 100 at the broker.');
  expect(again.place(again.limit(apple, 'buy', price - 20))).toMatchObject({ kind: 'denied' });
  expect(await again.desk.acceptDifference(told!.key, ASKER)).toEqual({ ok: true, value: true });
  expect(again.desk.control.status.state).toBe('active');
  expect(again.portfolio.quantity(again.account, apple.contractId)).toBe(100e6);
  floor.close(again);
  const third = floor.open();
  await floor.traded(third);
  expect(third.desk.control.status.state, 'accepted for good').toBe('active');
});

test('an order that may only reduce is judged so when it is changed, too; an exit beside another one can be', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'held'));
  await floor.advance(bench, 1_000);
  const exit = { ...bench.limit(apple, 'sell', bench.ask(apple) + 5, 60, 'exit'), isReduceOnly: true };
  expect(bench.place(exit)).toMatchObject({ kind: 'sent' });
  await floor.advance(bench, 1_000);
  const modify = (ref: string, units: number, cents = 0) => {
    const { terms } = bench.desk.book.get(refOf(ref))!;
    const quantity = toQuantityMicros(units);
    const limitPrice = toOrderPrice(terms.limitPrice! / 1e8 + cents / 100);
    return bench.desk.path.modify(refOf(ref), { ...exit.terms, quantity, limitPrice }, ASKER);
  };
  expect(modify('exit', 150)).toMatchObject({ kind: 'denied', denial: { code: 'reduce-only', limit: 100 } });
  expect(modify('exit', 100)).toMatchObject({ kind: 'sent' });
  floor.close(bench);
  const again = floor.open();
  await floor.traded(again);
  expect(again.journal.denied('bench', { limit: 10 }), 'a denied change is kept').toMatchObject([
    { action: 'modify', ref: 'exit', denial: { code: 'reduce-only' } },
  ]);
  await floor.advance(again, 1_000);
  expect(again.desk.book.get(refOf('exit'))).toMatchObject({ isReduceOnly: true });
});

test('rows that cannot be read: the program starts, says which, lets only reducing through until a person accepts', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'works'));
  bench.place(bench.ticket(apple, 'buy', {}, 'filled'));
  await floor.advance(bench, 1_000);
  const { db } = bench.database;
  const [execId] = bench.desk.book.get(refOf('filled'))!.fills.map(({ execution }) => execution.execId);
  floor.close(bench);

  const broken = floor.open();
  const write = broken.database.db;
  expect(write).not.toBe(db);
  write.prepare("UPDATE orders SET record = '{}' WHERE ref = 'works'").run();
  write.prepare("UPDATE execution SET execution = '[]' WHERE exec_id = ?").run(execId);
  write.prepare("UPDATE equity_marks SET marks = '7'").run();
  write.prepare("INSERT INTO order_intent (profile_id, step) VALUES ('bench', 'no JSON at all')").run();
  write
    .prepare("INSERT INTO order_intent (profile_id, step) VALUES ('bench', ?)")
    .run(JSON.stringify({ events: [{ ref: 'nobody', event: { kind: 'sent', at: 1 } }] }));
  write
    .prepare("INSERT INTO risk_activity (profile_id, at, activity) VALUES ('bench', ?, '{}')")
    .run(floor.gateway.gateway.world.now());
  floor.close(broken);

  const again = floor.open();
  await floor.traded(again);
  const { status } = again.desk.control;
  expect(status.state).toBe('reducing');
  // The broker has told the fill again: positions agree. That there was damage stays told.
  expect(status.reasons.map(({ code }) => code)).toEqual(['journal-damaged']);
  expect(again.portfolio.quantity(again.account, apple.contractId)).toBe(100e6);
  const told = status.reconciliation.differences.find(({ about }) => about === 'journal')!;
  expect(told.message).toMatch(/^6 rows of the order journal cannot be read/);
  const named = again.journal.damaged('bench').rows.map(({ source }) => source);
  expect(named.toSorted()).toEqual([
    ...['count against a limit', 'equity mark', 'execution', 'order', 'order about to be sent'],
    'order about to be sent',
  ]);
  // The order that works is shown as one from outside, and can be ended.
  const adopted = again.desk.book.live.find(({ origin }) => origin !== 'ours')!;
  expect(adopted).toMatchObject({ side: 'buy', contract: { symbol: 'AAPL' } });
  expect(again.desk.path.cancel([adopted.ref], ASKER)).toMatchObject({ kind: 'asked' });
  await floor.advance(again, 1_000);
  expect(again.desk.book.live).toEqual([]);

  for (const { key } of again.desk.control.reconciliationStatus.differences)
    expect(await again.desk.acceptDifference(key, ASKER)).toEqual({ ok: true, value: true });
  expect(again.desk.control.status).toMatchObject({ state: 'active', reasons: [] });
  expect(again.portfolio.quantity(again.account, apple.contractId)).toBe(100e6);
  const kept = again.database.db.prepare("SELECT body FROM damaged_row WHERE source = 'order'").all();
  expect(kept, 'byte for byte').toEqual([{ body: '{}' }]);
  floor.close(again);
  const third = floor.open();
  await floor.traded(third);
  expect(third.desk.control.status.state, 'accepted for good').toBe('active');
});

test('a fill whose row cannot be read: what the broker still tells is whole again with cost and commission, the rest stays a difference', async () => {
  await floor.beginAt(LATE);
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'filled'));
  await floor.advance(bench, 1_000);
  const [position] = bench.portfolio.view().positions;
  const cash = bench.portfolio.view().accounts[0]!.cash;
  const damage = () => floor.open().database.db.prepare("UPDATE execution SET execution = '[]'").run();
  floor.close(bench);
  damage();
  floor.close(floor.lastOpened);

  const again = floor.open();
  await floor.traded(again);
  const [restored] = again.portfolio.view().positions;
  expect(restored).toMatchObject({ quantity: 100e6, averageCost: position!.averageCost, origin: position!.origin }); // prettier-ignore
  expect(again.portfolio.view().accounts[0]!.cash).toEqual(cash);
  expect(again.portfolio.differences).toEqual([]);
  // It was counted on the day that it was made, and is not counted again.
  expect(again.desk.risk.usage(again.account).tradesToday).toBe(1);
  floor.close(again);
  const third = floor.open();
  await floor.traded(third);
  expect(third.portfolio.quantity(third.account, apple.contractId), 'written again').toBe(100e6);
  expect(third.journal.damagedCount('bench'), 'told until it is accepted').toBe(1);
  floor.close(third);

  damage();
  floor.close(floor.lastOpened);
  floor.gateway.advance(NEXT_DAY_MS);
  const late = floor.open();
  await floor.traded(late);
  expect(late.portfolio.quantity(late.account, apple.contractId)).toBe(0);
  expect(late.portfolio.differences.map(({ about, ours, brokers }) => [about, about === 'quantity' && ours, about === 'quantity' && brokers])).toEqual([
    ['quantity', 0, 100],
    ['cash', false, false],
  ]); // prettier-ignore
  expect(late.desk.control.status.state).toBe('reducing');
});

test('a halt that cannot be read halts', () => {
  const bench = floor.open();
  bench.desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' });
  bench.database.db.prepare("UPDATE trading_halt SET halt = '{}'").run();
  floor.close(bench);
  const again = floor.open();
  expect(again.desk.control.status).toMatchObject({
    state: 'halted',
    killSwitch: { isHalted: true, by: 'program' },
  });
});

test('a difference that was accepted is not told again after a restart', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'ours'));
  await floor.advance(bench, 1_000);
  // The same client sends it a second time, past us.
  const { session } = bench.requests;
  session!.api.placeOrder(
    90_000,
    { conId: apple.contractId, exchange: 'SMART' },
    {
      ...{ action: OrderAction.BUY, totalQuantity: 100, orderType: OrderType.LMT, transmit: true },
      ...{ lmtPrice: Math.round(bench.bid(apple) - 6), tif: TimeInForce.DAY, orderRef: 'ours' },
    },
  );
  await floor.advance(bench, 1_000);
  const compared = bench.desk.reconciler.compare();
  await floor.advance(bench, 3_000);
  await compared;
  const [told] = bench.desk.control.reconciliationStatus.differences;
  expect(told!.key).toMatch(/^order-duplicate/);
  expect(bench.desk.control.status.state).toBe('reducing');
  expect(await bench.desk.acceptDifference(told!.key, ASKER)).toEqual({ ok: true, value: true });
  expect(bench.desk.control.status.state).toBe('active');
  floor.close(bench);
  const again = floor.open();
  const isReady = again.ready().then(() => true);
  // It is looked at twice before it is believed.
  while (!(await Promise.race([isReady, new Promise((resolve) => setImmediate(resolve))])))
    again.manual.advance(100);
  expect(again.desk.control.status).toMatchObject({ state: 'active', reasons: [] });
});

test('what the broker lists of an order that memory has forgotten is of that order: no stranger, nothing twice', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'early'));
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'works'));
  await floor.advance(bench, 1_000);
  expect([bench.state('early'), bench.state('works')]).toEqual(['filled', 'working']);
  const { feed, book } = bench.desk;
  const shown = feed.list(book).executions.length;
  // As after some thousand orders of the same day.
  for (const ref of ['early', 'works']) book.remove({ ref: refOf(ref) });
  await bench.desk.reconciler.compare();
  expect(bench.state('works'), 'the journal knows whose it is').toBe('working');
  expect([...book.all].map(({ ref }) => ref)).toEqual(['works']);
  expect(feed.list(book).executions).toHaveLength(shown);
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100e6);
  expect(bench.desk.path.cancel([refOf('works')], ASKER)).toMatchObject({ kind: 'asked' });
  await floor.advance(bench, 1_000);
  expect(bench.state('works')).toBe('cancelled');
  expect(bench.journal.audit({ limit: 50 }).map(({ kind }) => kind)).not.toContain('order-adopted');
});

test('an order whose write failed is neither sent nor denied but unknown, goes out once, and the broker’s lists settle it', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  const send = bench.orders.send.bind(bench.orders);
  let isWritten = true;
  bench.orders.send = (order) => {
    if (isWritten) send(order);
    throw new Error('the socket broke');
  };
  const order = (name: string) => bench.limit(apple, 'buy', bench.bid(apple) - 5, 10, name);
  const unknown = { kind: 'unknown', message: expect.stringContaining('may have gone out') as unknown };
  const arrived = order('arrived');
  expect(bench.place(arrived)).toMatchObject({ ...unknown, ref: 'arrived' });
  isWritten = false;
  expect(bench.place(order('lost'))).toMatchObject({ ...unknown, ref: 'lost' });
  bench.orders.send = send;
  expect([bench.state('arrived'), bench.state('lost')]).toEqual(['unknown', 'unknown']);
  await floor.advance(bench, 12_000);
  expect([bench.state('arrived'), bench.state('lost')]).toEqual(['working', 'cancelled']);
  expect([...floor.gateway.gateway.orders.tickets.live].map((one) => one.order.orderRef)).toEqual([
    'arrived',
  ]);

  // A change of it: what the broker has is found out as well.
  const { terms } = arrived;
  bench.orders.send = () => {
    throw new Error('the socket broke');
  };
  const changed = { ...terms, quantity: toQuantityMicros(20) };
  expect(bench.desk.path.modify(refOf('arrived'), changed, ASKER)).toMatchObject({
    ...unknown,
    ref: 'arrived',
  });
  bench.orders.send = send;
  await floor.advance(bench, 12_000);
  expect(bench.order('arrived')).toMatchObject({ state: 'working', terms: { quantity: terms.quantity } });
});
