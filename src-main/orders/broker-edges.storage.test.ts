import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MS_PER_HOUR } from '#shared/kernel/time.ts';
import type { CashBalance } from '#shared/model/account.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { Contract } from '#shared/model/contract.ts';
import { toOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema, type OrderTerms } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { buildBracket } from '#shared/orders/relations/build-bracket.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { OrderBench } from '../app/testing/order-bench.ts';

/** What a broker does seldom and does all the same. The real path, journal and gateway, which is made to say it. */

const ASKER = { by: 'test', correlationId: 'x' };
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

describe('a line that breaks', () => {
  /** Comes back after an outage in which the market goes on. */
  async function breakLine(bench: OrderBench, outageMs: number): Promise<void> {
    for (const session of [...gateway.gateway.sessions.all]) session.drop('by the test');
    await bench.until(() => bench.connection.status.phase === 'reconnecting');
    gateway.advance(outageMs);
    bench.manual.advance(600);
    await bench.until(() => bench.connection.status.phase === 'ready' && bench.desk.reconciler.isProven);
  }
  /** Quantity, cash in USD and what differs: the gateway's own figures are compared. */
  function expectWhole(bench: OrderBench, contract: Contract, units: number): void {
    const held = gateway.gateway.books.portfolio(bench.account).map(({ quantity }) => quantity);
    expect(held).toEqual([units]);
    expect(bench.portfolio.quantity(bench.account, contract.contractId)).toBe(units * 1e6);
    const [{ ours, broker }] = bench.portfolio.view().accounts[0]!.cash as [CashBalance];
    expect(ours).toBe(broker);
    expect(bench.desk.control.status).toMatchObject({ state: 'active', reconciliation: { differences: [] } });
  }

  test('between the parts of a fill: some before, some in the outage, the rest after, each once with its commission', async () => {
    const bench = open();
    const apple = await traded(bench);
    gateway.gateway.faults.set('partial-fill=20 for 60s');
    bench.place(bench.ticket(apple, 'buy', {}, 'parts'));
    const filled = () => bench.order('parts').filled / 1e6;
    while (filled() === 0) await advance(bench, 500);
    const before = filled();
    await breakLine(bench, 1_000);
    const during = filled() - before;
    await advance(bench, 10_000);
    expect([before, during, 100 - before - during].every((part) => part > 0)).toBe(true);
    const { fills, commissions } = bench.desk.book.get(refOf('parts'))!;
    expect([bench.state('parts'), commissions.length]).toEqual(['filled', fills.length]);
    expectWhole(bench, apple, 100);
  });

  test('between a cancel that was confirmed and a fill all the same: the fill is booked, and said to have come after the end', async () => {
    const bench = open();
    const apple = await traded(bench);
    bench.place(bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'rests'));
    await advance(bench, 1_000);
    gateway.gateway.faults.set('fill-after-cancel=4s');
    bench.desk.path.cancel([refOf('rests')], ASKER);
    await advance(bench, 1_000);
    expect(bench.state('rests')).toBe('cancelled');
    await breakLine(bench, 10_000);
    expect(bench.order('rests')).toMatchObject({
      ...{ state: 'filled', flags: expect.arrayContaining(['filled-after-end']) },
    });
    await advance(bench, 1_000);
    expectWhole(bench, apple, 100);
  });

  test('with a cancel and a change on it: what was lost is known within a minute, and can be asked for again', async () => {
    const bench = open();
    const apple = await traded(bench);
    for (const [name, below] of [
      ['first', 5],
      ['second', 6],
    ] as const)
      bench.place(bench.limit(apple, 'buy', bench.bid(apple) - below, 100, name));
    await advance(bench, 1_000);
    const { terms } = bench.order('second');
    const lower = (cents: number) => ({ ...terms, limitPrice: (terms.limitPrice! - cents * 1e6) as OrderPrice }) as OrderTerms; // prettier-ignore
    bench.desk.path.cancel([refOf('first')], ASKER);
    bench.desk.path.modify(refOf('second'), lower(100), ASKER);
    await breakLine(bench, 1_000);
    expect([bench.state('first'), bench.order('second').flags]).toEqual([
      'pending-cancel',
      ['amend-unanswered'],
    ]);
    await advance(bench, 65_000);
    expect([bench.state('first'), bench.order('second').terms.limitPrice]).toEqual([
      'working',
      terms.limitPrice,
    ]);
    bench.desk.path.cancel([refOf('first')], ASKER);
    expect(bench.desk.path.modify(refOf('second'), lower(200), ASKER)).toMatchObject({ kind: 'sent' });
    await advance(bench, 2_000);
    expect([bench.state('first'), bench.order('second').terms]).toMatchObject(['cancelled', lower(200)]);
  });
});

test('a bracket that is not acknowledged yet: no leg can be changed, and its entry’s cancel or its group’s fill ends them all', async () => {
  const bench = open();
  const apple = await traded(bench);
  const oca = { group: 'either', type: 1 } as const;
  const bracketAt = (price: number, name: string) => {
    const exit = (end: string) => refOf(`${name}-${end}`);
    const [entry, ...exits] = buildBracket(
      { ...bench.limit(apple, 'buy', price, 100, name), oca: name === 'grouped' ? oca : null },
      {
        takeProfit: { ref: exit('target'), limitPrice: toOrderPrice(Math.round(price) + 20) },
        stopLoss: { ref: exit('stop'), stopPrice: toOrderPrice(Math.round(price) - 20), limitPrice: null },
        ...{ timeInForce: 'DAY', isOutsideHours: false },
      },
    );
    expect(bench.place(entry!, ...exits)).toMatchObject({ kind: 'sent' });
    return [entry!.ref, ...exits.map(({ ref }) => ref)];
  };
  gateway.gateway.faults.set('late-ack=3s');
  const refs = bracketAt(bench.bid(apple) - 5, 'alone');
  for (const ref of refs) {
    const terms = { ...bench.order(ref).terms, quantity: toQuantityMicros(50) } as OrderTerms;
    expect(bench.desk.path.modify(ref, terms, ASKER)).toMatchObject({ denial: { code: 'not-changeable' } });
  }
  bench.desk.path.cancel([refs[0]!], ASKER);
  await advance(bench, 6_000);
  expect(refs.map((ref) => bench.state(ref))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  const grouped = bracketAt(bench.bid(apple) - 5, 'grouped');
  bench.place({ ...bench.limit(apple, 'buy', bench.ask(apple) + 1, 50, 'other'), oca });
  await advance(bench, 6_000);
  expect([...grouped, 'other'].map((ref) => bench.state(ref))).toEqual([
    ...['cancelled', 'cancelled', 'cancelled', 'filled'],
  ]);
  expect(bench.desk.control.status).toMatchObject({ state: 'active', workingOrders: 0 });
});

test('two accounts of one login: each has its own position, working orders and limits, whichever is chosen', async () => {
  await gateway.gateway.close();
  gateway = await startGateway({ accounts: ['DU1000001', 'DU1000002'] });
  const bench = open();
  const apple = await traded(bench);
  const [first, second] = ['DU1000001', 'DU1000002'];
  const ticket = (account: string, ...of: Parameters<OrderBench['ticket']>) => ({
    ...bench.ticket(...of),
    account,
  });
  bench.place(ticket(first, apple, 'buy', {}, 'bought'));
  bench.place({ ...bench.limit(apple, 'buy', bench.bid(apple) - 5, 100, 'rests'), account: first });
  await advance(bench, 2_000);
  expect(bench.connection.useAccount(second)).toBe(true);
  expect(bench.connection.status.account).toBe(second);
  const held = () =>
    [first, second].map((account) => bench.portfolio.quantity(account, apple.contractId) / 1e6);
  expect(held()).toEqual([100, 0]);

  // The other account has nothing to reduce, and its orders count for it alone.
  const closing = (account: string, name: string) => ({ ...ticket(account, apple, 'sell', {}, name), isReduceOnly: true }); // prettier-ignore
  expect(bench.place(closing(second, 'closes-none'))).toMatchObject({ denial: { code: 'reduce-only' } });
  expect([first, second].map((account) => bench.desk.risk.usage(account).workingOrders)).toEqual([1, 0]);
  expect([first, second].map((account) => bench.desk.risk.usage(account).tradesToday)).toEqual([1, 0]);
  const restsOn = bench.desk.path.modify(refOf('rests'), { ...bench.order('rests').terms, quantity: toQuantityMicros(50) } as OrderTerms, ASKER); // prettier-ignore
  expect(restsOn).toMatchObject({ kind: 'sent' });
  bench.place(ticket(second, apple, 'buy', { quantity: toQuantityMicros(30) }, 'second'));
  expect(bench.place(closing(first, 'closes'))).toMatchObject({ kind: 'sent' });
  await advance(bench, 2_000);
  expect([held(), bench.order('rests').account]).toEqual([[0, 30], first]);

  // The choice holds over a reconnect, and what was lost is asked for of both.
  for (const session of [...gateway.gateway.sessions.all]) session.drop('by the test');
  await bench.until(() => bench.connection.status.phase === 'reconnecting');
  bench.manual.advance(600);
  await bench.until(() => bench.connection.status.phase === 'ready' && bench.desk.reconciler.isProven);
  expect([bench.connection.status.account, held()]).toEqual([second, [0, 30]]);
  expect(bench.desk.control.status).toMatchObject({ state: 'active', reconciliation: { differences: [] } });
  for (const account of [first, second])
    expect(bench.portfolio.account(account).netLiquidation).toBeGreaterThan(900_000);
});
