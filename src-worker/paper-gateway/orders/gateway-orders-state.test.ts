import { expect, test } from 'vitest';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientRequest, RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { IbClient } from '../testing/ib-client.ts';
import { RawClient } from '../testing/raw-client.ts';
import { OPEN_TIME, startGateway, type TestGateway } from '../testing/test-gateway.ts';
import type { GatewayOrdersSnapshot } from './gateway-orders.ts';
import { contractOf, ES, Trader } from './testing/order-bench.ts';

const cents = (price: number) => Math.round(price * 100) / 100;
const started = async (gateway: TestGateway, clientId = 1) =>
  new Trader(await RawClient.started(gateway.port, clientId), gateway, clientId);
const exampleFilter: RequestOfKind<'reqExecutions'> = {
  kind: 'reqExecutions',
  reqId: 5,
  clientId: 0,
  acctCode: '',
  time: '',
  symbol: '',
  secType: '',
  exchange: '',
  side: '',
};

/** Some of everything, over some seconds of the market. */
async function trade(trader: Trader, gateway: TestGateway): Promise<void> {
  const { bid, ask } = gateway.gateway.world.feed.state('AAPL');
  await trader.place({ totalQuantity: 250 });
  await trader.place({ orderType: 'LMT', lmtPrice: bid!, totalQuantity: 300, tif: 'GTC' });
  const parentId = await trader.place({ totalQuantity: 50, transmit: false }, contractOf('MSFT'));
  const exit = { action: 'SELL', totalQuantity: 50, parentId };
  const { ask: worth } = gateway.gateway.world.feed.state('MSFT');
  await trader.place(
    { ...exit, orderType: 'LMT', lmtPrice: cents(worth! + 9), transmit: false },
    contractOf('MSFT'),
  );
  await trader.place({ ...exit, orderType: 'STP', auxPrice: cents(worth! - 9) }, contractOf('MSFT'));
  await trader.place({ orderType: 'TRAIL', action: 'SELL', auxPrice: 0.5, totalQuantity: 100 });
  await trader.place({ totalQuantity: 2 }, ES);
  const group = { ocaGroup: 'pair', ocaType: 1, totalQuantity: 100 };
  await trader.place({ ...group, orderType: 'STP', auxPrice: cents(ask! + 0.4) });
  await trader.place({ ...group, orderType: 'LMT', lmtPrice: cents(bid! - 0.4) });
  await trader.place({ orderType: 'LMT', lmtPrice: 100.003 });
  await trader.advance(20_000);
}

test('the same seed and the same script give the same bytes', async () => {
  const run = async () => {
    const gateway = await startGateway();
    const trader = await started(gateway);
    const chunks: Buffer[] = [];
    trader.client.socket.on('data', (chunk) => chunks.push(chunk));
    await trade(trader, gateway);
    trader.client.close();
    await gateway.gateway.close();
    return Buffer.concat(chunks);
  };
  const [one, two] = [await run(), await run()];
  expect(one.length).toBeGreaterThan(5_000);
  expect(one.equals(two)).toBe(true);
});

test('orders go on where their snapshot was taken', async () => {
  const questions: ClientRequest[] = [
    { kind: 'reqAllOpenOrders' },
    { kind: 'reqCompletedOrders', apiOnly: false },
    exampleFilter,
  ];
  const answers = async (trader: Trader): Promise<GatewayMessage[]> => {
    const all: GatewayMessage[] = [];
    for (const question of questions) all.push(...(await trader.ask(question)));
    return all;
  };
  const first = await startGateway();
  const trader = await started(first);
  await trade(trader, first);
  const before = await answers(trader);
  const kept = JSON.stringify(first.gateway.orders.snapshot());
  const time = first.gateway.world.now();
  const nextId = first.gateway.orders.nextFor(1);
  trader.client.close();
  await first.gateway.close();

  const second = await startGateway({}, time);
  expect(second.gateway.orders.restore(JSON.parse(kept) as GatewayOrdersSnapshot)).toEqual({
    ok: true,
    value: undefined,
  });
  const back = await started(second);
  expect(await answers(back)).toEqual(before);
  expect(second.gateway.orders.nextFor(1)).toBe(nextId);
  const live = before.flatMap((each) => (each.kind === 'openOrder' ? [each.orderId] : []));
  expect(live.length).toBeGreaterThan(1);
  for (const id of live) {
    if (['Cancelled', 'Filled'].includes(back.status(id) ?? '')) continue;
    await back.cancel(id);
  }
  for (const id of live) expect(back.status(id)).toBe('Cancelled');
  const permIds = before.flatMap((each) => (each.kind === 'openOrder' ? [each.order.permId] : []));
  const fresh = await back.place({ totalQuantity: 1 }, undefined, nextId);
  const permId = back.all('execDetails').find(({ orderId }) => orderId === fresh)!.permId;
  expect(permId).toBeGreaterThan(Math.max(...permIds));
  back.client.close();
  await second.gateway.close();
});

test('a snapshot from another version or from the future is refused with its reason', async () => {
  const gateway = await startGateway();
  const trader = await started(gateway);
  await trader.place({ totalQuantity: 1 });
  const kept = gateway.gateway.orders.snapshot();
  trader.client.close();
  await gateway.gateway.close();
  const earlier = await startGateway({}, OPEN_TIME - 1_000);
  const { orders } = earlier.gateway;
  expect(orders.restore({ ...kept, version: 99 })).toMatchObject({ ok: false });
  expect(orders.restore(kept)).toEqual({
    ok: false,
    error: 'orders were kept at a later time than the gateway begins at',
  });
  await earlier.gateway.close();
});

test('@stoqey/ib places, changes and cancels, and hears of its fills', async () => {
  const gateway = await startGateway();
  const client = await IbClient.connected(gateway.port, 3);
  const { bid } = gateway.gateway.world.feed.state('AAPL');
  const stock = { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' } as never;
  const limit = { action: 'BUY', orderType: 'LMT', totalQuantity: 10, tif: 'DAY', transmit: true };
  client.api.placeOrder(1, stock, { ...limit, lmtPrice: cents(bid! - 3) } as never);
  client.api.placeOrder(1, stock, { ...limit, lmtPrice: cents(bid! - 4) } as never);
  client.api.cancelOrder(1);
  client.api.placeOrder(2, stock, { ...limit, orderType: 'MKT' } as never);
  await client.settled();
  expect(client.all('orderStatus').map(([id, status]) => `${id as number} ${status as string}`)).toEqual([
    ...['1 Submitted', '1 Submitted', '1 PendingCancel', '1 Cancelled'],
    ...['2 Submitted', '2 Filled', '2 Filled'],
  ]);
  expect(client.errors(1).map(({ code }) => code)).toEqual([202]);
  expect(client.all('execDetails')).toHaveLength(1);
  expect(client.all('commissionReport')).toHaveLength(1);
  client.forget();
  client.api.reqAllOpenOrders();
  client.api.reqCompletedOrders(false);
  client.api.reqExecutions(9, {});
  await client.settled();
  for (const end of ['openOrderEnd', 'completedOrdersEnd', 'execDetailsEnd'])
    expect(client.all(end)).toHaveLength(1);
  expect(client.all('completedOrder')).toHaveLength(2);
  expect(client.errors(-1).filter(({ code }) => code === 505)).toEqual([]);
  client.disconnect();
  await gateway.gateway.close();
});
