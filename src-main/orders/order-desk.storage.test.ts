import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Contract } from '#shared/model/contract.ts';
import { OrderAction, OrderType } from '@stoqey/ib';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { buildBracket } from '#shared/orders/relations/build-bracket.ts';
import { IbClient } from '../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import type { OrderBench } from '../app/testing/order-bench.ts';
import { useTradingFloor } from '../app/testing/trading-floor.ts';

/** The order path whole, against the real paper gateway over its socket, with the real journal. The gateway's clock is the only one. */

// Looked at after all are closed: hooks that are registered first run last.
const trouble: string[] = [];

beforeEach(() => {
  trouble.length = 0;
});
afterEach(() => {
  expect(trouble).toEqual([]);
});
const floor = useTradingFloor(startGateway);

function open(options: Parameters<typeof floor.open>[0] = {}): OrderBench {
  return floor.open({
    onLog: (level, fields, message) => {
      if (level === 'error') trouble.push(`${message} ${JSON.stringify(fields)}`);
    },
    ...options,
  });
}

test('an order goes out, works, is changed and cancelled; journal and blotter say the same', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  expect(bench.desk.control.status).toMatchObject({ state: 'active', reasons: [] });
  const ticket = bench.limit(apple, 'buy', bench.bid(apple) - 5);
  expect(bench.place(ticket)).toMatchObject({ kind: 'sent', refs: [ticket.ref] });
  expect(bench.state(ticket.ref)).toBe('sent');
  await floor.advance(bench, 50);
  expect(bench.statuses.at(-1), 'the count does not lag behind the list').toMatchObject({ workingOrders: 1 });
  await floor.advance(bench, 1_000);
  expect(bench.state(ticket.ref)).toBe('working');

  const terms = { ...ticket.terms, limitPrice: toOrderPrice(Math.round((bench.bid(apple) - 4) * 100) / 100) };
  const changed = bench.desk.path.modify(ticket.ref, terms, { by: 'test', correlationId: 'm' });
  expect(changed).toMatchObject({ kind: 'sent' });
  await floor.advance(bench, 1_000);
  expect(bench.order(ticket.ref)).toMatchObject({
    state: 'working',
    terms: { limitPrice: terms.limitPrice },
    requestedTerms: null,
  });

  expect(bench.desk.path.cancel([ticket.ref], { by: 'test', correlationId: 'x' })).toMatchObject({
    kind: 'asked',
  });
  expect(bench.state(ticket.ref)).toBe('pending-cancel');
  await floor.advance(bench, 1_000);
  expect(bench.state(ticket.ref)).toBe('cancelled');
  expect(bench.journal.find('bench', ticket.ref)).toEqual(bench.desk.book.get(ticket.ref));
  expect(bench.changes.map(({ sequence }) => sequence)).toEqual(
    bench.changes.map((_, index) => bench.changes[0]!.sequence + index),
  );
});

test('a market order fills: the execution is booked once, the position is the broker’s', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const ticket = bench.ticket(apple, 'buy');
  bench.place(ticket);
  await floor.advance(bench, 2_000);
  expect(bench.order(ticket.ref)).toMatchObject({ state: 'filled', leaves: 0, flags: [] });
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100_000_000);
  const { executions } = bench.desk.feed.list(bench.desk.book);
  expect(executions.every(({ ref, commission }) => ref === ticket.ref && commission !== null)).toBe(true);
  await bench.desk.reconciler.compare();
  expect(bench.desk.control.status).toMatchObject({ state: 'active' });
  expect(bench.desk.feed.list(bench.desk.book).executions).toHaveLength(executions.length);
});

test('after a restart everything is as it was, and ids go on', async () => {
  const first = open();
  const apple = await floor.traded(first);
  const working = first.limit(apple, 'buy', first.bid(apple) - 5, 100, 'before');
  first.place(working);
  await floor.advance(first, 1_000);
  const { orderId } = first.order(working.ref);
  floor.close(first);
  const again = open();
  await floor.traded(again);
  expect(again.order(working.ref)).toMatchObject({ state: 'working', orderId });
  const next = again.limit(apple, 'buy', again.bid(apple) - 6, 100, 'after');
  again.place(next);
  expect(again.order(next.ref).orderId).toBeGreaterThan(orderId!);
  expect(again.desk.risk.activityOf(again.account).day.total('orders')).toBe(2);
});

test('what a rule denies is not sent: told with rule and numbers, counted, kept', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const ticket = bench.limit(apple, 'buy', bench.ask(apple), 20_000);
  const outcome = bench.place(ticket);
  expect(outcome).toMatchObject({
    kind: 'denied',
    denial: { code: 'order-value', param: 'max', limit: 1_000_000 },
  });
  const offTick = bench.ticket(apple, 'buy', { type: 'LMT', limitPrice: toOrderPrice(100.001) });
  expect(bench.place(offTick)).toMatchObject({ kind: 'denied', denial: { code: 'ticket' } });
  await floor.advance(bench, 500);
  expect(floor.gateway.gateway.orders.tickets.live).toHaveLength(0);
  const { denied, orders } = bench.desk.feed.list(bench.desk.book);
  expect(denied.map(({ denial }) => denial.code)).toEqual(['ticket', 'order-value']);
  expect(orders).toEqual([]);
  expect(bench.journal.denied('bench', { limit: 10 }).map(({ ref }) => ref)).toEqual([
    offTick.ref,
    ticket.ref,
  ]);
  expect(bench.journal.audit({ limit: 10 }).map(({ kind }) => kind)).toEqual(['denied', 'denied']);
  // The one that came as far as the rules counts as an attempt.
  expect(bench.desk.risk.activityOf(bench.account).day.total('orders')).toBe(1);
});

test('the same order twice under one name is refused, so that a request may be repeated', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const ticket = bench.limit(apple, 'buy', bench.bid(apple) - 5);
  bench.place(ticket);
  expect(bench.place(ticket)).toMatchObject({ kind: 'denied', denial: { code: 'duplicate-id' } });
  await floor.advance(bench, 500);
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(1);
  expect(bench.state(ticket.ref)).toBe('working');
});

test('a bracket goes as one: entry fills, the exits close what it opened and end one another', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const entry = bench.ticket(apple, 'buy', {}, 'entry');
  const price = (value: number) => toOrderPrice(Math.round(value * 100) / 100);
  const exits = buildBracket(entry, {
    takeProfit: { ref: orderRefSchema.parse('target'), limitPrice: price(bench.ask(apple) + 30) },
    stopLoss: {
      ref: orderRefSchema.parse('stop'),
      stopPrice: price(bench.bid(apple) - 30),
      limitPrice: null,
    },
    timeInForce: 'GTC',
    isOutsideHours: false,
  });
  expect(bench.place(...exits)).toMatchObject({ kind: 'sent', refs: ['entry', 'target', 'stop'] });
  await floor.advance(bench, 2_000);
  expect(['entry', 'target', 'stop'].map((ref) => bench.state(ref))).toEqual([
    'filled',
    'working',
    'working',
  ]);
  // Only one of them can fill: closing what is held is no new risk beside them twice.
  const facts = {
    workingBuy: 0,
    workingSell: 0,
    buyOrders: 0,
    sellOrders: 0,
    ownBestBid: NaN,
    ownBestAsk: NaN,
  };
  bench.desk.book.readInto(facts, bench.account, apple.contractId, null);
  expect(facts).toMatchObject({ workingSell: 100_000_000, sellOrders: 2 });
  bench.desk.path.cancel([orderRefSchema.parse('target')], { by: 'test', correlationId: 'x' });
  await floor.advance(bench, 1_000);
  expect(bench.state('target')).toBe('cancelled');
});

test('a bracket of which one is refused sends none', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const entry = bench.limit(apple, 'buy', bench.bid(apple) - 1, 100, 'entry');
  const stop = {
    ...bench.ticket(apple, 'sell', { type: 'STP', stopPrice: toOrderPrice(1) }, 'stop'),
    ...{ parentRef: entry.ref, isReduceOnly: true },
  };
  const tooLarge = { ...stop, terms: { ...stop.terms, quantity: toQuantityMicros(200) } };
  expect(bench.place(entry, tooLarge)).toMatchObject({ kind: 'denied' });
  await floor.advance(bench, 500);
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);
  expect(bench.desk.book.liveCount).toBe(0);
});

test('an order of another client is shown, cannot be cancelled by name, and is by the kill switch', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const other = await IbClient.connected(floor.gateway.port, 3);
  other.api.placeOrder(
    1,
    { conId: apple.contractId, exchange: 'SMART' },
    {
      ...{ action: OrderAction.BUY, orderType: OrderType.LMT, totalQuantity: 10 },
      ...{ lmtPrice: Math.round(bench.bid(apple) - 10), transmit: true, tif: 'DAY' },
    },
  );
  await other.settled();
  await bench.desk.reconciler.compare();
  const [theirs] = bench.desk.book.live;
  expect(theirs).toMatchObject({ origin: 'other-client', clientId: 3 });
  expect(bench.desk.path.cancel([theirs!.ref], { by: 'test', correlationId: 'x' })).toMatchObject({
    kind: 'denied',
    denial: { code: 'not-ours' },
  });
  bench.desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' });
  await other.settled();
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);
  other.disconnect();
});

test('the kill switch: nothing new, everything cancelled, positions closed, and it holds over a restart', async () => {
  const first = open();
  const apple = await floor.traded(first);
  first.place(first.ticket(apple, 'buy', {}, 'opens'));
  const working = first.limit(apple, 'buy', first.bid(apple) - 5, 100, 'works');
  first.place(working);
  await floor.advance(first, 1_000);
  expect(first.portfolio.quantity(first.account, apple.contractId)).toBe(100_000_000);
  const halted = first.desk.killSwitch.halt(true, { by: 'hotkey', correlationId: 'k' });
  expect(halted).toEqual({ ok: true, value: 1 });
  expect(first.place(first.limit(apple, 'buy', first.bid(apple) - 6, 100, 'late'))).toMatchObject({
    kind: 'denied',
    denial: { code: 'trading-state' },
  });
  await floor.advance(first, 6_000);
  expect(first.state('works')).toBe('cancelled');
  expect(first.portfolio.quantity(first.account, apple.contractId)).toBe(0);
  expect(first.desk.control.status.killSwitch).toMatchObject({
    isHalted: true,
    by: 'hotkey',
    isFlattening: false,
  });
  floor.close(first);

  const again = open();
  await floor.traded(again);
  expect(again.desk.control.status).toMatchObject({
    state: 'halted',
    killSwitch: { isHalted: true, by: 'hotkey' },
  });
  again.agrees = false;
  expect(await again.desk.killSwitch.resume({ by: 'test', correlationId: 'r' })).toEqual({
    ok: true,
    value: false,
  });
  expect(again.desk.control.status.state).toBe('halted');
  again.agrees = true;
  expect(await again.desk.killSwitch.resume({ by: 'test', correlationId: 'r' })).toEqual({
    ok: true,
    value: true,
  });
  expect(again.desk.control.status.state).toBe('active');
  expect(again.asked).toHaveLength(2);
});

test('cancels that could not be asked for are asked for after the reconnect, however the program ended', async () => {
  const first = open();
  const apple = await floor.traded(first);
  first.place(first.limit(apple, 'buy', first.bid(apple) - 5, 100, 'works'));
  await floor.advance(first, 1_000);
  first.connection.disconnect();
  first.desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' });
  floor.close(first);
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(1);
  const again = open();
  await again.ready();
  await floor.advance(again, 6_000);
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);
  expect(again.state('works')).toBe('cancelled');
});

test('what is sent as the line dies is unknown, and becomes what the broker’s lists say, without being sent again', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'arrives'));
  bench.connection.disconnect();
  expect(bench.state('arrives')).toBe('unknown');
  expect(bench.desk.control.status).toMatchObject({ state: 'halted', unknownOrders: 1 });
  while (floor.gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  floor.gateway.advance(10_000);
  await bench.ready();
  expect(bench.state('arrives')).toBe('working');

  // Nothing of what comes meanwhile is read there.
  floor.gateway.gateway.faults.set('stop-answering for 5s');
  floor.gateway.advance(1);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 6, 100, 'lost'));
  bench.connection.disconnect();
  expect(bench.state('lost')).toBe('unknown');
  while (floor.gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  floor.gateway.advance(20_000);
  await bench.ready();
  expect(bench.order('lost')).toMatchObject({ state: 'cancelled' });
  expect(bench.order('lost').reason).toContain('never received');
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(1);
});

test('the server’s floor goes back: ours does not', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'one'));
  await floor.advance(bench, 500);
  const { orderId } = bench.order('one');
  const { profile, accounts } = bench.connection.status;
  await bench.desk.synchronise({
    ...{ profile: profile!, book: profile!, accounts, account: bench.account },
    ...{ nextValidId: 1, isDataKept: true, signal: new AbortController().signal },
  });
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 6, 100, 'two'));
  expect(bench.order('two').orderId).toBe(orderId! + 1);
});

test('beyond the message rate new orders are denied, and cancels still go', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  await floor.advance(bench, 2_000);
  const outcomes = Array.from({ length: 60 }, (_, index) =>
    bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 1 - index / 10, 1, `n-${index}`)),
  );
  const sent = outcomes.filter(({ kind }) => kind === 'sent').length;
  expect(sent).toBeGreaterThan(10);
  expect(sent).toBeLessThan(50);
  const codes = new Set(outcomes.map((each) => (each.kind === 'denied' ? each.denial.code : 'sent')));
  expect(
    [...codes].every((code) =>
      ['sent', 'broker-message-rate', 'message-budget', 'broker-active-orders'].includes(code),
    ),
  ).toBe(true);
  bench.desk.path.cancel([orderRefSchema.parse('n-0')], { by: 'test', correlationId: 'x' });
  await floor.advance(bench, 1_000);
  expect(bench.state('n-0')).toBe('cancelled');
});

test('a preview tells margin and commission, and leaves no order', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  const waiting = bench.desk.path.preview(bench.limit(apple, 'buy', bench.ask(apple)));
  await bench.settled();
  const preview = await waiting;
  expect(preview).toMatchObject({ ok: true, value: { commissionCurrency: 'USD', denial: null } });
  expect(preview.ok && preview.value.initialMarginAfter).toBeGreaterThan(0);
  expect(bench.desk.feed.list(bench.desk.book).orders).toEqual([]);
});

test('a journal that cannot be written: nothing is sent, and trading halts until it can', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  bench.database.db.pragma('query_only = ON');
  expect(bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'none'))).toMatchObject({
    kind: 'denied',
    denial: { code: 'journal-failed' },
  });
  expect(bench.desk.control.status).toMatchObject({ state: 'halted', reasons: [{ code: 'journal-failed' }] });
  await bench.settled();
  expect([...floor.gateway.gateway.orders.tickets.live]).toHaveLength(0);
  bench.database.db.pragma('query_only = OFF');
  await floor.advance(bench, 2_000);
  expect(bench.desk.control.status.state).toBe('active');
  expect(bench.journal.find('bench', orderRefSchema.parse('none'))).toBeNull();
  expect(trouble.splice(0).every((line) => line.startsWith('the order journal cannot be written'))).toBe(
    true,
  );
});

test('what a ticket says about its contract is the broker’s, and its account is of this session', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  // In a currency of which the limit would be a hundredth.
  const lying = { ...apple, currency: 'JPY' as Contract['currency'], multiplier: 0.01, symbol: 'OTHER' };
  expect(bench.place(bench.limit(lying, 'buy', bench.ask(apple), 20_000))).toMatchObject({
    kind: 'denied',
    denial: { code: 'order-value' },
  });
  const foreign = { ...bench.limit(apple, 'buy', bench.bid(apple)), account: 'DU999' };
  expect(bench.place(foreign)).toMatchObject({ kind: 'denied', denial: { code: 'ticket' } });
  const honest = bench.limit({ ...lying, exchange: apple.exchange }, 'buy', bench.bid(apple) - 5);
  bench.place(honest);
  expect(bench.order(honest.ref).contract).toEqual(apple);
});

test('a program that has run away is denied every time, and written down a hundred times a second', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  for (let count = 0; count < 1_000; count++)
    expect(bench.place(bench.limit(apple, 'buy', bench.ask(apple), 20_000))).toMatchObject({
      kind: 'denied',
    });
  await floor.advance(bench, 500);
  expect(bench.journal.denied('bench', { limit: 500 })).toHaveLength(100);
  expect(bench.desk.risk.activityOf(bench.account).day.total('orders')).toBe(1_000);
});

test.each(['duplicate-status', 'drop-status', 'late-ack=3s', 'late-commission=5s'])(
  'with %s the book ends like the broker’s: executions once, nothing unknown',
  async (fault) => {
    const bench = open();
    const apple = await floor.traded(bench);
    floor.gateway.gateway.faults.set(fault);
    bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'rests'));
    bench.place(bench.ticket(apple, 'buy', {}, 'fills'));
    await floor.advance(bench, 4_000);
    bench.desk.path.cancel([orderRefSchema.parse('rests')], { by: 'test', correlationId: 'x' });
    await floor.advance(bench, 12_000);
    const compared = bench.desk.reconciler.compare();
    await floor.advance(bench, 3_000);
    await compared;
    expect([bench.state('rests'), bench.state('fills')]).toEqual(['cancelled', 'filled']);
    expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100_000_000);
    expect(bench.desk.control.status).toMatchObject({ state: 'active', unknownOrders: 0, workingOrders: 0 });
    const roots = bench.desk.feed.list(bench.desk.book).executions.map(({ root }) => root);
    expect(new Set(roots).size).toBe(roots.length);
    trouble.splice(0);
  },
);

test('TWS loses its servers: nothing new until the book is compared again, cancels pass', async () => {
  const bench = open();
  const apple = await floor.traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'rests'));
  await floor.advance(bench, 1_000);
  floor.gateway.gateway.faults.set('1100 for 5s then 1102');
  await floor.advance(bench, 1_000);
  expect(bench.desk.control.status.state).toBe('halted');
  const outcome = bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 6, 100, 'late'));
  expect(outcome).toMatchObject({ kind: 'denied', denial: { code: 'trading-state' } });
  expect(
    bench.desk.path.cancel([orderRefSchema.parse('rests')], { by: 'test', correlationId: 'x' }),
  ).toMatchObject({ kind: 'asked' });
  await floor.advance(bench, 10_000);
  await bench.until(() => bench.connection.status.phase === 'ready');
  expect(bench.state('rests')).toBe('cancelled');
  expect(bench.desk.control.status.state).toBe('active');
});

test.each([
  ['a future', 'ES', 'FUT'],
  ['an option', 'AAPL', 'OPT'],
  ['a currency', 'EUR', 'CASH'],
  ['a coin', 'BTC', 'CRYPTO'],
])('%s is bought like a stock', async (_what, symbol, securityType) => {
  const bench = open();
  await bench.ready();
  const contract = await bench.contract(symbol, securityType);
  await floor.advance(bench, 1_500);
  const units = { FUT: 1, OPT: 1, CASH: 20_000, CRYPTO: 0.01 }[securityType]!;
  const ticket = bench.ticket(contract, 'buy', { quantity: toQuantityMicros(units) });
  expect(bench.place(ticket)).toMatchObject({ kind: 'sent' });
  await floor.advance(bench, 2_000);
  expect(bench.order(ticket.ref)).toMatchObject({ state: 'filled', leaves: 0, flags: [] });
  expect(bench.portfolio.quantity(bench.account, contract.contractId)).toBe(toQuantityMicros(units));
});
