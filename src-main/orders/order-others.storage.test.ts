import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Contract } from '#shared/model/contract.ts';
import { IbClient } from '../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

/** What other clients and the user of TWS do, of which no message tells: only the lists and the positions do. */

let folder: string;
let gateway: TestGateway;
let bench: OrderBench;
let other: IbClient;
let apple: Contract;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orders-'));
  gateway = await startGateway();
  bench = new OrderBench({
    ...{ port: gateway.port, path: join(folder, 'trading.db'), now: () => gateway.gateway.world.now() },
  });
  await bench.ready();
  apple = await bench.contract('AAPL');
  other = await IbClient.connected(gateway.port, 3);
  await advance(2_000);
});
afterEach(async () => {
  other.disconnect();
  bench.close();
  await gateway.gateway.close();
  rmSync(folder, { recursive: true });
});

async function advance(ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 500) {
    gateway.advance(500);
    bench.manual.advance(500);
    await other.settled();
    await bench.settled();
  }
}

function place(orderId: number, order: { orderType: OrderType; lmtPrice?: number }): void {
  other.api.placeOrder(
    orderId,
    { conId: apple.contractId, exchange: 'SMART' },
    { action: OrderAction.BUY, totalQuantity: 10, transmit: true, tif: TimeInForce.DAY, ...order },
  );
}

test('a trade of another client: its execution is asked for as soon as the position differs', async () => {
  place(1, { orderType: OrderType.MKT });
  await advance(12_000);
  const [execution] = bench.desk.feed.list(bench.desk.book).executions;
  expect(execution).toMatchObject({ execution: { clientId: 3 }, commission: { commission: 1_000_000 } });
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(10_000_000);
  expect(bench.desk.control.status).toMatchObject({ state: 'active', workingOrders: 0 });
});

test('an order of another client that is cancelled works no longer within ten seconds', async () => {
  place(1, { orderType: OrderType.LMT, lmtPrice: Math.round(bench.bid(apple) - 10) });
  await other.settled();
  await bench.desk.reconciler.compare();
  expect(bench.desk.control.status.workingOrders).toBe(1);
  other.api.cancelOrder(1);
  await advance(11_000);
  expect(bench.desk.control.status).toMatchObject({ state: 'active', workingOrders: 0 });
});
