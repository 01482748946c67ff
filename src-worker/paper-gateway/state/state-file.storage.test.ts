import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSqliteDriver } from '#shared/node/sqlite-driver.ts';
import { Exchange } from '#shared/simulation/exchange/exchange.ts';
import { TEST_PORTS } from '#shared/simulation/exchange/testing/floor.ts';
import { FLOW_INSTRUMENTS, RandomFlow } from '#shared/simulation/exchange/testing/random-flow.ts';
import { BTC, contractOf, EURUSD, type Trader } from '../orders/testing/order-bench.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import type { GatewayState } from './gateway-state.ts';
import { KeptRows } from './kept-rows.ts';
import { StateFile } from './state-file.ts';
import { STATE_MIGRATIONS } from './state-schema.ts';
import { useKeptGateways } from './testing/kept-gateway.ts';

const bench = useKeptGateways();
const isCampaign = process.env['TRADEWIND_COUNTS'] === 'full';
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

interface Row {
  readonly key: number;
  value: number;
  marks: number[];
}

test('a list is found as it was last handed over, whatever came, changed, went or moved in between', () => {
  const edits = fc.array(fc.tuple(fc.constantFrom('add', 'value', 'mark', 'drop', 'last', 'save'), fc.nat()));
  const run = ([change, hasOrder]: readonly [readonly (readonly [string, number])[], boolean]) => {
    const { db, rows } = openRows();
    const list: Row[] = [];
    let [nextKey, touched] = [1, new Set<number>()];
    const save = () => {
      if (hasOrder) {
        const seen = rows.append(list);
        rows.lookAt(touched);
        expect(list.slice(list.length - seen.length)).toEqual(seen);
      } else rows.keep(list);
      touched = new Set();
    };
    for (const [what, at] of change) {
      // Only the first is moved, as an exchange does that keeps an old order because others hang on it.
      const row = list[what === 'last' ? 0 : at % Math.max(1, list.length)];
      if (what === 'save') save();
      else if (what === 'add') list.push({ key: nextKey++, value: at, marks: [] });
      else if (row === undefined) continue;
      else if (what === 'value') row.value++;
      else if (what === 'mark') row.marks.push(at);
      else list.splice(list.indexOf(row), 1);
      if (what === 'last' && row !== undefined) list.push(row);
      if (row !== undefined) touched.add(row.key);
    }
    save();
    expect(openRows(db).rows.load()).toEqual(list);
    db.close();
  };
  fc.assert(fc.property(fc.tuple(edits, fc.boolean()), run), { numRuns: isCampaign ? 20_000 : 60 });
});

test('an exchange goes on from the file as from its own snapshot, wherever it was saved on its way', () => {
  const spec = {
    instruments: FLOW_INSTRUMENTS,
    ports: TEST_PORTS,
    settings: { retainedOrders: 40, retainedEvents: 5, submitMs: 2, cancelMs: 1 },
  };
  const run = (seed: number, saves: readonly number[]) => {
    const path = bench.newPath();
    const flow = new RandomFlow(new Exchange(spec), seed);
    const opened = open(path);
    for (const steps of saves) {
      for (let i = 0; i < steps; i++) flow.step();
      expect(opened.file.save(stateOf(flow.exchange))).toEqual({ ok: true, value: undefined });
    }
    opened.file.close();
    const { file, found } = open(path);
    const { exchange } = found!.orders;
    const restored = Exchange.restore(spec, exchange);
    if (!restored.ok) throw new Error(JSON.stringify(restored.error));
    expect(asJson(restored.value.showState())).toEqual(asJson(flow.exchange.showState()));
    file.close();
  };
  const saves = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(fc.integer(), saves, run), { numRuns: isCampaign ? 100 : 2 });
});

test('a gateway is found as it was, after any orders of any clients', async () => {
  const contracts = [contractOf('AAPL'), contractOf('MSFT'), BTC, EURUSD];
  const wish = fc.record({
    contract: fc.constantFrom(...contracts),
    action: fc.constantFrom('BUY', 'SELL'),
    totalQuantity: fc.integer({ min: 1, max: 40_000 }),
    orderType: fc.constantFrom('MKT', 'LMT', 'STP', 'TRAIL', 'MOC', 'LIT'),
    distance: fc.integer({ min: -20, max: 20 }),
    tif: fc.constantFrom('DAY', 'GTC', 'IOC'),
    ocaGroup: fc.constantFrom('', '', 'a', 'b'),
    client: fc.integer({ min: 1, max: 3 }),
    then: fc.constantFrom('nothing', 'nothing', 'cancel', 'modify', 'wait', 'restart'),
  });
  const run = async (wishes: readonly (typeof wish extends fc.Arbitrary<infer T> ? T : never)[]) => {
    const path = bench.newPath();
    let gateway = await bench.start(path);
    let traders = new Map<number, Trader>();
    for (const { contract, client, distance, then, ...asked } of wishes) {
      const trader = traders.get(client) ?? (await gateway.trader(client));
      traders.set(client, trader);
      const { bid, ask } = gateway.gateway.world.feed.state(
        contract === BTC ? 'BTC.USD' : contract === EURUSD ? 'EUR.USD' : contract.symbol,
      );
      const tick = contract === EURUSD ? 0.00005 : contract === BTC ? 0.25 : 0.01;
      const near = Math.round(((bid ?? 100) + (ask ?? 100)) / 2 / tick) * tick + distance * tick;
      const price = Number(near.toFixed(5));
      const terms = { ...asked, lmtPrice: price, auxPrice: asked.orderType === 'TRAIL' ? 50 * tick : price };
      const id = gateway.gateway.orders.nextFor(client);
      await trader.place(terms, contract, id);
      if (then === 'cancel') await trader.cancel(id);
      if (then === 'modify') await trader.place({ ...terms, totalQuantity: 7 }, contract, id);
      if (then === 'wait') await trader.advance(1_500);
      if (then !== 'restart') continue;
      const before = shown(gateway.gateway);
      await gateway.end();
      gateway = await bench.start(path, OPEN_TIME);
      traders = new Map();
      expect(shown(gateway.gateway)).toEqual(before);
    }
    const before = shown(gateway.gateway);
    await gateway.end();
    const { file, found } = open(path);
    expect(shown({ world: { now: () => found!.time, scenarios: found!.scenarios }, accounts: { showState: () => found!.accounts }, orders: { showState: () => found!.orders } })).toEqual(before); // prettier-ignore
    file.close();
  };
  const wishes = fc.array(wish, { minLength: isCampaign ? 15 : 8, maxLength: isCampaign ? 40 : 12 });
  await fc.assert(fc.asyncProperty(wishes, run), { numRuns: isCampaign ? 20 : 1 });
});

type Shown = {
  readonly world: { now(): number; readonly scenarios: GatewayState['scenarios'] };
  readonly accounts: { showState(): GatewayState['accounts'] };
  readonly orders: { showState(): GatewayState['orders'] };
};

function shown({ world, accounts, orders }: Shown) {
  const { exchange, ...rest } = orders.showState();
  const { markets: _prices, nextSequence: _said, time: _known, ...working } = exchange;
  // How much stands before an order is the market's to say, which is asked again.
  const live = working.live.map((order) => ({ ...order, ahead: 0 }));
  const timers = working.timers.toSorted((a, b) => a.sequence - b.sequence);
  const state = { ...rest, ...working, live, timers };
  return asJson({ now: world.now(), scenarios: world.scenarios, accounts: accounts.showState(), ...state });
}

function open(path: string) {
  const opened = StateFile.open({ path, program: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function openRows(db = memory()) {
  return { db, rows: new KeptRows<Row>(db, 'market', { idOf: ({ key }) => key }) };
}

function memory() {
  const driver = loadSqliteDriver();
  if (!driver.ok) throw new Error(driver.error.message);
  const db = new driver.value(':memory:');
  db.exec(STATE_MIGRATIONS[0]!.sql);
  return db;
}

function stateOf(exchange: Exchange): GatewayState {
  const accounts = {
    version: 1 as const,
    bookedSequence: 0,
    day: null,
    accounts: [],
    orders: [],
    actions: {},
  };
  const tickets = { highestIds: [], tickets: [] };
  const orders = { version: 1, nextPermId: 1, tickets, executions: [], exchange: exchange.showState() };
  return { seed: 1, alwaysOpen: false, time: 0, scenarios: [], accounts, orders };
}
