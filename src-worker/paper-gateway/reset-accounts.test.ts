import { expect, test } from 'vitest';
import { toMicros } from '#shared/model/money.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { contractOf, useOrderBench } from './orders/testing/order-bench.ts';

const [FIRST, SECOND] = ['DU1000001', 'DU1000002'] as const;
const bench = useOrderBench({ accounts: [FIRST, SECOND] });
const executionsOf = (reqId: number): RequestOfKind<'reqExecutions'> => ({
  kind: 'reqExecutions',
  ...{ reqId, clientId: 0, acctCode: '', time: '', symbol: '', secType: '', exchange: '', side: '' },
});

test('a fresh start: orders cancelled, positions gone, cash as on the first day, and every stream says so', async () => {
  const { gateway } = bench.gateway;
  const trader = await bench.trader();
  for (const account of [FIRST, SECOND]) await trader.place({ account, totalQuantity: 100 });
  const far = { account: FIRST, orderType: 'LMT', lmtPrice: 10, tif: 'GTC' } as const;
  const parent = await trader.place({ ...far, transmit: false });
  const child = await trader.place({ ...far, action: 'SELL', lmtPrice: 900, parentId: parent });
  const others = await trader.place({ ...far, account: SECOND }, contractOf('KO'));
  const gone = await trader.place({ ...far, lmtPrice: 11 });
  await trader.cancel(gone);
  trader.client.ask({ kind: 'reqPositions' });
  trader.client.ask({ kind: 'reqAccountUpdates', subscribe: true, acctCode: FIRST });
  trader.client.ask({ kind: 'reqPnL', reqId: 50, account: FIRST, modelCode: '' });
  await trader.advance(1_000);
  trader.forget();

  gateway.resetAccounts([FIRST]);
  await trader.advance(1_000);
  expect([parent, child].map((id) => trader.status(id))).toEqual(['Cancelled', 'Cancelled']);
  expect(trader.codes(parent)).toEqual([202]);
  expect(trader.all('errorMessage').find(({ id }) => id === parent)?.text).toContain('begins anew');
  expect(trader.all('position').map(({ account, position }) => [account, position])).toEqual([[FIRST, 0]]);
  expect(trader.all('portfolioValue').map(({ position }) => position)).toEqual([0]);
  expect(trader.all('accountValue').find(({ key }) => key === 'NetLiquidation')?.value).toBe('1000000.00');
  expect(trader.all('pnl').at(-1)).toMatchObject({ dailyPnL: 0, unrealizedPnL: 0, realizedPnL: 0 });
  expect(gateway.accounts.figures(FIRST)).toMatchObject({
    netLiquidation: toMicros(1_000_000),
    initialMargin: 0,
  });
  expect(trader.status(others)).not.toBe('Cancelled');
  expect(gateway.books.positions(SECOND)).toHaveLength(1);

  const executions = (await trader.ask(executionsOf(60))).filter(({ kind }) => kind === 'execDetails');
  expect(executions).toMatchObject([{ acctNumber: SECOND }]);
  const completed = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
  expect(completed.filter((each) => each.kind === 'completedOrder')).toMatchObject([
    { order: { account: SECOND } },
  ]);
  // Numbers that were used stay used, and trading goes on.
  const next = await trader.place({ account: FIRST, totalQuantity: 5 });
  await trader.advance(1_000);
  expect(next).toBeGreaterThan(gone);
  expect(trader.status(next)).toBe('Filled');
});

test('what has filled of an order asks for no money again when it is modified', async () => {
  const { gateway } = bench.gateway;
  gateway.resetAccounts();
  const trader = await bench.trader();
  const { ask } = bench.quote();
  // Nearly all that the account can buy: twice its cash. Only a part of it finds a seller at this price.
  const totalQuantity = Math.floor(1_900_000 / ask);
  const order = { account: FIRST, orderType: 'LMT', totalQuantity, lmtPrice: ask, tif: 'GTC' } as const;
  const id = await trader.place(order);
  const filled = () => trader.all('orderStatus').findLast(({ orderId }) => orderId === id)!.filled;
  for (let i = 0; i < 600 && filled() < totalQuantity / 10; i++) await trader.advance(1_000);
  expect(filled()).toBeGreaterThanOrEqual(totalQuantity / 10);
  expect(filled()).toBeLessThan(totalQuantity);
  await trader.place({ ...order, lmtPrice: Math.round(ask * 99) / 100 }, undefined, id);
  expect(trader.codes(id)).toEqual([]);
  // What is left and what is held is all there is room for: more is refused.
  await trader.place({ ...order, totalQuantity: totalQuantity * 2 }, undefined, id);
  expect(trader.codes(id)).toEqual([201]);
});
