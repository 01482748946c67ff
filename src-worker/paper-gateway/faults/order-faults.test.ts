import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { AAPL, useOrderBench } from '../orders/testing/order-bench.ts';

const bench = useOrderBench({ alwaysOpen: true });
const cents = (price: number) => Math.round(price * 100) / 100;
const resting = () => ({ orderType: 'LMT', lmtPrice: cents(bench.quote().bid - 5), totalQuantity: 10 });
const marketable = () => ({ orderType: 'LMT', lmtPrice: cents(bench.quote().ask + 5) });

function set(text: string): void {
  expect(bench.gateway.gateway.faults.set(text)).toEqual({ ok: true, value: null });
}
const kindsOf = (messages: readonly GatewayMessage[]) => messages.map(({ kind }) => kind);

afterEach(() => set(''));

describe('messages of an order in another order', () => {
  test('the commission report comes before its execution', async () => {
    set('early-commission');
    const trader = await bench.trader();
    const id = await trader.place({ totalQuantity: 10 });
    const kinds = kindsOf(trader.client.messages);
    expect(kinds.indexOf('commissionReport')).toBeLessThan(kinds.indexOf('execDetails'));
    expect(trader.status(id)).toBe('Filled');
  });

  test('openOrder and orderStatus change places', async () => {
    set('swap-status');
    const trader = await bench.trader();
    const id = await trader.place(resting());
    expect(trader.story(id)).toEqual(['Submitted', 'open:Submitted']);
    // A last one without a successor is not kept for ever.
    await trader.cancel(id);
    await trader.advance(2_000);
    expect(trader.story(id).slice(-3)).toEqual(['Cancelled', 'PendingCancel', '202']);
  });

  test('executions come later than the statuses, after a cancel too', async () => {
    const trader = await bench.trader();
    set('late-execution=2s\npartial-fill=10 for 2s');
    await trader.advance(200);
    const id = await trader.place({ ...marketable(), totalQuantity: 2_000 });
    await trader.cancel(id);
    expect(trader.story(id).slice(-2)).toEqual(['Cancelled', '202']);
    expect(trader.all('execDetails')).toEqual([]);
    await trader.advance(2_500);
    expect(trader.story(id).slice(-2)).toEqual(['fill', 'cost']);
  });
});

test('big orders fill in parts, each told of with what is left', async () => {
  const trader = await bench.trader();
  set('partial-fill=7 for 60s');
  await trader.advance(1_000);
  const id = await trader.place({ ...marketable(), totalQuantity: 20 });
  expect(trader.all('orderStatus').at(-1)).toMatchObject({ status: 'Submitted', filled: 7, remaining: 13 });
  for (let i = 0; i < 30 && trader.status(id) !== 'Filled'; i++) await trader.advance(1_000);
  const sizes = trader.all('execDetails').map(({ shares }) => shares);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20);
  for (const size of sizes) expect(size).toBeLessThanOrEqual(7);
  await trader.advance(60_000);
  const whole = await trader.place({ totalQuantity: 20 });
  expect(trader.all('execDetails').at(-1)).toMatchObject({ orderId: whole, shares: 20 });
});

test('the next order fills in parts already, though no quote has come since', async () => {
  const trader = await bench.trader();
  const first = await trader.place(resting());
  set('partial-fill=7 for 60s');
  await trader.advance(1);
  const next = await trader.place({ ...marketable(), totalQuantity: 20 });
  expect(trader.all('orderStatus').at(-1)).toMatchObject({ filled: 7, remaining: 13 });
  for (const id of [first, next]) await trader.cancel(id);
  await trader.advance(60_000);
});

test('a cancel is confirmed, and the order fills all the same', async () => {
  set('at order 1: fill-after-cancel=3s');
  const trader = await bench.trader();
  const [first, second] = [await trader.place(resting()), await trader.place(resting())];
  trader.forget();
  await trader.cancel(first);
  await trader.cancel(second);
  expect(trader.story(first)).toEqual(['Cancelled', '202']);
  expect(trader.story(second)).toEqual(['PendingCancel', 'Cancelled', '202']);
  await trader.advance(4_000);
  expect(trader.story(first)).toContain('fill');
  expect(trader.status(first)).toBe('Filled');
  expect(trader.status(second)).toBe('Cancelled');
});

describe('by hand in TWS', () => {
  test('an order that rests is client 0’s, and whoever asks for all sees it', async () => {
    const [zero, other] = [await bench.trader(0), await bench.trader()];
    set('user-order');
    await zero.advance(10);
    expect(zero.story(0)).toEqual(['open:Submitted', 'Submitted']);
    expect(other.all('openOrder')).toEqual([]);
    const [all] = await other.ask({ kind: 'reqAllOpenOrders' });
    expect(all).toMatchObject({ orderId: 0, order: { clientId: 0 }, contract: { symbol: 'AAPL' } });
    expect(kindsOf(await other.ask({ kind: 'reqOpenOrders' }))).toEqual(['openOrderEnd']);
    // The number is TWS's: client 0 counts on from its own.
    expect(await zero.ask({ kind: 'reqIds', numIds: 1 })).toMatchObject([{ orderId: 1 }]);
  });

  test('orders are bound to client 0 once it asks: those that work by asking for its own, those to come by auto-bind', async () => {
    const zero = await bench.trader(0);
    for (const ticket of bench.gateway.gateway.orders.tickets.live)
      bench.gateway.gateway.orders.manual.cancel(ticket);
    set('user-order');
    await zero.advance(10);
    const [bound, open] = await zero.ask({ kind: 'reqOpenOrders' });
    const { permId } = bound as Extract<typeof bound, { kind: 'orderBound' }>;
    expect(bound).toEqual({ kind: 'orderBound', permId, clientId: 0, orderId: -permId });
    expect(open).toMatchObject({ kind: 'openOrder', orderId: -permId, order: { permId, clientId: 0 } });
    expect(kindsOf(await zero.ask({ kind: 'reqOpenOrders' })), 'once').not.toContain('orderBound');
    await zero.cancel(-permId);
    expect(zero.status(-permId)).toBe('Cancelled');

    await zero.ask({ kind: 'reqAutoOpenOrders', autoBind: true });
    for (const _ of [1, 2]) {
      set('user-order');
      await zero.advance(10);
    }
    const [first, second] = [...new Set(zero.all('openOrder').map(({ orderId }) => orderId))];
    expect([first! < 0, second! < 0]).toEqual([true, true]);
    await zero.place({ orderType: 'LMT', lmtPrice: 0.02, totalQuantity: 1 }, AAPL, first);
    await zero.cancel(second!);
    expect([zero.status(first!), zero.status(second!)]).toEqual(['Submitted', 'Cancelled']);
    expect(zero.all('openOrder').findLast(({ orderId }) => orderId === first)!.order.lmtPrice).toBe(0.02);
    // It ends with the session that asked.
    zero.client.close();
    while (bench.gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
    const again = await bench.trader(0);
    set('user-order');
    await again.advance(10);
    expect(again.story(0)).toEqual(['open:Submitted', 'Submitted']);
  });

  test('a trade is an execution and a position that no client asked for', async () => {
    const trader = await bench.trader();
    set('user-trade');
    await trader.advance(1_000);
    const filter = { acctCode: '', time: '', symbol: '', secType: '', exchange: '', side: '', clientId: 0 };
    const told = await trader.ask({ kind: 'reqExecutions', reqId: 9, ...filter });
    const byHand = told.filter((each) => each.kind === 'execDetails' && each.orderId === 0);
    expect(byHand).toMatchObject([{ clientId: 0, shares: 1, side: 'BOT' }]);
  });

  test('an order is doubled, and cancelled, and its client is told', async () => {
    const trader = await bench.trader();
    set('at order 1: user-change\nat order 2: user-cancel');
    const [changed, cancelled] = [await trader.place(resting()), await trader.place(resting())];
    await trader.advance(10);
    expect(trader.all('openOrder').at(-1)).toMatchObject({ orderId: changed, order: { totalQuantity: 20 } });
    expect(trader.story(cancelled).slice(-2)).toEqual(['Cancelled', '202']);
    // At a time: the newest that is live.
    set('at 1s: user-cancel');
    await trader.advance(1_100);
    expect(trader.status(changed)).toBe('Cancelled');
    expect(bench.gateway.gateway.faults.active).toMatchObject([{ count: 1 }]);
  });
});

test('nextValidId goes back, and ids of ended orders are free again', async () => {
  const trader = await bench.trader();
  const live = await trader.place(resting());
  const ended = await trader.place({ totalQuantity: 1 });
  expect(await trader.ask({ kind: 'reqIds', numIds: 1 })).toMatchObject([{ orderId: ended + 1 }]);
  set('ids-back');
  await trader.advance(10);
  expect(await trader.ask({ kind: 'reqIds', numIds: 1 })).toMatchObject([{ orderId: live + 1 }]);
  await trader.place({ totalQuantity: 1 }, AAPL, ended);
  expect(trader.status(ended)).toBe('Filled');
  const completed = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
  expect(completed.filter((each) => each.kind === 'completedOrder').length).toBeGreaterThanOrEqual(2);
});

describe('farms', () => {
  const told = (messages: readonly GatewayMessage[]) =>
    messages.flatMap((each) => (each.kind === 'errorMessage' && each.id === -1 ? [each.code] : []));

  test.each([
    ['2103 for 5s', [2103, 2103, 2103, 2104, 2104, 2104]],
    ['2105 for 5s', [2105, 2106]],
    ['2157 for 5s', [2157, 2158]],
    ['2107', [2107]],
    ['2108', [2108, 2108, 2108]],
    ['2110 for 5s', [2110, 1102]],
  ])('%s', async (text, codes) => {
    const trader = await bench.trader();
    set(text);
    await trader.advance(6_000);
    expect(told(trader.client.messages)).toEqual(codes);
  });

  test('history fails while its farm is broken', async () => {
    const trader = await bench.trader();
    const head = { contract: AAPL, useRTH: true, whatToShow: 'TRADES', formatDate: 1 };
    set('2105 for 5s');
    await trader.advance(10);
    const broken = await trader.ask({ kind: 'reqHeadTimestamp', reqId: 5, ...head });
    expect(broken).toMatchObject([{ kind: 'errorMessage', id: 5, code: 162 }]);
    await trader.advance(5_000);
    expect(await trader.ask({ kind: 'reqHeadTimestamp', reqId: 6, ...head })).toMatchObject([{ reqId: 6 }]);
  });

  test.each(['2103 for 5s', '2110 for 5s'])('%s: no market data comes meanwhile', async (text) => {
    const trader = await bench.trader();
    trader.client.ask({
      ...{ kind: 'reqMktData', reqId: 7, contract: AAPL, genericTickList: '', options: '' },
      ...{ snapshot: false, regulatorySnapshot: false },
    });
    await trader.advance(2_000);
    set(text);
    await trader.advance(100);
    trader.forget();
    await trader.advance(4_000);
    expect(kindsOf(trader.client.messages).filter((kind) => kind.startsWith('tick'))).toEqual([]);
    await trader.advance(4_000);
    expect(kindsOf(trader.client.messages).filter((kind) => kind.startsWith('tick'))).not.toEqual([]);
  });
});
