import { DurationUnit } from '@stoqey/ib';
import { describe, expect, test } from 'vitest';
import { AAPL, BTC, ES, EURUSD, SPX, stock } from '../testing/contracts.ts';
import type { IbClient } from '../testing/ib-client.ts';
import { OPEN_TIME, SUNDAY_TIME } from '../testing/test-gateway.ts';
import { useGateway } from '../testing/use-gateway.ts';

interface Asked {
  readonly contract?: object;
  readonly end?: string;
  readonly duration?: string;
  readonly size?: string;
  readonly what?: string;
  readonly useRTH?: boolean;
  readonly format?: number;
  readonly live?: boolean;
}

function ask(client: IbClient, reqId: number, asked: Asked): void {
  const { contract = AAPL, end = '', duration = '1 D', size = '5 mins', what = 'TRADES' } = asked;
  const { useRTH = true, format = 1, live = false } = asked;
  const [barSize, shown] = [size as never, what as never];
  client.api.reqHistoricalData(reqId, contract, end, duration, barSize, shown, useRTH, format, live);
}

/** Dates of the bars in an answer. */
async function dates(client: IbClient, asked: Asked): Promise<string[]> {
  client.forget();
  ask(client, 1, asked);
  await client.settled();
  expect(client.errors(1)).toEqual([]);
  return client
    .all('historicalData')
    .map(([, date]) => date as string)
    .filter((date) => !date.startsWith('finished'));
}

describe('while markets are open', () => {
  const bench = useGateway();

  test('a day in bars of five minutes is the session so far', async () => {
    const client = await bench.client();
    const bars = await dates(client, {});
    expect(bars).toHaveLength(6);
    expect(bars[0]).toBe('20260106 09:30:00 America/New_York');
    expect(bars.at(-1)).toBe('20260106 09:55:00 America/New_York');
  });

  test('with all hours it begins at four in the morning', async () => {
    const bars = await dates(await bench.client(), { useRTH: false, size: '1 hour' });
    expect(bars[0]).toBe('20260106 04:00:00 America/New_York');
    expect(bars).toHaveLength(6);
  });

  test('format 2 is seconds since 1970, and days stay dates', async () => {
    const client = await bench.client();
    expect((await dates(client, { format: 2 }))[0]).toBe(String(Date.UTC(2026, 0, 6, 14, 30) / 1_000));
    expect((await dates(client, { format: 2, size: '1 day', duration: '2 D' }))[0]).toBe('20260105');
  });

  test.each([
    ['2 D', '1 day', ['20260105', '20260106']],
    ['1 W', '1 day', ['20251231', '20260102', '20260105', '20260106']],
    ['1 W', '1 week', ['20251229', '20260105']],
    ['2 M', '1 month', ['20251103', '20251201', '20260102']],
  ])('%s in bars of %s', async (duration, size, expected) => {
    const bars = await dates(await bench.client(), { duration, size });
    expect(bars).toEqual(expected);
  });

  test.each([
    ['1800 S', '1 min', 30],
    ['60 S', '1 secs', 60],
    ['60 S', '1 sec', 60],
    ['3600 S', '30 secs', 120],
    ['10 D', '1D', 10],
    ['1 Y', '1 day', 250],
    ['1 Y', '1M', 13],
  ])('%s in bars of %s are %i bars', async (duration, size, count) => {
    expect(await dates(await bench.client(), { duration, size })).toHaveLength(count);
  });

  test('an end in the past is the end of the answer', async () => {
    const client = await bench.client();
    const first = await dates(client, { end: '20251224 13:00:00 US/Eastern', size: '30 mins' });
    expect(first).toHaveLength(7);
    expect(first.at(-1)).toBe('20251224 12:30:00 America/New_York');
    const second = await dates(client, { end: '20251223-15:00:00', size: '30 mins' });
    expect(second).toEqual(['20251223 09:30:00 America/New_York']);
  });

  test('the same request has the same answer', async () => {
    const client = await bench.client();
    const read = async () => {
      client.forget();
      ask(client, 1, { end: '20251117 16:00:00 US/Eastern', duration: '3 D', size: '10 mins' });
      await client.settled();
      return client.all('historicalData');
    };
    expect(await read()).toEqual(await read());
  });

  test.each([
    [AAPL, 'TRADES'],
    [AAPL, 'MIDPOINT'],
    [AAPL, 'BID'],
    [AAPL, 'ASK'],
    [AAPL, 'BID_ASK'],
    [AAPL, 'ADJUSTED_LAST'],
    [EURUSD, 'MIDPOINT'],
    [EURUSD, 'BID_ASK'],
    [ES, 'TRADES'],
    [SPX, 'TRADES'],
    [BTC, 'AGGTRADES'],
  ])('%o has %s', async (contract, what) => {
    const client = await bench.client();
    expect((await dates(client, { contract, what, duration: '1 M', size: '1 day' })).length).toBeGreaterThan(
      15,
    );
    const [, , open, high, low, close] = client.all('historicalData')[0] as unknown as number[];
    expect(high).toBeGreaterThanOrEqual(Math.max(open!, close!));
    expect(low).toBeLessThanOrEqual(Math.min(open!, close!));
  });

  test.each([
    ['a size that is none', 321, { size: '7 mins' }],
    ['a duration that is none', 321, { duration: 'long' }],
    ['more than a year of days', 321, { duration: '366 D' }],
    ['an end that is no time', 321, { end: 'yesterday' }],
    ['a zone that is none', 321, { end: '20260105 16:00:00 Mars/Olympus' }],
    ['a day that is none', 321, { end: '20260230 16:00:00' }],
    ['a format that is none', 321, { format: 3 }],
    ['what is not shown', 321, { what: 'SENTIMENT' }],
    ['trades of a currency pair', 162, { contract: EURUSD }],
    ['quotes of an index', 162, { contract: SPX, what: 'BID' }],
    ['fees', 162, { what: 'FEE_RATE' }],
    ['more bars than fit into an answer', 162, { size: '1 secs', duration: '1 Y' }],
    ['an unknown contract', 200, { contract: stock('NOSUCH') }],
    ['a live chart with an end', 321, { live: true, end: '20260105 16:00:00' }],
    ['a live chart of single seconds', 321, { live: true, size: '1 secs', duration: '60 S' }],
    ['adjusted prices with an end', 321, { what: 'ADJUSTED_LAST', end: '20260105 16:00:00' }],
    ['a time before there was anything', 162, { end: '19990105 16:00:00', size: '1 day', duration: '1 M' }],
  ])('%s is refused with %i', async (_, code, asked) => {
    const client = await bench.client();
    ask(client, 1, asked);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code }]);
  });

  test('a live chart follows its bar and begins the next one, equal to history', async () => {
    const client = await bench.client();
    ask(client, 1, { live: true, size: '30 secs', duration: '600 S' });
    await client.settled();
    client.forget();
    for (let i = 0; i < 14; i++) await bench.advance(client, 5_000);
    const updates = client.all('historicalDataUpdate');
    const starts = [...new Set(updates.map(([, date]) => date as string))];
    expect(starts.length).toBeGreaterThanOrEqual(3);
    expect(starts).toEqual([...starts].sort());
    const last = (date: string) => updates.filter((update) => update[1] === date).at(-1)!;
    client.forget();
    ask(client, 2, { size: '30 secs', duration: '600 S' });
    await client.settled();
    const history = client.all('historicalData').find((bar) => bar[1] === starts[1])!;
    expect(last(starts[1]!).slice(2, 6)).toEqual(history.slice(2, 6));
  });

  test('a live chart that is cancelled says so with 162 and ends', async () => {
    const client = await bench.client();
    ask(client, 1, { live: true });
    client.api.cancelHistoricalData(1);
    await client.settled();
    expect(client.errors(1)).toMatchObject([
      { code: 162, text: expect.stringContaining('cancelled: 1') as string },
    ]);
    client.forget();
    await bench.advance(client, 20_000);
    expect(client.all('historicalDataUpdate')).toEqual([]);
    client.api.cancelHistoricalData(1);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code: 366 }]);
  });

  test('the head timestamp is the first session there is', async () => {
    const client = await bench.client();
    client.api.reqHeadTimestamp(1, AAPL, 'TRADES', true, 1);
    expect(await client.next('headTimestamp')).toEqual([1, '20140102-14:30:00']);
    client.forget();
    client.api.reqHeadTimestamp(2, AAPL, 'TRADES', true, 2);
    expect(await client.next('headTimestamp')).toEqual([2, String(Date.UTC(2014, 0, 2, 14, 30) / 1_000)]);
    client.api.cancelHeadTimestamp(2);
    client.api.cancelHeadTimestamp(3);
    client.api.reqHeadTimestamp(4, EURUSD, 'TRADES', true, 1);
    await client.settled();
    expect(client.errors(2)).toEqual([]);
    expect(client.errors(3)).toMatchObject([{ code: 300 }]);
    expect(client.errors(4)).toMatchObject([{ code: 162 }]);
  });

  test('a histogram holds what was traded', async () => {
    const client = await bench.client();
    client.api.reqHistogramData(1, AAPL, true, 3, DurationUnit.DAY);
    const [, items] = (await client.next('histogramData')) as [number, { price: number; size: number }[]];
    const total = items.reduce((sum, { size }) => sum + size, 0);
    client.forget();
    ask(client, 2, { duration: '3 D', size: '1 day' });
    await client.settled();
    const bars = client.all('historicalData').filter(([, date]) => !String(date).startsWith('finished'));
    const volume = bars.reduce((sum, bar) => sum + Number(bar[6]), 0);
    expect(Math.abs(total / volume - 1)).toBeLessThan(1e-6);
  });

  test('a schedule lists sessions, half days among them', async () => {
    const client = await bench.client();
    const end = '20251225 00:00:00 US/Eastern';
    ask(client, 1, { what: 'SCHEDULE', size: '1 day', duration: '2 D', end });
    const [, , , zone, sessions] = await client.next('historicalSchedule');
    expect(zone).toBe('America/New_York');
    expect(sessions).toMatchObject([
      { startDateTime: '20251223-09:30:00', endDateTime: '20251223-16:00:00', refDate: '20251223' },
      { startDateTime: '20251224-09:30:00', endDateTime: '20251224-13:00:00', refDate: '20251224' },
    ]);
  });
});

describe('ticks of the past', () => {
  const bench = useGateway();
  const request = (
    client: IbClient,
    id: number,
    contract: object,
    start: string,
    end: string,
    n: number,
    what: string,
  ) => client.api.reqHistoricalTicks(id, contract, start, end, n, what as never, 1, false);

  test.each([
    ['TRADES', AAPL, 'historicalTicksLast'],
    ['BID_ASK', AAPL, 'historicalTicksBidAsk'],
    ['MIDPOINT', AAPL, 'historicalTicks'],
    ['TRADES', SPX, 'historicalTicksLast'],
    ['BID_ASK', EURUSD, 'historicalTicksBidAsk'],
  ])('%s are the last ones before an end, in order', async (what, contract, event) => {
    const client = await bench.client();
    request(client, 1, contract, '', '20260105 16:00:00 US/Eastern', 50, what);
    const [, ticks, done] = (await client.next(event)) as [number, { time: number }[], boolean];
    expect(ticks).toHaveLength(50);
    expect(done).toBe(true);
    const times = ticks.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(Date.UTC(2026, 0, 5, 21) / 1_000);
  });

  test('forward from a start over a weekend they begin on Monday', async () => {
    const client = await bench.client();
    request(client, 1, AAPL, '20260103 12:00:00 US/Eastern', '', 10, 'TRADES');
    const [, ticks] = (await client.next('historicalTicksLast')) as [number, { time: number }[]];
    expect(ticks).toHaveLength(10);
    expect(ticks[0]!.time).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 5, 14, 30) / 1_000);
  });

  test.each([
    ['a start and an end', 321, AAPL, '20260105 10:00:00', '20260105 11:00:00', 10, 'TRADES'],
    ['neither', 321, AAPL, '', '', 10, 'TRADES'],
    ['too many', 321, AAPL, '', '20260105 11:00:00', 1_001, 'TRADES'],
    ['none', 321, AAPL, '', '20260105 11:00:00', 0, 'TRADES'],
    ['what is not shown', 321, AAPL, '', '20260105 11:00:00', 10, 'BID'],
    ['trades of a currency pair', 162, EURUSD, '', '20260105 11:00:00', 10, 'TRADES'],
  ])('%s is refused with %i', async (_, code, contract, start, end, count, what) => {
    const client = await bench.client();
    request(client, 1, contract, start, end, count, what);
    await client.settled();
    expect(client.errors(1)).toMatchObject([{ code }]);
  });
});

describe('on a Sunday', () => {
  const bench = useGateway({}, SUNDAY_TIME);

  test('the last half hour of trading is that of Friday', async () => {
    const bars = await dates(await bench.client(), { duration: '1800 S', size: '10 mins' });
    expect(bars).toEqual([
      ...['20260102 15:30:00', '20260102 15:40:00', '20260102 15:50:00'].map(
        (text) => `${text} America/New_York`,
      ),
    ]);
  });

  test('a live chart begins with the last session and waits', async () => {
    const client = await bench.client();
    ask(client, 1, { live: true });
    await bench.advance(client, 20_000);
    expect(client.errors(1)).toEqual([]);
    expect(client.all('historicalDataUpdate')).toEqual([]);
  });
});

describe('with pacing', () => {
  const bench = useGateway({ hasPacing: true }, OPEN_TIME);

  test('the same small bars twice within 15 seconds are a violation, bigger ones are not', async () => {
    const client = await bench.client();
    const small = { size: '5 secs', duration: '60 S', end: '20260105 16:00:00 US/Eastern' };
    ask(client, 1, small);
    ask(client, 2, small);
    ask(client, 3, {});
    ask(client, 4, {});
    await bench.advance(client, 16_000);
    ask(client, 5, small);
    await client.settled();
    expect([1, 3, 4, 5].flatMap((id) => client.errors(id))).toEqual([]);
    expect(client.errors(2)).toMatchObject([
      { code: 162, text: expect.stringContaining('pacing') as string },
    ]);
  });

  test('the sixth request for one contract within two seconds is a violation', async () => {
    const client = await bench.client();
    for (let i = 1; i <= 6; i++) ask(client, i, { size: '5 secs', duration: `${i * 60} S` });
    await client.settled();
    expect(client.errors(5)).toEqual([]);
    expect(client.errors(6)).toMatchObject([{ code: 162 }]);
  });
});
