import { describe, expect, test } from 'vitest';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { AAPL, contractOf, useOrderBench, type OrderBench } from './testing/order-bench.ts';

const bench = useOrderBench();
const cents = (price: number) => Math.round(price * 100) / 100;
const far = (from: OrderBench = bench) => cents(from.quote().bid - 5);
const resting = () => ({ orderType: 'LMT', lmtPrice: far(), totalQuantity: 10 });

test('a fill is told in order: the execution, openOrder and orderStatus, once more with its cost, the cost', async () => {
  const trader = await bench.trader();
  const { ask } = bench.quote();
  const id = await trader.place({ totalQuantity: 10, orderRef: 'mine' });
  expect(trader.story(id).slice(-6)).toEqual([
    'fill',
    'open:Filled',
    'Filled',
    'open:Filled',
    'Filled',
    'cost',
  ]);
  const [fill] = trader.all('execDetails');
  expect(fill).toMatchObject({ price: ask, shares: 10, acctNumber: 'DU1000001', orderRef: 'mine' });
  expect(fill).toMatchObject({ time: '20260106 10:00:00 America/New_York', lastLiquidity: 2 });
  expect(fill!.execId).toMatch(/^[\da-f]{8}\.[\da-f]{8}\.01\.01$/);
  expect(trader.all('orderStatus').at(-1)).toMatchObject({ filled: 10, remaining: 0, avgFillPrice: ask });
  // IB's fixed plan: a dollar at least.
  expect(trader.all('commissionReport')).toMatchObject([
    { execId: fill!.execId, commission: 1, currency: 'USD' },
  ]);
  expect(trader.all('openOrder').at(-1)!.orderState).toMatchObject({
    commission: 1,
    commissionCurrency: 'USD',
  });
  const permIds = [...trader.all('openOrder').map(({ order }) => order.permId), fill!.permId];
  expect(new Set(permIds).size).toBe(1);
});

test('a sale of what was bought says what was earned', async () => {
  const trader = await bench.trader();
  const symbol = contractOf('MSFT');
  await trader.place({ totalQuantity: 10 }, symbol);
  await trader.place({ totalQuantity: 10, action: 'SELL' }, symbol);
  const [bought, sold] = trader.all('execDetails');
  const [first, second] = trader.all('commissionReport');
  expect(first!.realizedPNL).toBeUndefined();
  const gain = (sold!.price - bought!.price) * 10;
  expect(second!.realizedPNL).toBeCloseTo(gain - first!.commission - second!.commission, 6);
});

describe('numbers', () => {
  test('go up with what was used, for each client apart', async () => {
    const [one, two] = [await bench.trader(), await bench.trader()];
    await one.place(resting(), AAPL, 40);
    const next = async (trader: typeof one) =>
      (await trader.ask({ kind: 'reqIds', numIds: 1 } as never)).find(({ kind }) => kind === 'nextValidId');
    expect(await next(one)).toMatchObject({ orderId: 41 });
    expect(await next(two)).toMatchObject({ orderId: 1 });
    await one.place(resting(), AAPL, 39);
    expect(one.codes(39)).toEqual([103]);
  });

  test('of an order that has ended are not used again', async () => {
    const trader = await bench.trader();
    const id = await trader.place(resting());
    await trader.cancel(id);
    trader.forget();
    await trader.place(resting(), AAPL, id);
    expect(trader.story(id)).toEqual(['103']);
  });
});

describe('a modify', () => {
  test('changes price and size of the same order', async () => {
    const trader = await bench.trader();
    const id = await trader.place(resting());
    trader.forget();
    const lmtPrice = far() - 1;
    await trader.place({ ...resting(), lmtPrice, totalQuantity: 30 }, AAPL, id);
    expect(trader.story(id)).toEqual(['open:Submitted', 'Submitted']);
    expect(trader.all('openOrder')[0]!.order).toMatchObject({ lmtPrice, totalQuantity: 30 });
    expect(trader.all('orderStatus')[0]).toMatchObject({ remaining: 30 });
  });

  test('through the market fills', async () => {
    const trader = await bench.trader();
    const id = await trader.place(resting());
    await trader.place({ ...resting(), lmtPrice: cents(bench.quote().ask + 1) }, AAPL, id);
    expect(trader.status(id)).toBe('Filled');
    trader.forget();
    await trader.place(resting(), AAPL, id);
    expect(trader.story(id)).toEqual(['104']);
  });

  test.each([
    ['another side', { action: 'SELL' }, AAPL, 105],
    ['another contract', {}, contractOf('MSFT'), 105],
    ['another exchange', {}, contractOf('AAPL', { exchange: 'NASDAQ' }), 105],
    ['a price off the tick', { lmtPrice: 100.003 }, AAPL, 110],
    ['an OCA group', { ocaGroup: 'late' }, AAPL, 10326],
    ['more than the account can pay', { totalQuantity: 500_000 }, AAPL, 201],
  ] as const)('with %s is refused, and the order stays as it was', async (_name, change, contract, code) => {
    const trader = await bench.trader();
    const before = resting();
    const id = await trader.place(before);
    trader.forget();
    await trader.place({ ...before, ...change }, contract, id);
    expect(trader.story(id)).toEqual([String(code)]);
    const [open] = await trader.ask({ kind: 'reqOpenOrders' });
    expect(open).toMatchObject({ kind: 'openOrder', order: { ...before, action: 'BUY' } });
  });
});

describe('a cancel', () => {
  test('of nothing, of an order that ended, and of what is not ours', async () => {
    const [trader, other] = [await bench.trader(), await bench.trader()];
    const id = await trader.place({ totalQuantity: 1 });
    trader.forget();
    await trader.cancel(id);
    await trader.cancel(99);
    expect(trader.codes(id)).toEqual([10148]);
    expect(trader.codes(99)).toEqual([10147]);
    const texts = trader.all('errorMessage').map(({ text }) => text);
    expect(texts).toEqual([
      `OrderId ${id} that needs to be cancelled can not be cancelled, state: Filled.`,
      'OrderId 99 that needs to be cancelled is not found.',
    ]);
    const mine = await trader.place(resting());
    await other.cancel(mine);
    expect(other.codes(mine)).toEqual([10147]);
  });

  test('of everything reaches every client', async () => {
    const [one, two] = [await bench.trader(), await bench.trader()];
    const [a, b] = [await one.place(resting()), await two.place(resting())];
    two.client.ask({ kind: 'reqGlobalCancel', extOperator: '', manualOrderIndicator: undefined });
    await two.client.settled();
    await one.client.settled();
    expect([one.story(a).slice(-2), two.story(b).slice(-2)]).toEqual([
      ['Cancelled', '202'],
      ['Cancelled', '202'],
    ]);
    expect(await one.ask({ kind: 'reqAllOpenOrders' })).toEqual([{ kind: 'openOrderEnd' }]);
  });
});

describe('open orders', () => {
  test('are told to their client, also after it was away; all of them to whoever asks', async () => {
    const first = await bench.trader(71);
    const id = await first.place(resting());
    first.client.close();
    const other = await bench.trader();
    const mine = await other.place(resting());
    const all = (await other.ask({ kind: 'reqAllOpenOrders' })).filter((each) => each.kind === 'openOrder');
    expect(all.map(({ orderId, order }) => [order.clientId, orderId])).toEqual([
      [71, id],
      [other.clientId, mine],
    ]);
    const own = await other.ask({ kind: 'reqOpenOrders' });
    expect(own.map(({ kind }) => kind)).toEqual(['openOrder', 'orderStatus', 'openOrderEnd']);
    const back = await bench.trader(71);
    expect((await back.ask({ kind: 'reqOpenOrders' }))[0]).toMatchObject({ orderId: id });
    await back.cancel(id);
    await other.cancel(mine);
  });

  test('by hand in TWS are for client 0 alone', async () => {
    const trader = await bench.trader();
    const [answer] = await trader.ask({ kind: 'reqAutoOpenOrders', autoBind: true });
    expect(answer).toMatchObject({ code: 327 });
    const zero = await bench.trader(0);
    expect(await zero.ask({ kind: 'reqAutoOpenOrders', autoBind: true })).toEqual([]);
  });
});

test('completed orders are told with how they ended', async () => {
  const trader = await bench.trader();
  await trader.place({ totalQuantity: 3, orderRef: 'filled' });
  await trader.cancel(await trader.place({ ...resting(), orderRef: 'cancelled' }));
  const answers = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: true });
  expect(answers.at(-1)).toEqual({ kind: 'completedOrdersEnd' });
  const told = answers.flatMap((each) =>
    each.kind === 'completedOrder'
      ? [[each.order.orderRef, each.orderState.status, each.orderState.completedStatus]]
      : [],
  );
  expect(told.slice(-2)).toEqual([
    ['filled', 'Filled', 'Filled Size: 3'],
    ['cancelled', 'Cancelled', 'Cancelled by Trader'],
  ]);
});

describe('executions', () => {
  const filter: RequestOfKind<'reqExecutions'> = {
    kind: 'reqExecutions',
    reqId: 5,
    clientId: 0,
    acctCode: '',
    time: '',
    symbol: '',
    secType: '',
    exchange: '',
    side: '',
  };
  type Filter = Omit<RequestOfKind<'reqExecutions'>, 'kind'>;

  test('pass every part of a filter', async () => {
    const trader = await bench.trader(90);
    await trader.place({ totalQuantity: 7 }, contractOf('NVDA'));
    await trader.place({ totalQuantity: 7, action: 'SELL' }, contractOf('NVDA'));
    const sides = async (more: Partial<Filter>) => {
      const answers = await trader.ask({ ...filter, clientId: 90, ...more });
      expect(answers.at(-1)).toMatchObject({ kind: 'execDetailsEnd', reqId: 5 });
      return answers.flatMap((each) => (each.kind === 'execDetails' ? [each.side] : []));
    };
    expect(await sides({})).toEqual(['BOT', 'SLD']);
    expect(trader.all('commissionReport')).toHaveLength(2);
    expect(trader.all('execDetails').map(({ reqId }) => reqId)).toEqual([5, 5]);
    expect(await sides({ side: 'SELL' })).toEqual(['SLD']);
    expect(await sides({ side: 'bot' })).toEqual(['BOT']);
    expect(await sides({ symbol: 'NVDA', secType: 'STK', exchange: 'SMART' })).toHaveLength(2);
    expect(await sides({ acctCode: 'DU1000001', time: '20260106-15:00:00' })).toHaveLength(2);
    for (const nobody of [
      ...[{ symbol: 'IBM' }, { secType: 'OPT' }, { exchange: 'CME' }, { acctCode: 'DU9' }],
      ...[{ clientId: 91 }, { time: '20260106 10:00:01 US/Eastern' }],
    ])
      expect(await sides(nobody), JSON.stringify(nobody)).toEqual([]);
  });

  test('with a filter that cannot be read are refused', async () => {
    const trader = await bench.trader();
    for (const wrong of [{ time: 'noon' }, { side: 'both' }])
      expect(await trader.ask({ ...filter, ...wrong })).toMatchObject([{ id: 5, code: 321 }]);
  });
});

test('whatIf is answered with margin and commission, and no order comes of it', async () => {
  const trader = await bench.trader();
  const id = await trader.place({ ...resting(), totalQuantity: 100, whatIf: true });
  expect(trader.story(id)).toEqual(['open:PreSubmitted']);
  const [{ order, orderState }] = trader.all('openOrder') as [ReturnType<typeof trader.all<'openOrder'>>[0]];
  expect(order.whatIf).toBe(true);
  expect(orderState.initMarginChange).toBeGreaterThan(0);
  expect(orderState.commission).toBe(1);
  expect(await trader.ask({ kind: 'reqOpenOrders' })).toEqual([{ kind: 'openOrderEnd' }]);
  const wrong = await trader.place({ ...resting(), lmtPrice: 100.003, whatIf: true });
  expect(trader.story(wrong)).toEqual(['110']);
});

describe('brackets', () => {
  const bracket = async (entry: object) => {
    const trader = await bench.trader();
    const { ask } = bench.quote();
    const parentId = await trader.place({ totalQuantity: 10, transmit: false, ...entry });
    const exit = { action: 'SELL', totalQuantity: 10, parentId };
    const profit = await trader.place({
      ...exit,
      ...{ orderType: 'LMT', lmtPrice: cents(ask + 5), transmit: false },
    });
    expect(trader.all('execDetails')).toEqual([]);
    const stop = await trader.place({ ...exit, orderType: 'STP', auxPrice: cents(ask - 5) });
    return { trader, parentId, profit, stop };
  };

  test('nothing happens until the last one is transmitted; then exits wait for their entry', async () => {
    const { trader, parentId, profit, stop } = await bracket(resting());
    expect([parentId, profit, stop].map((id) => trader.status(id))).toEqual([
      'Submitted',
      'PreSubmitted',
      'PreSubmitted',
    ]);
    expect(trader.all('orderStatus').at(-1)).toMatchObject({ parentId, whyHeld: 'child' });
    await trader.cancel(parentId);
    expect([parentId, profit, stop].map((id) => trader.status(id))).toEqual(
      Array<string>(3).fill('Cancelled'),
    );
    expect([parentId, profit, stop].flatMap((id) => trader.codes(id))).toEqual([202, 202, 202]);
  });

  test('the entry fills and its exits go to work; one that fills ends the other', async () => {
    const { trader, parentId, profit, stop } = await bracket({});
    expect([parentId, profit, stop].map((id) => trader.status(id))).toEqual([
      'Filled',
      'Submitted',
      'PreSubmitted',
    ]);
    const through = { action: 'SELL', totalQuantity: 10, parentId, orderType: 'LMT' };
    await trader.place({ ...through, lmtPrice: cents(bench.quote().bid - 1) }, AAPL, profit);
    expect([trader.status(profit), trader.status(stop)]).toEqual(['Filled', 'Cancelled']);
  });
});

describe('OCA groups', () => {
  test.each([1, 2, 3])('type %i: what fills ends the others', async (ocaType) => {
    const trader = await bench.trader();
    const group = { ocaGroup: `group ${ocaType}`, ocaType };
    const waits = await trader.place({ ...resting(), ...group });
    const fills = await trader.place({ totalQuantity: 10, ...group });
    expect([trader.status(fills), trader.status(waits)]).toEqual(['Filled', 'Cancelled']);
  });

  test.each([1, 2, 3])(
    'type %i: a part that fills cancels the others or takes its part off',
    async (ocaType) => {
      const trader = await bench.trader();
      const group = { ocaGroup: `part ${ocaType}`, ocaType, orderType: 'LMT', totalQuantity: 3_000 };
      const symbol = contractOf(['IBM', 'KO', 'JNJ'][ocaType - 1]!);
      const { bid, ask } = bench.quote(symbol.symbol);
      const waits = await trader.place({ ...group, lmtPrice: cents(bid * 0.9) }, symbol);
      // More than is shown: the rest of an IOC order is cancelled.
      await trader.place({ ...group, lmtPrice: ask, tif: 'IOC' }, symbol);
      const filled = trader.all('execDetails').reduce((sum, { shares }) => sum + shares, 0);
      expect(filled).toBeGreaterThan(0);
      const last = trader.all('orderStatus').findLast(({ orderId }) => orderId === waits);
      expect(last).toMatchObject(
        ocaType === 1 ? { status: 'Cancelled' } : { status: 'Submitted', remaining: 3_000 - filled },
      );
      if (ocaType !== 1) await trader.cancel(waits);
    },
  );

  test('a group that is cancelled leaves its others alone', async () => {
    const trader = await bench.trader();
    const group = { ocaGroup: 'pair', ocaType: 1, ...resting() };
    const [one, two] = [await trader.place(group), await trader.place(group)];
    await trader.cancel(one);
    expect([trader.status(one), trader.status(two)]).toEqual(['Cancelled', 'Submitted']);
    await trader.cancel(two);
  });
});

describe('price conditions', () => {
  const conId = 1_700_000_001; // AAPL
  const condition = (isMore: boolean, value: number) => ({
    conditions: [
      { type: 1, conjunction: 'a', isMore, value, conId, exchange: 'SMART', triggerMethod: 0 } as const,
    ],
  });

  test('one that holds lets the order go, one that does not holds it back', async () => {
    const trader = await bench.trader();
    const { bid } = bench.quote();
    const goes = await trader.place({ totalQuantity: 1, ...condition(true, cents(bid - 5)) });
    const waits = await trader.place({ totalQuantity: 1, ...condition(true, cents(bid + 5)) });
    expect([trader.status(goes), trader.status(waits)]).toEqual(['Filled', 'PreSubmitted']);
    await trader.cancel(waits);
  });

  test('of an order that they cancel', async () => {
    const trader = await bench.trader();
    const { bid } = bench.quote();
    const id = await trader.place({
      ...{ ...resting(), conditionsCancelOrder: true },
      ...condition(true, cents(bid - 5)),
    });
    expect(trader.status(id)).toBe('Cancelled');
  });
});
