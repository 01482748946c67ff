import { describe, expect, test } from 'vitest';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { AAPL, contractOf, useOrderBench, type Trader } from './testing/order-bench.ts';

const cents = (price: number) => Math.round(price * 100) / 100;
const LINE = { genericTickList: '', snapshot: false, regulatorySnapshot: false, options: '' };
const HALTED_TICK = 49;

describe('a trading halt', () => {
  const bench = useOrderBench({ scenario: 'flash-crash' });
  const TSLA = contractOf('TSLA');

  test('is told, orders wait through it, and go on when it is over', async () => {
    const trader = await bench.trader();
    const { feed } = bench.gateway.gateway.world;
    trader.client.ask({ kind: 'reqMktData', reqId: 1, contract: TSLA, ...LINE });
    await trader.advance(1_000);
    const toldOf = () => trader.all('tickGeneric').filter(({ tickType }) => tickType === HALTED_TICK).at(-1); // prettier-ignore
    expect(toldOf()).toMatchObject({ value: 0 });
    const resting = await trader.place(
      { orderType: 'LMT', lmtPrice: cents(bench.quote('TSLA').bid * 0.5), totalQuantity: 1 },
      TSLA,
    );
    for (let i = 0; i < 10 && !feed.state('TSLA').isHalted; i++) await trader.advance(MS_PER_MINUTE);
    expect(feed.state('TSLA').isHalted, 'the crash throws it out of its bands').toBe(true);
    expect(toldOf()).toMatchObject({ value: 1 });

    const market = await trader.place({ totalQuantity: 1 }, TSLA);
    expect(trader.codes(market)).toEqual([399]);
    expect(trader.all('errorMessage').at(-1)!.text).toContain('halted');
    const before = trader.all('execDetails').length;
    await trader.advance(2_000);
    expect(trader.all('execDetails')).toHaveLength(before);
    // What rests can be taken out meanwhile.
    await trader.cancel(resting);
    expect(trader.status(resting)).toBe('Cancelled');
    for (let i = 0; i < 10 && trader.status(market) !== 'Filled'; i++) await trader.advance(MS_PER_MINUTE);
    expect(toldOf()).toMatchObject({ value: 0 });
    expect(trader.status(market)).toBe('Filled');
  });
});

describe('a short sale', () => {
  const bench = useOrderBench({ accounts: ['DU1000001', 'DU1000002'] });
  const sale = (totalQuantity: number, account = 'DU1000001') => ({ action: 'SELL', totalQuantity, account });
  const GME = contractOf('GME');

  test('of what nobody lends is held with 404, until it is cancelled', async () => {
    const trader = await bench.trader();
    const id = await trader.place(sale(10), contractOf('AMC'));
    expect(trader.codes(id)).toEqual([404]);
    expect(trader.all('orderStatus').at(-1)).toMatchObject({ status: 'PreSubmitted', whyHeld: 'locate' });
    await trader.advance(3 * MS_PER_MINUTE);
    expect(trader.all('execDetails')).toEqual([]);
    await trader.cancel(id);
    expect(trader.status(id)).toBe('Cancelled');
  });

  test('goes out once shares have come back, which another account had borrowed', async () => {
    const trader = await bench.trader();
    const borrows = await trader.place(sale(1_500), GME);
    for (let i = 0; i < 20 && trader.status(borrows) !== 'Filled'; i++) await trader.advance(MS_PER_MINUTE);
    expect(trader.status(borrows)).toBe('Filled');
    // 2,000 can be had in all.
    const waits = await trader.place(sale(1_000, 'DU1000002'), GME);
    expect(trader.codes(waits)).toEqual([404]);
    await trader.advance(2 * MS_PER_MINUTE);
    expect(trader.status(waits)).toBe('PreSubmitted');
    const back = await trader.place(
      { action: 'BUY', totalQuantity: 1_500, account: 'DU1000001', tif: 'DAY' },
      GME,
    );
    for (let i = 0; i < 20 && trader.status(back) !== 'Filled'; i++) await trader.advance(MS_PER_MINUTE);
    for (let i = 0; i < 20 && trader.status(waits) !== 'Filled'; i++) await trader.advance(MS_PER_MINUTE);
    expect([back, waits].map((id) => trader.status(id))).toEqual(['Filled', 'Filled']);
  });
});

describe('options', () => {
  const bench = useOrderBench();

  /** A call near the money, as the gateway lists it. */
  async function callOf(trader: Trader, symbol: string): Promise<WireContract> {
    const expiry = '20260116';
    const asked = contractOf(symbol, { secType: 'OPT', right: 'C', lastTradeDateOrContractMonth: expiry });
    const found = await trader.ask({ kind: 'reqContractDetails', reqId: 1, contract: asked });
    const calls = found.flatMap((each) => (each.kind === 'contractDetails' ? [each.contract] : []));
    const { bid } = bench.quote(symbol);
    const near = calls.toSorted((a, b) => Math.abs(a.strike - bid) - Math.abs(b.strike - bid))[0]!;
    return { ...near, exchange: 'SMART' };
  }

  test('are bought and sold with their multiplier, and cost by the contract', async () => {
    const trader = await bench.trader();
    const call = await callOf(trader, 'SPY');
    trader.client.ask({ kind: 'reqMktData', reqId: 2, contract: call, ...LINE, snapshot: true });
    await trader.client.settled();
    const ask = trader.all('tickPrice').find(({ tickType }) => tickType === 2)!.price;
    const id = await trader.place({ orderType: 'LMT', lmtPrice: cents(ask * 1.2), totalQuantity: 2 }, call);
    for (let i = 0; i < 20 && trader.status(id) !== 'Filled'; i++) await trader.advance(5_000);
    expect(trader.status(id), trader.story(id).join(' ')).toBe('Filled');
    const [fill] = trader.all('execDetails');
    expect(fill).toMatchObject({ side: 'BOT', contract: { secType: 'OPT', multiplier: '100', right: 'C' } });
    expect(trader.all('commissionReport')[0]!.commission).toBeGreaterThan(0.5);

    const held = await trader.ask({ kind: 'reqPositions' });
    const position = held.find((each) => each.kind === 'position' && each.contract.secType === 'OPT');
    // TWS's average cost is of a whole contract, what it cost included.
    expect(position).toMatchObject({ position: 2, contract: { conId: call.conId } });
    const { avgCost } = position as { avgCost: number };
    expect(avgCost).toBeGreaterThan(fill!.price * 100);
    expect(avgCost).toBeLessThan(fill!.price * 100 + 5);

    const back = await trader.place({ action: 'SELL', totalQuantity: 2 }, call);
    for (let i = 0; i < 20 && trader.status(back) !== 'Filled'; i++) await trader.advance(5_000);
    expect(trader.status(back)).toBe('Filled');
    expect(trader.all('commissionReport').at(-1)!.realizedPNL).toBeLessThan(0);
  });

  test('rest, are changed and cancelled like anything else', async () => {
    const trader = await bench.trader();
    const call = await callOf(trader, 'AAPL');
    const low = { orderType: 'LMT', lmtPrice: 0.05, totalQuantity: 1 };
    const id = await trader.place(low, call);
    expect(trader.status(id), trader.story(id).join(' ')).toBe('Submitted');
    await trader.place({ ...low, lmtPrice: 0.1, totalQuantity: 3 }, call, id);
    expect(trader.all('openOrder').at(-1)).toMatchObject({ order: { lmtPrice: 0.1, totalQuantity: 3 } });
    await trader.cancel(id);
    expect(trader.status(id)).toBe('Cancelled');
    trader.forget();
    await trader.place({ ...low, whatIf: true }, call);
    expect(trader.all('openOrder')).toMatchObject([
      { order: { whatIf: true }, orderState: { warningText: '' } },
    ]);
  });

  test('that have expired, and puts that are not there, cannot be ordered', async () => {
    const trader = await bench.trader();
    const call = await callOf(trader, 'SPY');
    const gone = { ...call, conId: 0, localSymbol: '', lastTradeDateOrContractMonth: '20251219' };
    const nowhere = { ...call, conId: 0, localSymbol: '', strike: 12_345 };
    for (const contract of [gone, nowhere]) {
      const id = await trader.place({ totalQuantity: 1 }, contract);
      expect(trader.codes(id)).toEqual([200]);
    }
  });
});

describe('several accounts', () => {
  const bench = useOrderBench({ accounts: ['DU1000001', 'DU1000002', 'DU1000003'] });

  test('have orders, executions, positions and completed orders of their own', async () => {
    const trader = await bench.trader();
    const ids: number[] = [];
    for (const [index, account] of ['DU1000001', 'DU1000002', 'DU1000003'].entries())
      ids.push(await trader.place({ account, totalQuantity: 10 * (index + 1) }));
    expect(ids.map((id) => trader.status(id))).toEqual(['Filled', 'Filled', 'Filled']);
    expect(trader.all('execDetails').map(({ acctNumber, shares }) => [acctNumber, shares])).toEqual([
      ['DU1000001', 10],
      ['DU1000002', 20],
      ['DU1000003', 30],
    ]);
    const held = await trader.ask({ kind: 'reqPositions' });
    const positions = held.flatMap((each) =>
      each.kind === 'position' ? [[each.account, each.position] as const] : [],
    );
    expect(positions).toEqual([
      ['DU1000001', 10],
      ['DU1000002', 20],
      ['DU1000003', 30],
    ]);
    const filter = { time: '', symbol: '', secType: '', exchange: '', side: '', clientId: 0 };
    const second = await trader.ask({ kind: 'reqExecutions', reqId: 1, acctCode: 'DU1000002', ...filter });
    expect(second.filter(({ kind }) => kind === 'execDetails')).toMatchObject([{ orderId: ids[1] }]);
    const completed = await trader.ask({ kind: 'reqCompletedOrders', apiOnly: false });
    expect(completed.flatMap((each) => (each.kind === 'completedOrder' ? [each.order.account] : []))).toEqual(
      ['DU1000001', 'DU1000002', 'DU1000003'],
    );
  });

  test('an order without its account is refused, and one cannot be moved to another', async () => {
    const trader = await bench.trader();
    const nobodys = await trader.place({ totalQuantity: 1 });
    expect(trader.codes(nobodys)).toEqual([435]);
    const resting = { orderType: 'LMT', lmtPrice: cents(bench.quote().bid - 5), totalQuantity: 1 };
    const id = await trader.place({ ...resting, account: 'DU1000001' });
    await trader.place({ ...resting, account: 'DU1000002' }, AAPL, id);
    expect(trader.codes(id)).toEqual([105]);
    expect(trader.status(id)).toBe('Submitted');
    const child = await trader.place({ ...resting, action: 'SELL', account: 'DU1000002', parentId: id });
    expect(trader.codes(child)).toEqual([135]);
    await trader.cancel(id);
  });

  test('one buys what another sells, each with its own profit', async () => {
    const trader = await bench.trader();
    await trader.place({ account: 'DU1000001', totalQuantity: 5 });
    const other = { account: 'DU1000002', action: 'SELL', totalQuantity: 25 };
    await trader.place(other);
    const held = await trader.ask({ kind: 'reqPositions' });
    const sizes = held.flatMap((each) => (each.kind === 'position' ? [each.position] : []));
    expect(sizes).toEqual([15, -5, 30]);
  });
});

describe('price conditions', () => {
  const bench = useOrderBench();

  test('let an order go once another contract has moved that far', async () => {
    const trader = await bench.trader();
    const [spy] = await trader.ask({ kind: 'reqContractDetails', reqId: 1, contract: contractOf('SPY') });
    const { conId } = (spy as { contract: WireContract }).contract;
    const { bid } = bench.quote('SPY');
    const at = (isMore: boolean, value: number) => ({
      conditions: [
        ...[
          { type: 1, conjunction: 'a', isMore, value, conId, exchange: 'SMART', triggerMethod: 0 } as const,
        ],
      ],
    });
    const above = await trader.place({ totalQuantity: 1, ...at(true, cents(bid * 1.0005)) });
    const below = await trader.place({ totalQuantity: 1, ...at(false, cents(bid * 0.9995)) });
    const far = await trader.place({ totalQuantity: 1, ...at(true, cents(bid * 1.5)) });
    expect([above, below, far].map((id) => trader.status(id))).toEqual(Array(3).fill('PreSubmitted'));
    const isFilled = (id: number) => trader.status(id) === 'Filled';
    for (let i = 0; i < 60 && !isFilled(above) && !isFilled(below); i++) await trader.advance(MS_PER_MINUTE);
    expect([isFilled(above), isFilled(below)]).toContain(true);
    expect(trader.status(far)).toBe('PreSubmitted');
    const moved = bench.quote('SPY').bid / bid - 1;
    // The way it went, a little more or less by now.
    expect(isFilled(moved > 0 ? above : below)).toBe(true);
  });
});

describe('auctions', () => {
  /** The day's bar of AAPL, regular hours. */
  async function dayOf(trader: Trader): Promise<{ readonly open: number; readonly close: number }> {
    const told = await trader.ask({
      ...{ kind: 'reqHistoricalData', reqId: 5, contract: AAPL, endDateTime: '', barSizeSetting: '1 day' },
      ...{ durationStr: '1 D', useRTH: true, whatToShow: 'TRADES', formatDate: 1, keepUpToDate: false },
      options: '',
    });
    return told.flatMap((each) => (each.kind === 'historicalData' ? each.bars : [])).at(-1)!;
  }

  describe('at the open', () => {
    // 9:29:50 in New York.
    const bench = useOrderBench({}, Date.UTC(2026, 0, 7, 14, 29, 50));

    test('orders for it fill at the price that the day opens with, within their limits', async () => {
      const trader = await bench.trader();
      const onOpen = { totalQuantity: 100, tif: 'OPG' };
      const market = await trader.place(onOpen);
      const high = await trader.place({ ...onOpen, orderType: 'LMT', lmtPrice: 400 });
      const sale = await trader.place({ ...onOpen, action: 'SELL', orderType: 'LMT', lmtPrice: 100 });
      const low = await trader.place({ ...onOpen, orderType: 'LMT', lmtPrice: 100 });
      expect(trader.all('execDetails')).toEqual([]);
      await trader.advance(2 * MS_PER_MINUTE);
      const fills = trader.all('execDetails').map(({ orderId, price }) => ({ orderId, price }));
      expect(trader.status(low)).toBe('Cancelled');
      const { open } = await dayOf(trader);
      expect(fills.toSorted((a, b) => a.orderId - b.orderId)).toEqual(
        [market, high, sale].map((orderId) => ({ orderId, price: open })),
      );
    });
  });

  describe('at the close', () => {
    // 15:58 in New York.
    const bench = useOrderBench({}, Date.UTC(2026, 0, 6, 20, 58));

    test('orders for it fill at the price that the day closes with, within their limits', async () => {
      const trader = await bench.trader();
      const market = await trader.place({ totalQuantity: 100, orderType: 'MOC' });
      const high = await trader.place({ totalQuantity: 100, orderType: 'LOC', lmtPrice: 400 });
      const low = await trader.place({ totalQuantity: 100, orderType: 'LOC', lmtPrice: 100 });
      const lasting = await trader.place({ totalQuantity: 100, orderType: 'LOC', lmtPrice: 100, tif: 'GTC' });
      await trader.advance(MS_PER_MINUTE);
      expect(trader.all('execDetails')).toEqual([]);
      await trader.advance(3 * MS_PER_MINUTE);
      const fills = trader.all('execDetails').map(({ orderId, price }) => ({ orderId, price }));
      expect([low, lasting].map((id) => trader.status(id))).toEqual(['Cancelled', 'PreSubmitted']);
      const { close } = await dayOf(trader);
      expect(fills).toEqual([market, high].map((orderId) => ({ orderId, price: close })));
    });
  });
});
