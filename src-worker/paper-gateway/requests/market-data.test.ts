import { describe, expect, test } from 'vitest';
import { IBApiTickType as Tick } from '@stoqey/ib';
import { AAPL, AAPL_OPTIONS, BTC, ES, EURUSD, SPX, stock } from '../testing/contracts.ts';
import type { IbClient } from '../testing/ib-client.ts';
import { SUNDAY_TIME } from '../testing/test-gateway.ts';
import { useGateway } from '../testing/use-gateway.ts';

/** Tick types of a request, in the order in which they came. */
function ticks(client: IbClient, reqId: number): number[] {
  const events = ['tickPrice', 'tickSize', 'tickString', 'tickGeneric', 'tickOptionComputation'];
  return client.heard
    .filter(({ event, args }) => events.includes(event) && args[0] === reqId)
    .map(({ args }) => args[1] as number);
}

function price(client: IbClient, reqId: number, type: number): number | undefined {
  return client
    .all('tickPrice')
    .filter(([id, tick]) => id === reqId && tick === type)
    .at(-1)?.[2] as number;
}

describe('while markets are open', () => {
  const bench = useGateway({ lines: 5 });

  test('a line begins with its parameters and its kind of data, then shows the whole quote', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    const events = client.heard.filter(({ event }) => event !== 'sent' && event !== 'received');
    expect(events.slice(0, 2).map(({ event }) => event)).toEqual(['tickReqParams', 'marketDataType']);
    expect(events[1]!.args).toEqual([1, 1]);
    expect(ticks(client, 1)).toEqual(
      expect.arrayContaining([Tick.BID, Tick.BID_SIZE, Tick.ASK, Tick.ASK_SIZE, Tick.LAST, Tick.LAST_SIZE]),
    );
    expect(ticks(client, 1)).toEqual(
      expect.arrayContaining([Tick.VOLUME, Tick.HIGH, Tick.LOW, Tick.OPEN, Tick.CLOSE, Tick.HALTED]),
    );
    expect(price(client, 1, Tick.BID)!).toBeLessThan(price(client, 1, Tick.ASK)!);
    expect(price(client, 1, Tick.LOW)!).toBeLessThanOrEqual(price(client, 1, Tick.HIGH)!);
  });

  test('sizes are told apart from prices too, for clients that do not take them from there', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await bench.advance(client, 10_000);
    const sizes = client.all('tickSize').map(([, type]) => type);
    expect(sizes.filter((type) => type === Tick.BID_SIZE).length).toBeGreaterThan(1);
  });

  test('quotes are gathered for 250 ms, and none is sent after the line is cancelled', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await bench.advance(client, 20_000);
    client.forget();
    let told = 0;
    for (let i = 0; i < 40; i++) {
      await bench.advance(client, 250);
      const bids = client.all('tickPrice').filter(([, type]) => type === Tick.BID).length;
      expect(bids - told).toBeLessThanOrEqual(1);
      told = bids;
    }
    expect(told).toBeGreaterThan(0);
    client.api.cancelMktData(1);
    await client.settled();
    client.forget();
    await bench.advance(client, 10_000);
    expect(ticks(client, 1)).toEqual([]);
    expect(client.errors(1)).toEqual([]);
  });

  test('a snapshot is the whole quote and its end, and takes no line', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', true, false);
    await client.settled();
    expect(client.all('tickSnapshotEnd')).toEqual([[1]]);
    expect(ticks(client, 1)).toContain(Tick.LAST);
    client.forget();
    await bench.advance(client, 5_000);
    expect(ticks(client, 1)).toEqual([]);
    client.api.cancelMktData(1);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code: 300 }]);
  });

  test('a sixth line is refused with 101 where five are allowed, until one is given back', async () => {
    const client = await bench.client();
    for (const [i, symbol] of ['AAPL', 'MSFT', 'SPY', 'NVDA', 'AMZN', 'QQQ'].entries()) {
      client.api.reqMktData(i + 1, stock(symbol), '', false, false);
    }
    await client.settled();
    expect(client.errors(6)).toMatchObject([{ code: 101 }]);
    client.api.cancelMktData(1);
    client.api.reqMktData(7, stock('QQQ'), '', false, false);
    await client.settled();
    expect(client.errors(7)).toEqual([]);
  });

  test('the lines of one session do not count for another', async () => {
    const [one, two] = [await bench.client(1), await bench.client(2)];
    for (let i = 1; i <= 5; i++) one.api.reqMktData(i, AAPL, '', false, false);
    two.api.reqMktData(1, AAPL, '', false, false);
    await one.settled();
    await two.settled();
    expect(two.errors(1)).toEqual([]);
  });

  test.each([
    ['a ticker id in use', 322, () => [1, AAPL, ''] as const],
    ['an unknown contract', 200, () => [2, stock('NOSUCH'), ''] as const],
    ['generic ticks that a kind of contract does not have', 321, () => [2, EURUSD, '236'] as const],
    ['generic ticks that are no numbers', 321, () => [2, AAPL, 'shortable'] as const],
  ])('%s is refused with %i', async (_, code, ask) => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    const [reqId, contract, generic] = ask();
    client.api.reqMktData(reqId, contract, generic, false, false);
    await client.settled();
    expect(client.errors(reqId)).toMatchObject([{ code }]);
  });

  test('a cancel of what is not there is answered with 300', async () => {
    const client = await bench.client();
    client.api.cancelMktData(99);
    await client.settled();
    expect(client.errors(99)).toMatchObject([{ code: 300 }]);
  });

  test('delayed data bears its own tick types and lies 15 minutes back', async () => {
    const client = await bench.client();
    client.api.reqMarketDataType(3);
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    expect(client.all('marketDataType')).toEqual([[1, 3]]);
    const types = ticks(client, 1);
    expect(types).toEqual(
      expect.arrayContaining([Tick.DELAYED_BID, Tick.DELAYED_ASK, Tick.DELAYED_LAST, Tick.DELAYED_CLOSE]),
    );
    expect(types).not.toContain(Tick.BID);
    const [, , seconds] = client.all('tickString').find(([, type]) => type === 88)!;
    const now = bench.gateway.gateway.world.now() / 1_000;
    expect(now - Number(seconds)).toBeGreaterThanOrEqual(15 * 60);
    expect(now - Number(seconds)).toBeLessThan(17 * 60);
  });

  test('a data type that is none is refused', async () => {
    const client = await bench.client();
    client.api.reqMarketDataType(7 as never);
    await client.settled();
    expect(client.all('info').map(([, code]) => code)).toContain(321);
  });

  test('an index has a value and no quotes', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, SPX, '', false, false);
    await client.settled();
    expect(ticks(client, 1)).toContain(Tick.LAST);
    expect(ticks(client, 1)).not.toContain(Tick.BID);
  });

  test('a currency pair has quotes every few milliseconds and no trades', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, EURUSD, '', false, false);
    await bench.advance(client, 5_000);
    expect(ticks(client, 1)).toContain(Tick.BID);
    expect(ticks(client, 1)).not.toContain(Tick.LAST);
  });

  test('a future and a crypto pair have quotes and trades', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, ES, '', false, false);
    client.api.reqMktData(2, BTC, '', false, false);
    await bench.advance(client, 5_000);
    for (const id of [1, 2]) expect(ticks(client, id)).toEqual(expect.arrayContaining([Tick.BID, Tick.LAST]));
  });

  test('an option is told with its greeks', async () => {
    const client = await bench.client();
    client.api.reqSecDefOptParams(1, 'AAPL', '', 'STK', 265598);
    await client.next('securityDefinitionOptionParameterEnd');
    const [, , , , , expirations] = client.all('securityDefinitionOptionParameter')[0]!;
    const expiry = (expirations as string[])[3]!;
    client.api.reqContractDetails(2, { ...AAPL_OPTIONS, lastTradeDateOrContractMonth: expiry });
    await client.next('contractDetailsEnd');
    const details = client.all('contractDetails').map(([, each]) => each as { contract: object });
    client.api.reqMktData(3, details[Math.floor(details.length / 2)]!.contract, '', false, false);
    await client.settled();
    const [, type, , , delta] = client.all('tickOptionComputation')[0]!;
    expect(type).toBe(13);
    expect(delta).toBeGreaterThan(0);
    expect(delta).toBeLessThan(1);
  });

  test('generic ticks add shortable shares, trade reports, the mark price and the year', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '165,221,233,236', false, false);
    await bench.advance(client, 20_000);
    expect(ticks(client, 1)).toEqual(expect.arrayContaining([46, 89, 48, 37, 19, 20, 21]));
    const [, , report] = client.all('tickString').find(([, type]) => type === 48)!;
    expect(String(report)).toMatch(/^\d+(\.\d+)?;\d+;\d{13};\d+;\d+(\.\d+)?;true$/);
  });

  test('a halt would be told: the line of a stock that trades says that it is not halted', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    expect(client.all('tickGeneric')).toContainEqual([1, Tick.HALTED, 0]);
  });

  test('when a client leaves, nothing is watched for it any longer', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    client.api.reqTickByTickData(2, stock('MSFT'), 'AllLast' as never, 0, false);
    client.api.reqMktDepth(3, stock('SPY'), 5, true);
    await client.settled();
    const { feed } = bench.gateway.gateway.world;
    expect(feed.watchedCount).toBe(3);
    client.disconnect();
    while (feed.watchedCount > 0) await new Promise(setImmediate);
  });
});

describe('on a Sunday', () => {
  const bench = useGateway({}, SUNDAY_TIME);

  test('a stock has no bid and ask, its last price of Friday, and Thursday behind it', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    expect(price(client, 1, Tick.BID)).toBe(-1);
    expect(price(client, 1, Tick.LAST)).toBeGreaterThan(0);
    expect(price(client, 1, Tick.CLOSE)).toBeGreaterThan(0);
  });

  test('frozen data is the quote with which the market closed', async () => {
    const client = await bench.client();
    client.api.reqMarketDataType(2);
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    expect(client.all('marketDataType')).toEqual([[1, 2]]);
    expect(price(client, 1, Tick.BID)).toBeGreaterThan(0);
  });

  test('a crypto pair trades', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, BTC, '', false, false);
    await bench.advance(client, 5_000);
    expect(price(client, 1, Tick.BID)).toBeGreaterThan(0);
  });
});

describe('with markets that never close', () => {
  const bench = useGateway({ alwaysOpen: true, cadence: 'raw' }, SUNDAY_TIME);

  test('a stock is quoted on a Sunday', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await bench.advance(client, 5_000);
    expect(price(client, 1, Tick.BID)).toBeGreaterThan(0);
  });

  test('every quote and every trade is told as it happens', async () => {
    const client = await bench.client();
    client.api.reqMktData(1, AAPL, '', false, false);
    await client.settled();
    client.forget();
    const { world } = bench.gateway.gateway;
    const from = world.now() + 1;
    await bench.advance(client, 10_000);
    const events = world.market.quotes('AAPL', from, from + 10_000);
    const expected = new Set(events.map(({ bid, ask }) => `${bid} ${ask}`));
    const bids = client
      .all('tickPrice')
      .filter(([, type]) => type === Tick.BID)
      .map(([, , bid]) => bid);
    expect(bids.length).toBeGreaterThan(0);
    for (const bid of bids)
      expect([...expected].some((quote) => quote.startsWith(`${String(bid)} `))).toBe(true);
  });
});
