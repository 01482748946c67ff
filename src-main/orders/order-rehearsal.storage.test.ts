import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Contract } from '#shared/model/contract.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

let folder: string;
let gateway: TestGateway;
let bench: OrderBench;
let apple: Contract;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  gateway = await startGateway();
  logged = [];
  bench = new OrderBench({
    ...{ port: gateway.port, path: join(folder, 'trading.db'), now: () => gateway.gateway.world.now() },
    onLog: (level, _fields, message) => {
      if (level === 'warn' || level === 'error') logged.push(message);
    },
  });
  await bench.ready();
  apple = await bench.contract('AAPL');
  gateway.advance(1_500);
  await bench.settled();
});
afterEach(async () => {
  bench.close();
  await gateway.gateway.close();
  rmSync(folder, { recursive: true });
});

/** Everything that an order leaves behind here. */
function traces() {
  const { desk, journal, account } = bench;
  return {
    ...{ usage: desk.risk.usage(account), activity: desk.risk.activityOf(account).snapshot() },
    ...{ audit: journal.audit({ limit: 50 }), latency: desk.timing.count, book: [...desk.book.all] },
    rows: journal.load('bench', gateway.gateway.world.now()),
  };
}

test('a rehearsal takes the road of an order and leaves nothing: no count, no row, no figure, no order, no message', async () => {
  const { desk, orders } = bench;
  let judged = 0;
  const judge = desk.risk.judge.bind(desk.risk);
  desk.risk.judge = (question) => {
    judged++;
    return judge(question);
  };
  const nothing = () => {
    throw new Error('a rehearsal asks for nothing at the broker');
  };
  const asked = [vi.spyOn(orders, 'take'), vi.spyOn(orders, 'send')];
  for (const spy of asked) spy.mockImplementation(nothing);
  const before = traces();
  expect(desk.path.rehearse(bench.account, apple, 20)).toBe(true);
  expect(judged).toBe(20);
  expect(traces()).toEqual(before);

  for (const spy of asked) spy.mockRestore();
  const real = bench.limit(apple, 'buy', bench.bid(apple) - 5, 10, 'real');
  expect(bench.place(real)).toMatchObject({ kind: 'sent' });
  await bench.until(() => bench.state('real') === 'working');
  const theirs = [...gateway.gateway.orders.tickets.live, ...gateway.gateway.orders.tickets.completed];
  expect(theirs.map(({ order }) => order.orderRef)).toEqual(['real']);
});

test('whatever the rules say of it, it goes on to the socket, and what breaks there is told once and stops nothing', () => {
  const { desk, orders } = bench;
  desk.killSwitch.halt(false, { by: 'menu', correlationId: 'k' });
  logged.length = 0;
  const before = traces();
  let made = 0;
  orders.rehearse = () => {
    if (++made > 3) throw new Error('a bug in what makes the message');
  };
  expect(desk.path.rehearse(bench.account, apple, 3)).toBe(true);
  expect(logged).toEqual([]);
  for (let round = 0; round < 3; round++) expect(desk.path.rehearse(bench.account, apple, 3)).toBe(false);
  expect([made, logged]).toEqual([6, ['rehearsing an order: an order could not be written to the socket']]);
  expect(desk.path.rehearse('no account', apple, 1)).toBe(false);
  expect(traces()).toEqual(before);
});
