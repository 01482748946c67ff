import { expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/kernel/time.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import { contractOf, ES, EURUSD, type Trader } from '../orders/testing/order-bench.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import type { GatewayState } from './gateway-state.ts';
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
  const nextId = first.gateway.orders.nextFor(1);
  const state = JSON.parse(JSON.stringify(shown(first))) as GatewayState;
  // What kill -9 would leave behind: nobody has closed this one.
  const copy = bench.newPath();
  first.copyState(copy);
  await first.end();
  expect(foundIn(path)).toEqual({ found: state, notices: [] });
  const left = foundIn(copy);
  expect(left.notices.join()).toContain('was not closed cleanly');
  // Where nobody was told of anything, prices for one, it may be a little older.
  expect(told(left.found!)).toEqual(told(state));

  const second = await bench.start(path, OPEN_TIME + 20_000);
  expect(second.gateway.accounts.snapshot()).toEqual(first.gateway.accounts.snapshot());
  const back = await second.trader();
  expect(await answers(back)).toEqual(before);
  expect(before.filter(({ kind }) => kind === 'openOrder').length).toBeGreaterThan(4);
  expect(before.filter(({ kind }) => kind === 'position').length).toBe(4);
  expect(second.gateway.orders.nextFor(1)).toBe(nextId);

  const fills = before.flatMap((each) => (each.kind === 'execDetails' ? [each] : []));
  const fresh = await back.place({ totalQuantity: 1 }, undefined, nextId);
  const { permId, execId } = back.all('execDetails').find(({ orderId }) => orderId === fresh)!;
  expect(permId).toBeGreaterThan(Math.max(...fills.map((each) => each.permId)));
  expect(fills.map((each) => each.execId)).not.toContain(execId);
  await back.place({ totalQuantity: 1 }, undefined, refused);
  expect(back.codes(refused)).toEqual([103]);
  const held = quantities(second);
  await second.end();

  const third = await bench.start(path, OPEN_TIME + 3 * MS_PER_DAY + MS_PER_HOUR);
  const later = await third.trader();
  const open = (await later.ask({ kind: 'reqAllOpenOrders' })).flatMap((each) =>
    each.kind === 'openOrder' ? [each.order.tif] : [],
  );
  // Day orders have ended with their session, not today; executions of another day are not told.
  expect(open).toEqual(['GTC', 'GTC', 'GTC', 'GTC']);
  const ends = third.gateway.orders.tickets.completed.map(({ end }) => end!.time);
  expect(Math.max(...ends)).toBeLessThan(OPEN_TIME + MS_PER_DAY);
  expect(quantities(third)).toEqual(held);
  expect((await later.ask(QUESTIONS[2]!)).map(({ kind }) => kind)).toEqual(['execDetailsEnd']);
});

test('virtual time never goes back, and the scenarios of the past stay', async () => {
  const path = bench.newPath();
  const inScenario = (scenario: 'crisis' | 'quiet') => ({ settings: { ...bench.settings, scenario } });
  const first = await bench.start(path, OPEN_TIME, inScenario('crisis'));
  first.advance(150_000);
  const price = first.gateway.world.feed.state('AAPL').last;
  await first.end();
  const second = await bench.start(path, OPEN_TIME, inScenario('quiet'));
  expect(second.gateway.world.now()).toBe(OPEN_TIME + 150_000);
  expect(second.gateway.world.feed.state('AAPL').last).toBe(price);
  expect(second.gateway.world.scenarios).toEqual([
    { at: OPEN_TIME, scenario: 'crisis' },
    { at: OPEN_TIME + 150_000, scenario: 'quiet' },
  ]);
});

function quantities({ gateway }: KeptGateway) {
  return gateway.accounts.positions('DU1000001').map(({ conId, quantity }) => [conId, quantity]);
}

function told({ seed, scenarios, accounts, orders: { tickets, executions, nextPermId } }: GatewayState) {
  return { seed, scenarios, accounts, tickets, executions, nextPermId };
}

function shown({ gateway }: KeptGateway): GatewayState {
  const { world, accounts, orders } = gateway;
  return {
    ...{ seed: 7, alwaysOpen: false, time: world.now(), scenarios: world.scenarios },
    ...{ accounts: accounts.showState(), orders: orders.showState() },
  };
}

function foundIn(path: string) {
  const opened = StateFile.open({ path, program: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.file.close();
  const { found, file } = opened.value;
  return { found, notices: file.notices };
}
