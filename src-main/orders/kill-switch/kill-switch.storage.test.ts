import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { MS_PER_DAY, unixMillis } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import { IbClient } from '../../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway, type TestGateway } from '../../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../../app/testing/order-bench.ts';

/** What the kill switch does, and to whom: the real path, journal and gateway. */

const BY = { by: 'hotkey', correlationId: 'k' } as const;
let folder: string;
let gateways: TestGateway[] = [];
let benches: OrderBench[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kill-switch-'));
  gateways = [await startGateway()];
});
afterEach(async () => {
  for (const bench of benches) bench.close();
  benches = [];
  for (const { gateway } of gateways) await gateway.close();
  rmSync(folder, { recursive: true });
});
function open(): OrderBench {
  const [{ port, gateway }] = gateways as [TestGateway];
  const bench = new OrderBench({ port, path: join(folder, 'trading.db'), now: () => gateway.world.now() });
  benches.push(bench);
  return bench;
}
async function advance(bench: OrderBench, ms: number, stepMs = 500): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    for (const gateway of gateways) gateway.advance(stepMs);
    bench.manual.advance(stepMs);
    await bench.settled();
  }
}
async function traded(bench: OrderBench): Promise<Contract> {
  await bench.ready();
  const found = await bench.contract('AAPL');
  await advance(bench, 1_500);
  return found;
}

test('pulled on one profile it cancels and closes nothing on another, where trading is halted all the same', async () => {
  const bench = open();
  const apple = await traded(bench);
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'ours'));
  await advance(bench, 1_000);
  const second = await startGateway();
  gateways.push(second);
  const other = await IbClient.connected(second.port, 3);
  const order = { tif: TimeInForce.GTC, totalQuantity: 40, transmit: true };
  const contract = { conId: apple.contractId, exchange: 'SMART' };
  other.api.placeOrder(1, contract, { ...order, action: OrderAction.BUY, orderType: OrderType.MKT });
  second.advance(2_000);
  const stop = {
    action: OrderAction.SELL,
    orderType: OrderType.STP,
    auxPrice: Math.round(bench.bid(apple) - 30),
  };
  other.api.placeOrder(2, contract, { ...order, ...stop });
  second.advance(1_000);
  await other.settled();

  bench.connection.disconnect();
  bench.desk.killSwitch.halt(true, BY);
  bench.connection.connect({
    ...{ id: 'other', name: 'Other', kind: 'practice', host: '127.0.0.1', port: second.port },
    ...{ clientId: 7, account: null },
  });
  await bench.until(() => bench.connection.status.phase === 'ready' && bench.desk.reconciler.isProven);
  await advance(bench, 12_000, 1_000);
  expect(bench.portfolio.positions(bench.account).map(({ quantity }) => quantity)).toEqual([40_000_000]);
  expect(bench.desk.book.live.map(({ terms }) => terms.type)).toEqual(['STP']);
  expect(bench.desk.control.status).toMatchObject({
    state: 'halted',
    killSwitch: { cancelsOpen: 0 },
    reasons: [
      {
        code: 'kill-switch',
        message: expect.stringMatching(/Orders of Bench .* once it is connected/) as string,
      },
    ],
  });
  expect(bench.asked).toEqual([]);

  bench.connection.disconnect();
  await bench.ready();
  await advance(bench, 5_000);
  expect(bench.state('ours')).toBe('cancelled');
  expect(bench.desk.control.halt).toMatchObject({ owed: [] });
  expect(bench.journal.loadHalt()).toMatchObject({ owed: [] });
  other.disconnect();
});

test('two markets under one profile have books of their own, and what is owed in one is not done in the other', async () => {
  let market = 'one';
  const [{ port, gateway }] = gateways as [TestGateway];
  const bench = new OrderBench({
    ...{ port, path: join(folder, 'trading.db'), now: () => gateway.world.now() },
    bookOf: ({ name }) => ({ id: market, name: `${name}, ${market}` }),
  });
  benches.push(bench);
  const apple = await traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'held'));
  bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'first'));
  await advance(bench, 2_000);
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100_000_000);
  bench.connection.disconnect();
  bench.desk.killSwitch.halt(true, BY);

  const second = await startGateway();
  gateways.push(second);
  const other = await IbClient.connected(second.port, 7);
  const order = { tif: TimeInForce.GTC, totalQuantity: 40, transmit: true, lmtPrice: 100 };
  const contract = { conId: apple.contractId, exchange: 'SMART' };
  const buy = { action: OrderAction.BUY, orderType: OrderType.LMT };
  other.api.placeOrder(1, contract, { ...order, ...buy });
  await other.settled();
  other.disconnect();
  while (second.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  market = 'two';
  bench.connection.connect({
    ...{ id: 'bench', name: 'Bench', kind: 'practice', host: '127.0.0.1', port: second.port },
    ...{ clientId: 7, account: null },
  });
  await bench.until(() => bench.connection.status.phase === 'ready' && bench.desk.reconciler.isProven);
  await advance(bench, 5_000);
  expect(bench.desk.book.get('first' as OrderRef)).toBeUndefined();
  expect(bench.desk.book.live.map(({ terms }) => terms.quantity)).toEqual([40_000_000]);
  expect(bench.portfolio.positions(bench.account)).toEqual([]);
  expect(bench.desk.control.status.reconciliation).toMatchObject({ state: 'clean', differences: [] });
  const { reasons } = bench.desk.control.status;
  expect(reasons[0]!.message).toMatch(/Orders of Bench, one \(DU\d+\) .* once it is connected/);

  bench.connection.disconnect();
  market = 'one';
  await bench.ready();
  await advance(bench, 12_000, 1_000);
  expect(bench.state('first')).toBe('cancelled');
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(0);
  expect(bench.journal.loadHalt()).toMatchObject({ owed: [] });
});

test('a halt of which nobody kept whose it is cancels only what a person says', async () => {
  const first = open();
  const apple = await traded(first);
  first.place(first.limit(apple, 'buy', first.bid(apple) - 5, 100, 'works'));
  await advance(first, 1_000);
  const old = { since: 1, by: 'menu', isFlattening: true, areCancelsOwed: true };
  first.database.db.prepare('INSERT INTO trading_halt VALUES (1, ?)').run(JSON.stringify(old));
  first.close();

  const bench = open();
  bench.agrees = false;
  await bench.ready();
  await advance(bench, 5_000);
  expect(bench.asked).toEqual([expect.stringMatching(/Cancel all orders of Bench \(/)]);
  expect([bench.state('works'), bench.desk.control.status.state]).toEqual(['working', 'halted']);
  bench.close();

  const again = open();
  await again.ready();
  await advance(again, 5_000);
  expect(again.state('works')).toBe('cancelled');
  expect(again.desk.control.halt).toEqual({ since: 1, by: 'menu', owed: [] });
});

test('positions are closed although the broker has never heard of an order that we take for live, and it says so', async () => {
  const bench = open();
  const apple = await traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'held'));
  await advance(bench, 2_000);
  // Of another day, acknowledged then; the broker begins anew.
  const at = unixMillis(gateways[0]!.gateway.world.now() - 2 * MS_PER_DAY);
  const lost = bench.limit(apple, 'buy', 100, 1, 'lost');
  const draft = newRecord({ ...lost, terms: { ...lost.terms, timeInForce: 'GTC' } }, at, null);
  bench.desk.book.put({
    ...applyOrderEvent(draft, { kind: 'queued', at, clientId: 7, orderId: 999 }).record,
    ...{ step: 'sent', sentAt: at, isAcknowledged: true, isWorking: true },
  });
  await Promise.all([bench.desk.reconciler.compare(), advance(bench, 3_000)]);
  expect(bench.state('lost')).toBe('unknown');
  bench.desk.killSwitch.halt(true, BY);
  await advance(bench, 12_000, 1_000);
  expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(0);
  const [reason] = bench.desk.control.status.reasons;
  expect(reason!.message).toMatch(/The broker does not list lost \(buy AAPL\)/);
});
