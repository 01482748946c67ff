import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MS_PER_HOUR } from '#shared/kernel/time.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { Contract } from '#shared/model/contract.ts';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

/** What a broker does seldom and does all the same. The real path, journal and gateway, which is made to say it. */

let folder: string;
let gateway: TestGateway;
let benches: OrderBench[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orders-'));
  gateway = await startGateway();
});
afterEach(async () => {
  for (const bench of benches) bench.close();
  benches = [];
  await gateway.gateway.close();
  rmSync(folder, { recursive: true });
});
function open(): OrderBench {
  const bench = new OrderBench({
    ...{ port: gateway.port, path: join(folder, 'trading.db'), now: () => gateway.gateway.world.now() },
  });
  benches.push(bench);
  return bench;
}
function close(bench: OrderBench): void {
  bench.close();
  benches = benches.filter((other) => other !== bench);
}
async function advance(bench: OrderBench, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 500) {
    gateway.advance(500);
    bench.manual.advance(500);
    await bench.settled();
  }
}
async function traded(bench: OrderBench, symbol = 'AAPL'): Promise<Contract> {
  await bench.ready();
  const found = await bench.contract(symbol);
  await advance(bench, 1_500);
  return found;
}
const refOf = (name: string) => orderRefSchema.parse(name);
const PROFILE: Omit<ConnectionProfile, 'port'> = {
  ...{ id: 'bench', name: 'Bench', kind: 'practice', host: '127.0.0.1', clientId: 7, account: null },
};

function systemSays(code: number, text: string): void {
  for (const session of gateway.gateway.sessions.all) session.fail(-1, { code, text });
}

const ORDER_LISTS = { reqAllOpenOrders: 1, reqExecutions: 1, reqCompletedOrders: 1, reqPositions: 1 };
const STREAMS = ['reqMktData', 'reqAccountUpdates', 'reqPnL', 'reqPnLSingle'] as const;
/** Lists and streams that are asked for from here on, by name. */
function requestsOf(bench: OrderBench): Record<string, number> {
  const counts: Record<string, number> = {};
  const api = bench.requests.session!.api as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of [...Object.keys(ORDER_LISTS), ...STREAMS]) {
    const send = api[name]!.bind(api);
    api[name] = (...args) => {
      counts[name] = (counts[name] ?? 0) + 1;
      return send(...args);
    };
  }
  return counts;
}

describe('servers of the broker that are back', () => {
  test.each([
    ['with data kept', '1102', {}],
    ['with data lost', '1101', Object.fromEntries(STREAMS.map((name) => [name, 1]))],
  ])(
    '%s: orders and positions are compared, and streams asked for exactly as often as needed',
    async (_, code, streams) => {
      const bench = open();
      const apple = await traded(bench);
      bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'rests'));
      bench.place(bench.ticket(apple, 'buy', {}, 'held'));
      await advance(bench, 2_000);
      const ticksIn = async (ms: number) => {
        let count = 0;
        const stop = bench.quotes.onTick(apple.contractId, () => count++);
        await advance(bench, ms);
        stop();
        return count;
      };
      const [requests, ticks] = [requestsOf(bench), await ticksIn(4_000)];
      gateway.gateway.faults.set(`1100 for 5s then ${code}`);
      await advance(bench, 10_000);
      expect(bench.connection.status.phase).toBe('ready');
      expect(requests).toEqual({ ...ORDER_LISTS, ...streams });
      expect(await ticksIn(4_000)).toBeLessThan(1.5 * ticks);
      expect(bench.state('rests')).toBe('working');
      expect(bench.portfolio.quantity(bench.account, apple.contractId)).toBe(100_000_000);
    },
  );

  test('though nobody had told of their loss: nothing new until everything is compared', async () => {
    const bench = open();
    await traded(bench);
    systemSays(1101, 'Connectivity between IB and Trader Workstation has been restored - data lost.');
    await bench.until(() => bench.connection.status.phase === 'synchronising');
    expect(bench.desk.control.status.state).toBe('halted');
    await bench.until(() => bench.connection.status.phase === 'ready');
    expect(bench.desk.control.status.state).toBe('active');
  });
});

test('of two commissions of one fill the latest holds in the record, the portfolio and after a restart', async () => {
  const bench = open();
  const apple = await traded(bench);
  bench.place(bench.ticket(apple, 'buy', {}, 'bought'));
  await advance(bench, 2_000);
  const { execId, commission } = bench.desk.book.get(refOf('bought'))!.commissions[0]!;
  const cash = bench.portfolio.view().accounts[0]!.cash.find(({ currency }) => currency === 'USD')!.ours!;
  const told = { kind: 'commissionReport', execId, currency: 'USD', realizedPNL: 0, yield: 0 } as const;
  for (const session of gateway.gateway.sessions.all)
    session.send({ ...told, commission: commission / 1e6 + 5, yieldRedemptionDate: '' });
  await bench.settled();
  const both = (one: OrderBench) => [
    one.desk.book.get(refOf('bought'))!.commissions[0]!.commission - commission,
    one.portfolio.view().accounts[0]!.cash.find(({ currency }) => currency === 'USD')!.ours! - cash,
  ];
  expect(both(bench)).toEqual([5e6, -5e6]);
  close(bench);
  const again = open();
  await again.portfolio.begin('bench');
  again.desk.begin({ ...PROFILE, port: gateway.port });
  expect(both(again)).toEqual([5e6, -5e6]);
});

test('an option that has expired leaves the book with the broker’s, whoever was connected, and trading goes on', async () => {
  await gateway.gateway.close();
  // A Friday, five minutes before the close.
  gateway = await startGateway({}, Date.UTC(2026, 0, 9, 20, 55));
  const bench = open();
  const apple = await traded(bench);
  const strike = Math.round(bench.ask(apple) / 10) * 10 + 20;
  const found = await bench.source.findContracts({
    ...{ symbol: 'AAPL', securityType: 'OPT', expiry: '2026-01-09', right: 'call', exchange: 'SMART' },
    strike,
  });
  const { contract: option } = found.ok ? found.value[0]! : expect.fail(found.error.message);
  await bench.contracts.details(option.contractId);
  bench.quotes.need(option);
  await advance(bench, 1_500);
  bench.place(bench.limit(option, 'buy', Math.max(0.05, bench.ask(option)), 1, 'option'));
  await advance(bench, 2_000);
  expect(bench.portfolio.quantity(bench.account, option.contractId)).toBe(1_000_000);
  close(bench);
  // With a client there every tick of the night would be sent.
  while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  gateway.advance(8.5 * MS_PER_HOUR);
  const again = open();
  await again.ready();
  expect(again.portfolio.positions(again.account)).toEqual([]);
  expect(again.desk.control.status).toMatchObject({ state: 'active', reconciliation: { differences: [] } });
  const told = again.journal.audit({ limit: 100 }).filter(({ kind }) => kind === 'position-expired');
  expect(told).toMatchObject([{ account: again.account, text: expect.stringContaining('has expired') }]);
});
