import { expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/kernel/time.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import { contractOf, ES, EURUSD, type Trader } from '../orders/testing/order-bench.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import { StateFile } from './state-file.ts';
import { useKeptGateways, type KeptGateway } from './testing/kept-gateway.ts';

const bench = useKeptGateways();
const cents = (price: number) => Math.round(price * 100) / 100;

const QUESTIONS: readonly ClientRequest[] = [
  { kind: 'reqAllOpenOrders' },
  { kind: 'reqCompletedOrders', apiOnly: false },
  {
    ...{ kind: 'reqExecutions', reqId: 5, clientId: 0, acctCode: '', time: '', symbol: '' },
    ...{ secType: '', exchange: '', side: '' },
  },
  { kind: 'reqPositions' },
  { kind: 'reqAccountSummary', reqId: 6, group: 'All', tags: 'TotalCashValue,NetLiquidation,$LEDGER:ALL' },
];

async function answers(trader: Trader): Promise<GatewayMessage[]> {
  const all: GatewayMessage[] = [];
  for (const question of QUESTIONS) all.push(...(await trader.ask(question)));
  trader.client.ask({ kind: 'cancelAccountSummary', reqId: 6 });
  return all;
}

/** Some of everything, over some seconds of the market. @returns the number of an order that was refused */
async function trade(trader: Trader, { gateway }: KeptGateway): Promise<number> {
  const { bid, ask } = gateway.world.feed.state('AAPL');
  await trader.place({ totalQuantity: 250 });
  await trader.place({ orderType: 'LMT', lmtPrice: cents(bid! - 30), totalQuantity: 300, tif: 'GTC' });
  await trader.place({ orderType: 'LMT', lmtPrice: cents(bid! - 30), totalQuantity: 200 });
  const parentId = await trader.place({ totalQuantity: 50, transmit: false }, contractOf('MSFT'));
  const exit = { action: 'SELL', totalQuantity: 50, parentId, tif: 'GTC' };
  const { ask: worth } = gateway.world.feed.state('MSFT');
  const far = { lmtPrice: cents(worth! + 90), transmit: false };
  await trader.place({ ...exit, orderType: 'LMT', ...far }, contractOf('MSFT'));
  await trader.place({ ...exit, orderType: 'STP', auxPrice: cents(worth! - 90) }, contractOf('MSFT'));
  await trader.place({ orderType: 'TRAIL', action: 'SELL', auxPrice: 25, totalQuantity: 100, tif: 'GTC' });
  await trader.place({ totalQuantity: 2 }, ES);
  await trader.place({ totalQuantity: 30_000 }, EURUSD);
  const group = { ocaGroup: 'pair', ocaType: 1, totalQuantity: 100 };
  await trader.place({ ...group, orderType: 'STP', auxPrice: cents(ask! + 50) });
  await trader.place({ ...group, orderType: 'LMT', lmtPrice: cents(bid! - 50) });
  const refused = await trader.place({ orderType: 'LMT', lmtPrice: 100.003 });
  await trader.cancel(await trader.place({ orderType: 'LMT', lmtPrice: cents(bid! - 40) }));
  await trader.advance(20_000);
  return refused;
}

test('after a restart every order, execution, position and balance is as it was', async () => {
  const path = bench.newPath();
  const first = await bench.start(path);
  const trader = await first.trader();
  const refused = await trade(trader, first);
  const before = await answers(trader);
  const state = JSON.parse(JSON.stringify(shown(first))) as unknown;
  const nextId = first.gateway.desk.nextFor(1);
  await first.end();
  expect(foundIn(path)).toEqual(state);

  const second = await bench.start(path, OPEN_TIME + 20_000);
  expect(second.notices).toEqual([]);
  const back = await second.trader();
  expect(await answers(back)).toEqual(before);
  expect(before.filter(({ kind }) => kind === 'openOrder').length).toBeGreaterThan(4);
  expect(before.filter(({ kind }) => kind === 'position').length).toBe(4);
  expect(second.gateway.desk.nextFor(1)).toBe(nextId);
  expect(second.gateway.accounts.snapshot()).toEqual(first.gateway.accounts.snapshot());

  const told = (kind: 'permId' | 'execId') =>
    before.flatMap((each) => (each.kind === 'execDetails' ? [each[kind]] : []));
  const fresh = await back.place({ totalQuantity: 1 }, undefined, nextId);
  const { permId, execId } = back.all('execDetails').find(({ orderId }) => orderId === fresh)!;
  expect(permId).toBeGreaterThan(Math.max(...(told('permId') as number[])));
  expect(told('execId')).not.toContain(execId);
  await back.place({ totalQuantity: 1 }, undefined, refused);
  expect(back.codes(refused)).toEqual([103]);
});

test('what was told is in the file by then, whether or not the gateway ends well', async () => {
  const path = bench.newPath();
  const first = await bench.start(path);
  const trader = await first.trader();
  await trade(trader, first);
  const told = await answers(trader);
  // As after kill -9: nobody closes the file, another process reads it.
  const copy = bench.newPath();
  first.copyState(copy);
  const second = await bench.start(copy, first.gateway.world.now());
  expect(second.notices.join()).toContain('was not closed cleanly');
  expect(await answers(await second.trader())).toEqual(told);
});

test('a gateway that was away for days finds day orders expired, and everything else as it left it', async () => {
  const path = bench.newPath();
  const first = await bench.start(path);
  const trader = await first.trader();
  await trade(trader, first);
  const positions = first.gateway.accounts.positions('DU1000001');
  await first.end();
  const second = await bench.start(path, OPEN_TIME + 3 * MS_PER_DAY + MS_PER_HOUR);
  const back = await second.trader();
  const open = (await back.ask({ kind: 'reqAllOpenOrders' })).flatMap((each) =>
    each.kind === 'openOrder' ? [each.order.tif] : [],
  );
  expect(open).toEqual(['GTC', 'GTC', 'GTC', 'GTC']);
  const known = second.gateway.desk.tickets.completed.map(({ end }) => end!.time);
  expect(Math.max(...known)).toBeLessThan(OPEN_TIME + MS_PER_DAY);
  expect(
    second.gateway.accounts.positions('DU1000001').map(({ conId, quantity }) => [conId, quantity]),
  ).toEqual(positions.map(({ conId, quantity }) => [conId, quantity]));
  const executions = await back.ask(QUESTIONS[2]!);
  expect(executions.map(({ kind }) => kind)).toEqual(['execDetailsEnd']);
});

test('virtual time never goes back, and the scenarios of the past stay', async () => {
  const path = bench.newPath();
  const settings = { scenario: 'crisis' as const };
  const first = await bench.start(path, OPEN_TIME, { settings: { ...bench.settings, ...settings } });
  first.advance(3_000_000);
  const price = first.gateway.world.feed.state('AAPL').last;
  await first.end();
  const second = await bench.start(path, OPEN_TIME);
  expect(second.gateway.world.now()).toBe(OPEN_TIME + 3_000_000);
  expect(second.gateway.world.feed.state('AAPL').last).toBe(price);
  await second.end();
  const calm = { settings: { ...bench.settings, scenario: 'quiet' as const } };
  const third = await bench.start(path, OPEN_TIME, calm);
  expect(third.gateway.world.scenarios).toEqual([
    { at: OPEN_TIME, scenario: 'crisis' },
    { at: OPEN_TIME + 3_000_000, scenario: 'quiet' },
  ]);
});

function shown({ gateway }: KeptGateway) {
  const { world, accounts, desk } = gateway;
  return {
    ...{ seed: 7, alwaysOpen: false, time: world.now(), scenarios: world.scenarios },
    ...{ accounts: accounts.showState(), desk: desk.showState() },
  };
}

function foundIn(path: string): unknown {
  const opened = StateFile.open({ path, program: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.file.close();
  return opened.value.found;
}
