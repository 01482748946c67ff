import { expect, test } from 'vitest';
import { OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { IbClient } from '../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { useTradingFloor } from '../app/testing/trading-floor.ts';

/** What must not happen whatever is asked for, fails or comes late: the real path, journal and gateway. */

const floor = useTradingFloor(startGateway);
const refOf = (name: string) => orderRefSchema.parse(name);

test('attaching an order gets it round no limit: not in another contract, not to what has filled', async () => {
  const bench = floor.open();
  const [apple, other] = [await floor.traded(bench), await floor.traded(bench, 'MSFT')];
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 40, 3_000, 'waits'));
  bench.place(bench.ticket(apple, 'buy', {}, 'fills'));
  await floor.advance(bench, 1_000);
  expect([bench.state('waits'), bench.state('fills')]).toEqual(['working', 'filled']);
  const hedge = bench.limit(other, 'sell', bench.ask(other) + 1, 3_000, 'hedge');
  expect(bench.place({ ...hedge, parentRef: refOf('waits') })).toMatchObject({
    kind: 'denied',
    denial: { code: 'order-value' },
  });
  // Each goes out by itself: nothing at the broker keeps all of them from filling.
  for (const name of ['x', 'y', 'z']) {
    bench.place({
      ...bench.limit(apple, 'sell', bench.ask(apple) + 10, 100, name),
      parentRef: refOf('fills'),
    });
    expect(bench.order(name)).toMatchObject({ parentRef: null });
  }
  const facts = {
    workingBuy: 0,
    workingSell: 0,
    buyOrders: 0,
    sellOrders: 0,
    ownBestBid: NaN,
    ownBestAsk: NaN,
  };
  bench.desk.book.readInto(facts, bench.account, apple.contractId, null);
  expect(facts.workingSell).toBe(300_000_000);
});

test('nothing is attached to an order that is not ours: its number would be that of another, and limits be got round', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  floor.gateway.gateway.faults.set('user-order');
  const other = await IbClient.connected(floor.gateway.port, 3);
  other.api.placeOrder(
    1,
    { conId: apple.contractId, exchange: 'SMART' },
    {
      ...{ action: OrderAction.BUY, orderType: OrderType.LMT, tif: TimeInForce.DAY, transmit: true },
      ...{ lmtPrice: Math.round(bench.bid(apple) - 20), totalQuantity: 6_000 },
    },
  );
  await floor.advance(bench, 2_000);
  await other.settled();
  await bench.desk.reconciler.compare();
  const origins = bench.desk.book.live.map(({ origin }) => origin);
  expect(origins.sort()).toEqual(['other-client', 'tws']);
  for (const { ref, origin, side } of bench.desk.book.live) {
    const exit = bench.limit(apple, side === 'buy' ? 'sell' : 'buy', bench.bid(apple), 5_000, `to-${origin}`);
    expect(bench.place({ ...exit, parentRef: ref })).toMatchObject({
      ...{ kind: 'denied', denial: { code: 'ticket', value: 'parentRef' } },
    });
  }
  other.disconnect();
});

test('a second exit in a group of its own is no exit: both could fill', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  const price = bench.bid(apple);
  bench.place(bench.limit(apple, 'buy', price - 1, 3_000, 'entry'));
  await floor.advance(bench, 500);
  const exit = (name: string) => ({
    ...{
      ...bench.limit(apple, 'sell', price + 5, 3_000, name),
      parentRef: refOf('entry'),
      isReduceOnly: true,
    },
    oca: { group: `g-${name}`, type: 1 as const },
  });
  expect(bench.place(exit('x'))).toMatchObject({ kind: 'sent' });
  expect(bench.place(exit('y'))).toMatchObject({ kind: 'denied' });
});

test('halted and cancelled while the disk is full: both are done, written when it can be, and hold over a restart', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'a'));
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5.5, 100, 'b'));
  await floor.advance(bench, 1_000);
  bench.database.db.pragma('query_only = ON');
  bench.desk.path.cancel([refOf('a')], { by: 'test', correlationId: 'x' });
  expect(bench.desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' })).toMatchObject({ ok: false });
  bench.database.db.pragma('query_only = OFF');
  await floor.advance(bench, 2_000);
  expect(bench.desk.control.status.reasons.map(({ code }) => code)).toEqual(['kill-switch']);
  expect([bench.state('a'), bench.state('b')]).toEqual(['cancelled', 'cancelled']);
  const kinds = bench.journal.audit({ limit: 50 }).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['cancel-asked', 'halted']));
  expect(bench.journal.loadHalt()).toMatchObject({ by: 'menu' });
});

test('a name is used once: not again when memory has forgotten it, and never that of an order from outside', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  const ticket = bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'once');
  bench.place(ticket);
  await floor.advance(bench, 500);
  bench.desk.path.cancel([ticket.ref], { by: 'test', correlationId: 'x' });
  await floor.advance(bench, 1_000);
  bench.desk.book.remove(ticket);
  expect(bench.place(ticket)).toMatchObject({ kind: 'denied', denial: { code: 'duplicate-id' } });
  for (const name of ['perm-7', 'client-0.1', 'exec-0001'])
    expect(bench.place({ ...ticket, ref: refOf(name) })).toMatchObject({
      kind: 'denied',
      denial: { code: 'ticket' },
    });
});

test('a bug on the way leaves nothing half done: no order that was never sent, no group of which a part is', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  const take = bench.orders.take.bind(bench.orders);
  const send = bench.orders.send.bind(bench.orders);
  bench.orders.take = () => {
    throw new Error('a bug');
  };
  const low = (name: string, below: number) => ({
    ...bench.limit(apple, 'buy', bench.bid(apple) - below, 100, name),
    oca: { group: 'g', type: 1 as const },
  });
  expect(() => bench.place(low('a', 5), low('b', 6))).toThrow('a bug');
  expect(bench.desk.book.liveCount).toBe(0);

  bench.orders.take = take;
  let count = 0;
  bench.orders.send = (order) => {
    if (++count === 2) throw new Error('a bug');
    send(order);
  };
  expect(bench.place(low('a', 5), low('b', 6), low('c', 7))).toMatchObject({ kind: 'unknown', ref: 'b' });
  expect([bench.state('a'), bench.state('b'), bench.state('c')]).toEqual([
    'pending-cancel',
    'unknown',
    'denied',
  ]);
  await floor.advance(bench, 1_000);
  expect(bench.state('a')).toBe('cancelled');
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);

  // Breakers are looked at every second, whatever has failed in the one before.
  let looks = 0;
  bench.desk.risk.mark = () => {
    if (++looks === 1) throw new Error('a bug');
    return false;
  };
  expect(() => {
    bench.manual.advance(1_000);
  }).toThrow('a bug');
  bench.manual.advance(2_000);
  expect(looks).toBe(3);
});

test('the kill switch: owed cancels go with the connection, a later pull outlasts an older yes, closing waits for the rate', async () => {
  const bench = floor.open();
  const apple = await floor.traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'held'));
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'works'));
  await floor.advance(bench, 1_000);
  bench.connection.disconnect();
  const by = { by: 'menu', correlationId: 'k' } as const;
  bench.desk.killSwitch.halt(false, by);
  await bench.ready();
  await bench.settled();
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);

  const resumed = bench.desk.killSwitch.resume(by);
  bench.desk.killSwitch.halt(true, by);
  expect(await resumed).toEqual({ ok: true, value: false });
  const take = bench.orders.take.bind(bench.orders);
  bench.orders.take = () => false;
  await floor.advance(bench, 12_000, 2_000);
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100_000_000);
  bench.orders.take = take;
  await floor.advance(bench, 12_000, 2_000);
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(0);
  expect(bench.desk.control.status.killSwitch).toMatchObject({ isHalted: true, isFlattening: false });
});

test('a difference is accepted with the figures that were shown, or not at all', async () => {
  const bench = floor.open();
  await bench.ready();
  const shown = {
    key: 'quantity DU1 7',
    about: 'quantity',
    account: 'DU1',
    contractId: 7,
    name: 'X',
    currency: 'USD',
  };
  let brokers = 100;
  Object.defineProperty(bench.portfolio, 'differences', {
    get: () => [{ ...shown, since: 1, ours: 0, brokers }],
  });
  const accepted: string[] = [];
  bench.portfolio.accept = (key) => accepted.push(key) > 0;
  const accept = () =>
    bench.desk.acceptDifference(`portfolio ${shown.key}`, { by: 'test', correlationId: 'x' });
  const meanwhile = accept();
  brokers = -500;
  expect(await meanwhile).toMatchObject({ ok: false, error: { code: 'difference-gone' } });
  expect(accepted).toEqual([]);
  expect(await accept()).toEqual({ ok: true, value: true });
  expect(accepted).toEqual([shown.key]);
});
