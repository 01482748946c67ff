import {
  BarSizeSetting,
  EventName,
  SecType,
  TickByTickDataType,
  WhatToShow,
  type Contract,
} from '@stoqey/ib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { USD } from '#shared/model/currency.ts';
import type { IsoDate } from '#shared/model/iso-date.ts';
import { openReplay } from '#shared/simulation/replay/open-replay.ts';
import { IbClient } from './testing/ib-client.ts';
import { startGateway, type TestGateway } from './testing/test-gateway.ts';

const SPX: Contract = { symbol: 'SPX', secType: SecType.IND, exchange: 'CBOE', currency: 'USD' };
const AAPL: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const XYZZY: Contract = { symbol: 'XYZZY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };

/** The first days of an index in 2000, some of its prices between two ticks; 2000-01-03 was a Monday. */
const DAYS = [
  [Date.UTC(2000, 0, 3), 1469.25, 1478, 1438.359985, 1455.219971],
  [Date.UTC(2000, 0, 4), 1455.219971, 1455.219971, 1397.430054, 1399.420044],
  [Date.UTC(2000, 0, 5), 1399.420044, 1413.27002, 1377.680054, 1402.109985],
] as const;
/** 09:30 in New York. */
const OPEN = Date.UTC(2000, 0, 5, 14, 30);

let gateway: TestGateway;
let client: IbClient;

beforeAll(async () => {
  const index = barColumns(DAYS.length);
  const minutes = barColumns(3);
  for (const [i, [time, open, high, low, close]] of DAYS.entries()) {
    [index.time[i], index.open[i], index.high[i], index.low[i], index.close[i]] = [
      time,
      open,
      high,
      low,
      close,
    ];
    index.volume[i] = 931_800_000;
    minutes.time[i] = OPEN + i * 60_000;
    minutes.open[i] = minutes.low[i] = 20 + i;
    minutes.high[i] = minutes.close[i] = 21 + i;
    minutes.volume[i] = 6_000;
  }
  const facts = {
    ...{ source: 'test', currency: USD, tick: 0.01, multiplier: 1, lot: 1, timeZone: 'America/New_York' },
    adjustment: 'raw' as const,
  };
  const stored = [
    { facts: { ...facts, symbol: 'SPX', barSize: '1 day' as const }, bars: index },
    { facts: { ...facts, symbol: 'XYZZY', barSize: '1 min' as const }, bars: minutes },
  ];
  const replay = openReplay(stored, 7, '2000-01-05' as IsoDate);
  if (!replay.ok) throw new Error(replay.error);
  expect(replay.value.startTime).toBe(OPEN);
  gateway = await startGateway({}, replay.value.startTime, undefined, replay.value);
  client = await IbClient.connected(gateway.port);
});

afterAll(async () => {
  client.disconnect();
  await gateway.gateway.close();
});

function history(
  reqId: number,
  contract: Contract,
  duration: string,
  size: BarSizeSetting,
  what = WhatToShow.TRADES,
) {
  client.api.reqHistoricalData(reqId, contract, '', duration, size, what, 1, 2, false);
}

/** time, open, high, low, close of each bar. */
function bars(reqId: number): unknown[][] {
  return client
    .all(EventName.historicalData)
    .filter(([id, time]) => id === reqId && !String(time).startsWith('finished'))
    .map((args) => args.slice(1, 6));
}

test('the past is what is stored, however far back it is asked for', async () => {
  gateway.advance(1_000);
  history(1, SPX, '10 Y', BarSizeSetting.DAYS_ONE);
  client.api.reqHeadTimestamp(2, SPX, WhatToShow.TRADES, true, 2);
  await client.settled();
  const days = bars(1);
  expect(days.slice(0, 2)).toEqual([
    ['20000103', ...DAYS[0].slice(1)],
    ['20000104', ...DAYS[1].slice(1)],
  ]);
  expect(days[2]!.slice(0, 2)).toEqual(['20000105', 1399.420044]);
  expect(client.all(EventName.headTimestamp)).toEqual([[2, String(Date.UTC(2000, 0, 3, 14, 30) / 1_000)]]);
});

test('the present goes on from it: ticks of a minute are its stored bar, quotes lie around them', async () => {
  client.forget();
  client.api.reqContractDetails(10, XYZZY);
  client.api.reqTickByTickData(11, XYZZY, TickByTickDataType.AllLast, 0, false);
  await client.settled();
  gateway.advance(60_000);
  history(12, XYZZY, '1 D', BarSizeSetting.MINUTES_ONE);
  client.api.reqHistoricalTicks(13, XYZZY, '20000105-14:30:00', '', 1_000, WhatToShow.TRADES, 1, false);
  await client.settled();
  expect(bars(12)[0]).toEqual([String(OPEN / 1_000), 20, 21, 20, 21]);
  const live = client.all(EventName.tickByTickAllLast).map((args) => args[3] as number);
  expect(live.at(-1)).toBeGreaterThanOrEqual(21);
  const [, past] = client.all(EventName.historicalTicksLast)[0]! as [
    number,
    { price: number; size: number }[],
  ];
  const ofFirstMinute = past.filter(({ price }) => price <= 21);
  expect(ofFirstMinute[0]!.price).toBe(20);
  expect(Math.max(...ofFirstMinute.map(({ price }) => price))).toBe(21);
  const { contract } = client.all(EventName.contractDetails)[0]![1] as { contract: Contract };
  expect(contract).toMatchObject({ symbol: 'XYZZY', secType: 'STK' });
});

test('what is not replayed is closed and has no past', async () => {
  client.forget();
  history(20, AAPL, '1 D', BarSizeSetting.MINUTES_ONE);
  client.api.reqHeadTimestamp(21, AAPL, WhatToShow.TRADES, true, 2);
  client.api.reqMktData(22, AAPL, '', false, false);
  client.api.reqContractDetails(23, { symbol: 'ES', secType: SecType.FUT, includeExpired: true });
  client.api.reqContractDetails(24, { symbol: 'AAPL', secType: SecType.OPT, strike: 200 });
  await client.settled();
  gateway.advance(10_000);
  await client.settled();
  expect(client.errors(20).map(({ code }) => code)).toEqual([162]);
  expect(client.errors(21).map(({ code }) => code)).toEqual([162]);
  const prices = client
    .all(EventName.tickPrice)
    .filter(([id, , price]) => id === 22 && (price as number) > 0);
  expect(prices).toEqual([]);
  client.api.cancelMktData(22);
});

test('a chart that keeps up to date ends with the stored bars, and the end of a series is told', async () => {
  client.forget();
  client.api.reqHistoricalData(
    30,
    XYZZY,
    '',
    '1 D',
    BarSizeSetting.MINUTES_ONE,
    WhatToShow.TRADES,
    1,
    2,
    true,
  );
  await client.settled();
  for (let i = 0; i < 4; i++) {
    gateway.advance(30_000);
    await client.settled();
  }
  const updates = client.all(EventName.historicalDataUpdate).map((args) => args.slice(1, 6));
  expect(updates.at(-1)).toEqual([String(OPEN / 1_000 + 120), 22, 23, 22, 23]);
  expect(client.all(EventName.info).filter(([, code]) => code === 2103)).toEqual([
    [expect.stringContaining('XYZZY'), 2103],
  ]);
  expect(gateway.log).toContainEqual({ event: 'replay-ended', facts: { symbol: 'XYZZY' } });
  // The other one goes on to its close, and then stands where it was stored to end.
  gateway.gateway.world.clock.jumpTo(OPEN + MS_PER_DAY / 3);
  history(31, SPX, '1 D', BarSizeSetting.DAYS_ONE);
  await client.settled();
  expect(bars(31)).toEqual([['20000105', ...DAYS[2].slice(1)]]);
});
