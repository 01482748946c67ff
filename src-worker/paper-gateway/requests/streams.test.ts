import { describe, expect, test } from 'vitest';
import { AAPL, AAPL_OPTIONS, BTC, ES, EURUSD, SPX, stock } from '../testing/contracts.ts';
import type { IbClient } from '../testing/ib-client.ts';
import { useGateway } from '../testing/use-gateway.ts';

const bench = useGateway();
const TRADES = 'TRADES' as never;

/** A client's book, kept as the messages say. */
function bookOf(client: IbClient, reqId: number): { bids: number[]; asks: number[] } {
  const sides: number[][] = [[], []];
  for (const { event, args } of client.heard) {
    if (args[0] !== reqId || !event.startsWith('updateMktDepth')) continue;
    const [position, operation, side, price] = (
      event === 'updateMktDepthL2'
        ? [args[1], args[3], args[4], args[5]]
        : [args[1], args[2], args[3], args[4]]
    ) as [number, number, number, number];
    const rows = sides[side]!;
    if (operation === 0) rows.splice(position, 0, price);
    else if (operation === 1) rows[position] = price;
    else rows.splice(position, 1);
  }
  return { asks: sides[0]!, bids: sides[1]! };
}

describe('depth', () => {
  test.each([
    ['a stock', AAPL, 'updateMktDepthL2'],
    ['a future', ES, 'updateMktDepth'],
    ['a currency pair', EURUSD, 'updateMktDepth'],
    ['a crypto pair', BTC, 'updateMktDepth'],
  ])(
    'of %s has ten rows a side, best first, and stays the book of the market',
    async (_, contract, event) => {
      const client = await bench.client();
      client.api.reqMktDepth(1, contract, 20, false);
      for (let i = 0; i < 10; i++) await bench.advance(client, 1_000);
      expect(client.heard.some((each) => each.event === event)).toBe(true);
      const { bids, asks } = bookOf(client, 1);
      expect(bids).toHaveLength(10);
      expect(asks).toHaveLength(10);
      expect(bids).toEqual([...bids].sort((a, b) => b - a));
      expect(asks).toEqual([...asks].sort((a, b) => a - b));
      expect(bids[0]).toBeLessThan(asks[0]!);
    },
  );

  test('has as many rows as were asked for', async () => {
    const client = await bench.client();
    client.api.reqMktDepth(1, AAPL, 3, true);
    await client.settled();
    expect(bookOf(client, 1).bids).toHaveLength(3);
  });

  test('names a venue for each row of a stock', async () => {
    const client = await bench.client();
    client.api.reqMktDepth(1, AAPL, 5, true);
    await client.settled();
    const makers = client.all('updateMktDepthL2').map(([, , maker]) => maker);
    expect(makers).not.toContain('SMART');
    expect(new Set(makers).size).toBeGreaterThan(1);
  });

  test('is sent for three contracts at once, and a fourth is refused with 309', async () => {
    const client = await bench.client();
    for (const [i, symbol] of ['AAPL', 'MSFT', 'SPY', 'QQQ'].entries()) {
      client.api.reqMktDepth(i + 1, stock(symbol), 5, true);
    }
    await client.settled();
    expect(client.errors(4)).toMatchObject([{ code: 309 }]);
    client.api.cancelMktDepth(1, true);
    client.api.reqMktDepth(5, stock('QQQ'), 5, true);
    await client.settled();
    expect(client.errors(1)).toEqual([]);
    expect(client.errors(5)).toEqual([]);
  });

  test.each([
    ['an index', 10092, SPX, 5],
    ['no rows', 321, AAPL, 0],
    ['an unknown contract', 200, stock('NOSUCH'), 5],
  ])('is refused for %s with %i', async (_, code, contract, rows) => {
    const client = await bench.client();
    client.api.reqMktDepth(1, contract, rows, false);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code }]);
  });

  test('that nobody asked for cannot be cancelled: 310', async () => {
    const client = await bench.client();
    client.api.cancelMktDepth(8, false);
    await client.settled();
    expect(client.errors(8)).toMatchObject([{ code: 310 }]);
  });

  test('is silent after its cancel', async () => {
    const client = await bench.client();
    client.api.reqMktDepth(1, AAPL, 5, true);
    client.api.cancelMktDepth(1, true);
    await client.settled();
    client.forget();
    await bench.advance(client, 5_000);
    expect(client.all('updateMktDepthL2')).toEqual([]);
  });
});

describe('tick by tick', () => {
  test('every trade is told, and nothing else', async () => {
    const client = await bench.client();
    client.api.reqTickByTickData(1, AAPL, 'AllLast' as never, 0, false);
    await client.settled();
    const { world } = bench.gateway.gateway;
    const from = world.now() + 1;
    await bench.advance(client, 10_000);
    const trades = world.market.trades('AAPL', from, from + 10_000);
    expect(client.all('tickByTickAllLast').map(([, , , price, size]) => [price, size])).toEqual(
      trades.map(({ price, size }) => [price, size]),
    );
    expect(trades.length).toBeGreaterThan(3);
  });

  test('begins with trades of the past if it is asked to', async () => {
    const client = await bench.client();
    client.api.reqTickByTickData(1, AAPL, 'Last' as never, 5, false);
    await client.settled();
    const [, ticks] = client.all('historicalTicksLast')[0]!;
    expect(ticks).toHaveLength(5);
  });

  test('quotes are told from the present one on, midpoints when they move', async () => {
    const client = await bench.client();
    client.api.reqTickByTickData(1, EURUSD, 'BidAsk' as never, 0, false);
    client.api.reqTickByTickData(2, EURUSD, 'MidPoint' as never, 0, false);
    await client.settled();
    expect(client.all('tickByTickBidAsk')).toHaveLength(1);
    await bench.advance(client, 10_000);
    expect(client.all('tickByTickBidAsk').length).toBeGreaterThan(5);
    const mids = client.all('tickByTickMidPoint').map(([, , mid]) => mid);
    expect(mids.length).toBeGreaterThan(1);
    expect(mids.every((mid, i) => mid !== mids[i - 1])).toBe(true);
  });

  test.each([
    ['trades of a currency pair', 10189, EURUSD, 'Last', 0],
    ['ticks of an index', 10189, SPX, 'Last', 0],
    ['more of the past than there is in one answer', 321, AAPL, 'Last', 1_001],
    ['an unknown contract', 200, stock('NOSUCH'), 'Last', 0],
  ])('%s are refused with %i', async (_, code, contract, type, count) => {
    const client = await bench.client();
    client.api.reqTickByTickData(1, contract, type as never, count, false);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code }]);
  });

  test('a sixth stream is refused with 10190, a used id with 322, an unknown one with 300', async () => {
    const client = await bench.client();
    for (let i = 1; i <= 6; i++) client.api.reqTickByTickData(i, AAPL, 'Last' as never, 0, false);
    client.api.reqTickByTickData(1, AAPL, 'Last' as never, 0, false);
    client.api.cancelTickByTickData(77);
    await client.settled();
    expect(client.errors(6)).toMatchObject([{ code: 10190 }]);
    expect(client.errors(1)).toMatchObject([{ code: 322 }]);
    expect(client.errors(77)).toMatchObject([{ code: 300 }]);
  });
});

describe('five-second bars', () => {
  test('come every five seconds and are the bars of history', async () => {
    const client = await bench.client();
    client.api.reqRealTimeBars(1, AAPL, 5, TRADES, false);
    await bench.advance(client, 30_000);
    const bars = client.all('realtimeBar');
    expect(bars).toHaveLength(6);
    const { world } = bench.gateway.gateway;
    const first = Number(bars[0]![1]) * 1_000;
    const request = {
      size: '5 secs',
      what: 'TRADES',
      regularOnly: false,
      from: first,
      to: first + 30_000,
    } as const;
    const history = world.market.bars('AAPL', request);
    expect(bars.map((bar) => Number(bar[1]) * 1_000)).toEqual([...history.time]);
    expect(bars.map((bar) => bar[5])).toEqual([...history.close]);
    expect(bars.map((bar) => bar[6])).toEqual([...history.volume]);
  });

  test.each([
    ['trades of a currency pair', 420, EURUSD, 'TRADES'],
    ['what nobody knows', 321, AAPL, 'SENTIMENT'],
    ['an unknown contract', 200, stock('NOSUCH'), 'TRADES'],
  ])('of %s are refused with %i', async (_, code, contract, what) => {
    const client = await bench.client();
    client.api.reqRealTimeBars(1, contract, 5, what as never, false);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code }]);
  });

  test('end with their cancel; a second cancel finds none', async () => {
    const client = await bench.client();
    client.api.reqRealTimeBars(1, EURUSD, 5, 'MIDPOINT', false);
    await bench.advance(client, 5_000);
    expect(client.all('realtimeBar')).toHaveLength(1);
    client.api.cancelRealTimeBars(1);
    await bench.advance(client, 10_000);
    expect(client.all('realtimeBar')).toHaveLength(1);
    client.api.cancelRealTimeBars(1);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code: 300 }]);
  });
});

test('an option without a book is refused depth', async () => {
  const client = await bench.client();
  client.api.reqContractDetails(1, { ...AAPL_OPTIONS, lastTradeDateOrContractMonth: '202602' });
  await client.settled();
  const [, details] = client.all('contractDetails')[0]!;
  client.api.reqMktDepth(2, (details as { contract: object }).contract, 5, false);
  await client.settled();
  expect(client.errors(2)).toMatchObject([{ code: 10092 }]);
});
