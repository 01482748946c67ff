import { OrderAction, OrderType, type Contract as WireContract } from '@stoqey/ib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PortfolioView } from '#shared/ipc/portfolio.ts';
import { err } from '#shared/kernel/result.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { MS_PER_DAY, unixMillis } from '#shared/kernel/time.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { QUOTE_FIELDS } from '#shared/model/quote.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { AAPL, ES, EURUSD } from '../../src-worker/paper-gateway/testing/contracts.ts';
import { IbClient } from '../../src-worker/paper-gateway/testing/ib-client.ts';
import { startGateway, type TestGateway } from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import { Synchronisation } from '../tws/synchronisation.ts';
import { DescribedContracts } from '../tws/described-contracts.ts';
import { detailsOf } from '../tws/testing/details.ts';
import { TwsAccounts } from '../tws/tws-accounts.ts';
import { TwsConnection } from '../tws/tws-connection.ts';
import { TwsOrders } from '../tws/tws-orders.ts';
import { TwsRequests } from '../tws/requests.ts';
import { Portfolio } from './portfolio.ts';
import { MemoryStore } from './testing/memory-store.ts';

/** The whole side of the portfolio against the real paper gateway over its socket. The gateway's clock is the only one that moves. */

const [FIRST, SECOND] = ['DU1000001', 'DU1000002'] as const;
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: (fields: object) => void faults.push(fields) };

let faults: unknown[];
let gateway: TestGateway;
let trader: IbClient;
let orderId: number;
let store: MemoryStore;
let desk: Desk;
let waiting: (() => void)[] = [];

const look = () => {
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve();
};
async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Main, as far as the portfolio needs it. */
class Desk {
  readonly timers = new ManualTimers();
  readonly requests = new TwsRequests({ timers: this.timers, log });
  readonly clock = { now: () => unixMillis(gateway.gateway.world.now()) };
  readonly synchronisation = new Synchronisation(this.timers, log);
  // Nobody describes contracts here: messages are read as they come.
  readonly #read = { requests: this.requests, timers: this.timers, log, described: new DescribedContracts(detailsOf({}, undefined), log) }; // prettier-ignore
  readonly orders = new TwsOrders({ ...this.#read, clock: this.clock });
  views: PortfolioView[] = [];
  readonly marks = new Map<number, number>();
  readonly accounts = new TwsAccounts(this.#read);
  readonly portfolio = new Portfolio({
    broker: this.accounts,
    ...{ executions: store, store, clock: this.clock, dayClock: this.clock, timers: this.timers, log },
    quotes: {
      readInto: (contractId, out) => {
        for (const field of QUOTE_FIELDS) out[field] = NaN;
        const mark = this.marks.get(contractId);
        if (mark === undefined) return false;
        Object.assign(out, { mark, at: this.clock.now(), state: 1 });
        return true;
      },
      need: () => quiet,
      onTick: () => quiet,
    },
    breathe: () => Promise.resolve(),
    onView: (view) => {
      this.views.push(view);
      look();
    },
    onTradesChanged: look,
    onDifferences: look,
    onExpired: quiet,
  });
  readonly connection = new TwsConnection({
    ...{
      clock: this.clock,
      timers: this.timers,
      log,
      monotonicMs: () => gateway.gateway.world.now(),
      random: () => 1,
    },
    onStatus: look,
    confirmLive: () => Promise.resolve(true),
    onSession: (session) => {
      void this.portfolio.begin(session.book.id);
      this.requests.begin(session);
    },
    onSessionEnd: (session) => {
      this.synchronisation.stop('over');
      this.requests.end(session);
    },
    onEvent: (session, name, args) => this.requests.happened(session, name, args),
    onNotice: (session, id, code, text) => this.requests.noticed(session, id, code, text),
    synchronise: (session, isDataKept) => this.synchronisation.run(session, isDataKept),
  });

  constructor() {
    this.orders.listen({
      ...{ onOpenOrder: quiet, onStatus: quiet, onNotice: quiet, onNextValidId: quiet, onEnded: quiet },
      onExecution: quiet,
      onCommission: (report) => {
        store.commission('paper', report);
        this.portfolio.onCommission(report);
      },
    });
    this.synchronisation.register('orders', () => this.executions());
    this.synchronisation.register('portfolio', (context) => this.portfolio.synchronise(context));
  }

  /** As the order path does: everything the broker has executed, kept and told. */
  async executions(): Promise<void> {
    const book = await this.orders.book();
    if (!book.ok) throw new Error(book.error.kind);
    for (const execution of book.value.executions) {
      store.execution('paper', execution);
      this.portfolio.onExecution(execution);
    }
  }

  async connect(): Promise<void> {
    this.connection.connect({
      ...{ id: 'paper', name: 'Paper', kind: 'paper', host: '127.0.0.1', port: gateway.port },
      ...{ clientId: 7, account: null },
    });
    await until(() => this.connection.status.phase === 'ready' || this.connection.status.trouble !== null);
    expect(this.connection.status.trouble).toBeNull();
  }

  /** The view once everything that was told has come in and `ms` have passed for the timers. */
  async view(ms = 500): Promise<PortfolioView> {
    const api = this.requests.session?.api;
    if (api !== undefined) {
      let isHeard = false;
      const stop = this.requests.on('currentTime' as never, () => {
        isHeard = true;
        look();
      });
      api.reqCurrentTime();
      await until(() => isHeard);
      stop();
    }
    this.timers.advance(ms);
    return this.portfolio.view();
  }

  position(symbol: string, account: string = FIRST) {
    return this.portfolio
      .view()
      .positions.find((one) => one.contract.symbol === symbol && one.account === account);
  }

  leave(): void {
    this.portfolio.close();
    this.connection.disconnect();
  }
}

/** A market order of another client, so that the gateway itself does everything; some seconds pass. */
async function trade(contract: WireContract, units: number, account: string = FIRST): Promise<void> {
  const id = orderId++;
  const before = gateway.gateway.accounts.bookedSequence;
  trader.api.placeOrder(id, contract, {
    ...{ action: units > 0 ? OrderAction.BUY : OrderAction.SELL, totalQuantity: Math.abs(units) },
    ...{ orderType: OrderType.MKT, account, transmit: true },
  });
  await trader.settled();
  for (let second = 0; second < 30 && gateway.gateway.accounts.bookedSequence === before; second++) {
    gateway.advance(1_000);
    await trader.settled();
  }
  expect(trader.errors(id)).toEqual([]);
  expect(gateway.gateway.accounts.bookedSequence, 'the order has filled').toBeGreaterThan(before);
}

/** As the gateway's own books have it, micro-units; futures' variation is not in it. */
function gatewayCash(account: string): readonly (readonly [string, number])[] {
  const { accounts } = gateway.gateway.accounts.snapshot();
  return accounts.find(({ id }) => id === account)!.cash.map(([currency, { amount }]) => [currency, amount]);
}

beforeAll(async () => {
  gateway = await startGateway({ accounts: [FIRST, SECOND], alwaysOpen: true });
  trader = await IbClient.connected(gateway.port, 99);
  orderId = 1;
});
afterAll(async () => {
  trader.disconnect();
  await gateway.gateway.close();
});
beforeEach(() => {
  faults = [];
  store = new MemoryStore();
  desk = new Desk();
});
afterEach(async () => {
  desk.leave();
  expect(faults).toEqual([]);
  expect(desk.timers.waitingCount, 'nothing is left waiting').toBe(0);
  gateway.gateway.resetAccounts();
  while (gateway.gateway.sessions.all.length > 1) await new Promise(setImmediate);
});

describe('an account that is seen for the first time', () => {
  test('is taken over as it is: what it holds was opened elsewhere, and nothing differs', async () => {
    await trade(AAPL, 100);
    store = new MemoryStore();
    desk = new Desk();
    desk.executions = () => Promise.resolve(); // its fills were on another day
    await desk.connect();
    const view = await desk.view();
    expect(view).toMatchObject({ state: 'current', trouble: null, differences: [] });
    expect(view.accounts.map(({ account, baseCurrency }) => [account, baseCurrency])).toEqual([
      [FIRST, 'USD'],
      [SECOND, 'USD'],
    ]);
    const apple = desk.position('AAPL')!;
    expect(apple).toMatchObject({ quantity: 100e6, origin: 'elsewhere' });
    expect(apple.averageCost).toBeCloseTo(apple.broker!.averageCost!, 8);
    expect(apple.amounts.unrealizedPnl! / 1e6).toBeCloseTo(apple.broker!.amounts.unrealizedPnl! / 1e6, 1);
    expect(desk.portfolio.arePositionsProven).toBe(true);
  });

  test('has figures for risk, and NaN for what nobody knows', async () => {
    await desk.connect();
    await desk.view();
    const { portfolio } = desk;
    expect(portfolio.account(FIRST)).toMatchObject({
      netLiquidation: 1_000_000,
      cash: 1_000_000,
      highWater: 1_000_000,
    });
    expect(portfolio.account(SECOND).buyingPower).toBe(2_000_000);
    expect(portfolio.account('DU9').netLiquidation).toBeNaN();
    expect(portfolio.rate(FIRST, 'JPY' as never)).toBeNaN();
    expect(portfolio.quantity(FIRST, 1 as ContractId)).toBe(0);
  });
});

describe('trades', () => {
  test('give the gateway’s own positions, cost, results and cash, in several currencies and with futures', async () => {
    await desk.connect();
    for (const [contract, units] of [
      [AAPL, 100],
      [AAPL, 50],
      [AAPL, -30],
      [EURUSD, 20_000],
      [ES, 2],
      [ES, -3],
    ] as const)
      // prettier-ignore
      await trade(contract, units);
    await trade(AAPL, -40, SECOND);
    await desk.executions();
    await desk.view();
    const view = await desk.view(20_000);
    expect(view.differences).toEqual([]);
    const { books } = gateway.gateway;
    for (const account of [FIRST, SECOND]) {
      for (const held of books.portfolio(account)) {
        const ours = desk.position(held.contract.symbol, account)!;
        expect([ours.contract.symbol, ours.quantity]).toEqual([
          held.contract.symbol,
          toQuantityMicros(held.quantity),
        ]);
        expect(ours.averageCost! * ours.contract.multiplier).toBeCloseTo(held.averageCost, 6);
      }
    }
    const ours = (account: string) => view.accounts.find((one) => one.account === account)!.cash;
    const toTheMicro = (account: string) => ours(account).map((one) => [one.currency, one.ours]);
    expect(toTheMicro(SECOND)).toEqual(gatewayCash(SECOND));
    const [euro, dollar] = ours(FIRST);
    expect(['EUR', euro!.ours]).toEqual(gatewayCash(FIRST).find(([currency]) => currency === 'EUR'));
    // Half a contract's variation is told in cents.
    expect(dollar!.ours! / 1e6).toBeCloseTo(dollar!.broker! / 1e6, 1);
    expect(desk.position('AAPL')!.amounts.realizedPnl! / 1e6).toBeCloseTo(
      books.portfolio(FIRST).find(({ contract }) => contract.symbol === 'AAPL')!.realizedPnl,
      6,
    );
  });

  test('are kept: the same book comes from the journal after a restart, with the broker away', async () => {
    await desk.connect();
    await trade(AAPL, 100);
    await trade(AAPL, -60);
    await desk.executions();
    await desk.view();
    const before = desk.portfolio.view();
    const trips = desk.portfolio.trades.find(EVERYTHING);
    expect(trips).toMatchObject([
      { side: 'long', quantity: 60e6, account: FIRST, isCommissionPending: false },
    ]);
    desk.leave();
    const again = new Desk();
    await again.portfolio.begin('paper');
    const after = again.portfolio.view();
    expect(after.state).toBe('old');
    expect(after.positions[0]).toMatchObject({
      quantity: 40e6,
      averageCost: before.positions[0]!.averageCost,
      broker: null,
    });
    expect(again.portfolio.trades.find(EVERYTHING)).toEqual(trips);
    again.leave();
    desk = new Desk();
    await desk.connect();
    expect((await desk.view()).differences, 'one fill, told by journal and broker').toEqual([]);
    expect(desk.portfolio.quantity(FIRST, before.positions[0]!.contract.contractId)).toBe(40e6);
  });
});

describe('what differs', () => {
  test('is told with both figures once it lasts, and goes when the broker’s word is taken', async () => {
    await desk.connect();
    await trade(AAPL, 10);
    await desk.executions();
    await desk.view();
    await trade(AAPL, 5); // by somebody whose executions we never hear of
    await desk.view();
    expect(desk.portfolio.differences, 'not before it has lasted').toEqual([]);
    gateway.advance(11_000);
    await desk.view(1_000);
    const told = desk.portfolio.differences;
    expect(told.map(({ about, name, ours, brokers }) => [about, name, about === 'quantity' ? ours : 0, about === 'quantity' ? brokers : 0])).toEqual([
      ['quantity', 'AAPL', 10, 15],
      ['cash', 'USD', 0, 0],
    ]); // prettier-ignore
    expect(desk.portfolio.arePositionsProven).toBe(false);
    expect(desk.position('AAPL')).toMatchObject({ quantity: 10e6, broker: { quantity: 15e6 } });
    const outside = desk.portfolio.outsideCash(FIRST)!.get('USD')!;
    expect(outside).toBeLessThan(-5);
    for (const { key } of told) expect(desk.portfolio.accept(key)).toBe(true);
    expect(desk.portfolio.accept(told[0]!.key), 'it is gone').toBe(false);
    expect(desk.portfolio.outsideCash(FIRST)!.get('USD'), 'taken over, and still not ours').toBeCloseTo(outside, 1); // prettier-ignore
    expect(desk.portfolio.differences).toEqual([]);
    expect(desk.portfolio.arePositionsProven).toBe(true);
    expect(desk.position('AAPL')).toMatchObject({ quantity: 15e6, origin: 'mixed' });
    // Durable: a restart knows it.
    desk.leave();
    desk = new Desk();
    desk.executions = () => Promise.resolve();
    await desk.connect();
    expect((await desk.view()).differences).toEqual([]);
    expect(desk.portfolio.outsideCash(FIRST)!.get('USD')).toBeCloseTo(outside, 1);
    expect(desk.portfolio.outsideCash('DU9'), 'of an account nobody has heard of').toBeNull();
  });

  test('is told at once where both sides have just been asked; so is a contract nobody knew: a fill of ours may be lost', async () => {
    await desk.connect();
    await trade(AAPL, 10);
    await desk.executions();
    await desk.view();
    const apple = desk.position('AAPL')!;
    desk.leave();
    await trade(AAPL, -10);
    await trade(EURUSD, 10_000);
    desk = new Desk();
    desk.executions = () => Promise.resolve();
    await desk.connect();
    expect(desk.portfolio.differences.map(({ about, name, ours, brokers }) => [about, name, about === 'cash' ? '' : `${ours} ${brokers}`])).toEqual([
      ['quantity', 'AAPL', '10 0'],
      ['quantity', 'EUR.USD', '0 10000'],
      ['cash', 'USD', ''],
      ['cash', 'EUR', ''],
    ]); // prettier-ignore
    expect(desk.portfolio.quantity(FIRST, apple.contract.contractId)).toBe(10e6);
    expect(desk.position('EUR')).toMatchObject({ quantity: 0, broker: { quantity: 10_000e6 } });
    expect(desk.portfolio.arePositionsProven).toBe(false);
    for (const { key } of desk.portfolio.differences) expect(desk.portfolio.accept(key)).toBe(true);
    expect(desk.position('EUR')).toMatchObject({ quantity: 10_000e6, origin: 'elsewhere' });
    expect(desk.portfolio.arePositionsProven).toBe(true);
  });
});

describe('a list of positions that does not come', () => {
  test('proves nothing any more after the third time, and everything again once it comes', async () => {
    await desk.connect();
    await trade(AAPL, 10);
    await desk.executions();
    await desk.view();
    const positions = desk.accounts.positions.bind(desk.accounts);
    desk.accounts.positions = () => Promise.resolve(err({ kind: 'no-answer', afterMs: 15_000 }));
    for (const isProven of [true, true, false]) {
      await desk.view(60_000);
      await desk.view();
      expect([desk.portfolio.isCompared, desk.portfolio.arePositionsProven]).toEqual([isProven, isProven]);
    }
    expect(desk.portfolio.view().trouble).toContain('positions');
    desk.accounts.positions = positions;
    await desk.view(60_000);
    while (!desk.portfolio.isCompared) await desk.view();
    expect(desk.portfolio.view()).toMatchObject({ state: 'current', trouble: null, differences: [] });
    expect(desk.portfolio.arePositionsProven).toBe(true);
  });
});

describe('a connection that ends', () => {
  test('leaves the last figures, said to be old, and nothing proven', async () => {
    await desk.connect();
    await trade(AAPL, 10);
    await desk.executions();
    await desk.view();
    desk.connection.disconnect();
    expect(desk.portfolio.arePositionsProven).toBe(false);
    expect(desk.portfolio.view()).toMatchObject({
      state: 'old',
      accounts: [{ updatedAt: null }, { updatedAt: null }],
    });
    expect(desk.position('AAPL')!.quantity).toBe(10e6);
  });
});

describe('the day', () => {
  test('ends with a snapshot, and results count anew from where positions stood', async () => {
    await desk.connect();
    await trade(AAPL, 100);
    await trade(AAPL, -20);
    await desk.executions();
    const id = (await desk.view(), desk.position('AAPL')!.contract.contractId);
    desk.marks.set(id, 200);
    const first = desk.position('AAPL')!;
    expect(first.amounts.dayPnl).toBe(first.amounts.realizedPnl! + first.amounts.unrealizedPnl!);
    gateway.advance(MS_PER_DAY);
    desk.marks.set(id, 203);
    await desk.view(); // the new day begins at this price
    desk.marks.set(id, 204.5);
    const second = desk.position('AAPL')!;
    expect(second.amounts).toMatchObject({ realizedPnl: 0, dayPnl: 80 * 1.5e6 });
    expect(second.mark).toMatchObject({ price: 204.5, source: 'quote', isStale: false });
    await desk.view(60_000);
    const days = desk.portfolio.days(FIRST, 10);
    expect(days.at(-1)).toMatchObject({ day: '2026-01-07', currency: 'USD', account: FIRST });
  });
});

const EVERYTHING = { account: null, text: '', side: null, outcome: null, from: null, to: null };
