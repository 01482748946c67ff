import { ConnectionState, EventName, IBApiNext, OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { AAPL } from '../testing/contracts.ts';
import { IbClient } from '../testing/ib-client.ts';
import { RawClient } from '../testing/raw-client.ts';
import { startGateway, type TestGateway } from '../testing/test-gateway.ts';

const [FIRST, SECOND] = ['DU1000001', 'DU1000002'] as const;

let gateway: TestGateway;
let apple: number;
const leave: (() => void)[] = [];

async function connected(): Promise<IbClient> {
  const client = await IbClient.connected(gateway.port);
  leave.push(() => client.disconnect());
  return client;
}

async function started(): Promise<RawClient> {
  const client = await RawClient.started(gateway.port);
  leave.push(() => client.close());
  return client;
}

beforeAll(async () => {
  gateway = await startGateway({ accounts: [FIRST, SECOND] });
  const { lasting } = gateway.gateway.world.universe;
  apple = lasting.find(({ details }) => details.marketId === 'AAPL')!.details.contract.conId;
});
afterEach(async () => {
  for (const run of leave.splice(0)) run();
  for (const account of [FIRST, SECOND]) gateway.gateway.accounts.reset(account);
  gateway.gateway.books.tellChanges();
  while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
});
afterAll(() => gateway.gateway.close());

/** Books a fill as the broker does. Two whole shares cost the least commission there is, a dollar. */
function fill(account: string, side: 'buy' | 'sell', shares: number, price = 200): void {
  const { accounts, books, world } = gateway.gateway;
  const sequence = accounts.bookedSequence + 1;
  const quantity = toQuantityMicros(shares);
  accounts.applyFill({
    ...{ kind: 'fill', sequence, order: sequence, time: world.now(), executionId: `${sequence}`, account },
    ...{
      instrument: apple,
      side,
      quantity,
      price: toOrderPrice(price),
      filled: quantity,
      averagePrice: price,
    },
    ...{ liquidity: 'removed', against: null },
  });
  books.tellChanges();
}

/** Lines as `key/currency`, in the order they came. */
const lines = (client: IbClient) =>
  new Map(
    client.all(EventName.updateAccountValue).map((args) => {
      const [key, value, currency] = args as string[];
      return [`${key}/${currency}`, value] as [string, string | undefined];
    }),
  );

// First of all: the fills that the tests below make up would come between the exchange's own.
test('an order’s fill is in the account that it names, as soon as it is told', async () => {
  const client = await connected();
  client.api.reqPositions();
  client.api.reqPnLSingle(7, SECOND, '', apple);
  const order = { action: OrderAction.BUY, orderType: OrderType.MKT, totalQuantity: 10, account: SECOND };
  client.api.placeOrder(1, { ...AAPL }, { ...order, tif: TimeInForce.DAY, transmit: true });
  await client.settled();
  gateway.advance(1_000);
  await client.settled();
  const [[, , execution]] = client.all(EventName.execDetails) as [[number, unknown, { price: number }]];
  const averageCost = execution.price + 1 / 10;
  expect(client.all(EventName.position)).toEqual([
    [SECOND, expect.objectContaining({ conId: apple }), 10, expect.closeTo(averageCost, 6)],
  ]);
  expect(client.all(EventName.pnlSingle).at(-1)!.slice(0, 2)).toEqual([7, 10]);
});

test('IBApi hears the whole account, then a fill at once and prices after three minutes', async () => {
  const client = await connected();
  client.api.reqAccountUpdates(true, FIRST);
  await client.next(EventName.accountDownloadEnd);
  const first = lines(client);
  for (const line of [
    ...['AccountCode/', 'AccountReady/', 'AccountType/', 'Cushion/', 'NetLiquidation/USD', 'BuyingPower/USD'],
    ...['AvailableFunds/USD', 'ExcessLiquidity/USD', 'EquityWithLoanValue/USD', 'GrossPositionValue/USD'],
    ...['InitMarginReq/USD', 'MaintMarginReq/USD', 'SettledCash/USD', 'TotalCashBalance/USD'],
    ...['CashBalance/USD', 'CashBalance/BASE', 'RealizedPnL/BASE', 'UnrealizedPnL/BASE', 'Currency/USD'],
    ...['ExchangeRate/USD', 'StockMarketValue/USD', 'StockMarketValue/BASE'],
  ])
    expect(first.has(line), line).toBe(true);
  expect(first.get('NetLiquidation/USD')).toBe('1000000.00');
  expect(client.all(EventName.updatePortfolio)).toEqual([]);
  expect(client.all(EventName.accountDownloadEnd)).toEqual([[FIRST]]);

  client.forget();
  fill(FIRST, 'buy', 2);
  await client.settled();
  expect(lines(client).get('CashBalance/USD')).toBe('999599.00');
  expect(lines(client).has('AccountType/')).toBe(false);
  const price = gateway.gateway.world.market.snapshot('AAPL', gateway.gateway.world.now()).last!.price;
  const [[contract, position, marketPrice, marketValue, cost, unrealized]] = client.all(
    EventName.updatePortfolio,
  ) as [[{ conId: number }, ...number[]]];
  expect([contract.conId, position, marketPrice, cost]).toEqual([apple, 2, price, 200.5]);
  expect([marketValue, unrealized]).toEqual([2 * price, expect.closeTo(2 * price - 401, 6)]);

  client.forget();
  gateway.advance(3 * MS_PER_MINUTE);
  await client.settled();
  expect(client.all(EventName.updatePortfolio)).toHaveLength(1);
  expect(lines(client).has('CashBalance/USD')).toBe(false);
  expect(client.all(EventName.updateAccountTime)).toEqual([['15:03']]);
});

test('market data that is lost takes no account stream with it', async () => {
  const client = await started();
  client.ask({ kind: 'reqPositions' });
  client.ask({ kind: 'reqAccountUpdates', subscribe: true, acctCode: SECOND });
  client.ask({ kind: 'reqPnL', reqId: 1, account: SECOND, modelCode: '' });
  await client.settled();
  client.messages.length = 0;
  for (const session of gateway.gateway.sessions.all) session.loseData();
  fill(SECOND, 'sell', 2);
  gateway.advance(1_000);
  await client.settled();
  const kinds = new Set(client.messages.map(({ kind }) => kind));
  expect([...kinds]).toEqual(expect.arrayContaining(['position', 'portfolioValue', 'accountValue', 'pnl']));
});

test('accounts are told apart', async () => {
  const client = await started();
  fill(SECOND, 'buy', 3);
  client.ask({ kind: 'reqPositionsMulti', reqId: 1, account: FIRST, modelCode: '' });
  client.ask({ kind: 'reqPositionsMulti', reqId: 2, account: SECOND, modelCode: '' });
  client.ask({
    kind: 'reqAccountUpdatesMulti',
    reqId: 3,
    account: SECOND,
    modelCode: '',
    ledgerAndNLV: true,
  });
  await client.settled();
  const told = (wanted: number) => client.messages.filter((each) => 'reqId' in each && each.reqId === wanted);
  expect(told(1)).toEqual([{ kind: 'positionMultiEnd', reqId: 1 }]);
  expect(told(2)).toMatchObject([{ account: SECOND, position: 3 }, { kind: 'positionMultiEnd' }]);
  expect(told(3)).toContainEqual(
    expect.objectContaining({ account: SECOND, key: 'CashBalance', value: '999399.00', currency: 'BASE' }),
  );
  expect(told(3).at(-1)).toEqual({ kind: 'accountUpdateMultiEnd', reqId: 3 });
});

test('IBApiNext reads positions, summary, profit and loss, and the account', async () => {
  fill(FIRST, 'buy', 2);
  fill(SECOND, 'sell', 1);
  const api = new IBApiNext({ host: '127.0.0.1', port: gateway.port });
  leave.push(() => api.disconnect());
  api.connect(4);
  await first(api.connectionState, (state) => state === ConnectionState.Connected);
  const [positions, summary, pnl, account] = await Promise.all([
    first(api.getPositions(), ({ all }) => all.size === 2),
    first(
      api.getAccountSummary('All', 'NetLiquidation,BuyingPower,$LEDGER:ALL'),
      ({ all }) => all.size === 2,
    ),
    first(api.getPnL(FIRST, '')),
    first(api.getAccountUpdates(FIRST), ({ all }) => all.timestamp !== undefined),
  ]);
  expect(positions.all.get(FIRST)).toMatchObject([{ pos: 2, avgCost: 200.5 }]);
  expect(positions.all.get(SECOND)).toMatchObject([{ pos: -1, avgCost: 199 }]);
  const summaryOf = (name: string) => summary.all.get(name)!;
  expect(summaryOf(FIRST).get('CashBalance')!.get('BASE')!.value).toBe('999599.00');
  expect(summaryOf(SECOND).get('CashBalance')!.get('BASE')!.value).toBe('1000199.00');
  for (const name of [FIRST, SECOND])
    for (const tag of ['NetLiquidation', 'BuyingPower'])
      expect(summaryOf(name).get(tag)!.has('USD')).toBe(true);
  expect(pnl).toMatchObject({ realizedPnL: 0, dailyPnL: expect.closeTo(pnl.unrealizedPnL!, 6) });
  expect(account.all.value!.get(FIRST)!.get('AccountCode')!.get('')!.value).toBe(FIRST);
  expect(account.all.portfolio!.get(FIRST)).toMatchObject([{ pos: 2 }]);
});

/** An rxjs Observable: which type it is of can be read from `forEach`, `subscribe` has too many faces. */
interface Source<T> {
  forEach(next: (value: T) => void): Promise<void>;
  subscribe(observer: object): { unsubscribe(): void };
}

/** What an observable says first that is enough. */
function first<T>(source: Source<T>, isEnough: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve, reject) => {
    const subscription = source.subscribe({
      next(value: T) {
        if (!isEnough(value)) return;
        resolve(value);
        // It may have come before `subscribe` has returned.
        queueMicrotask(() => subscription.unsubscribe());
      },
      error: reject,
    });
  });
}
