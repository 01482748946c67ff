import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { MS_PER_DAY, unixMillis } from '#shared/kernel/time.ts';
import { tickAt, type Contract } from '#shared/model/contract.ts';
import { DATA_KINDS, QUOTE_FIELDS, type MarketDataFault } from '#shared/model/quote.ts';
import {
  OPEN_TIME,
  startGateway,
  type TestGateway,
} from '../../src-worker/paper-gateway/testing/test-gateway.ts';
import type { Answer, QuoteListener } from '../ports/market-data-source.ts';
import { TwsRequests } from './requests.ts';
import { TwsConnection } from './tws-connection.ts';
import { TwsMarketData } from './tws-market-data.ts';

/** The adapter against the real paper gateway, over its socket; the gateway's clock is the only one that moves. */

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let gateway: TestGateway;
let connection: TwsConnection;
let requests: TwsRequests;
let source: TwsMarketData;
let heard: Map<string, number>;
let faults: MarketDataFault[];
let waiting: (() => void)[] = [];

const look = () => {
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve();
};
async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise<void>((resolve) => waiting.push(resolve));
}

const listener: QuoteListener = {
  value(field, value) {
    heard.set(QUOTE_FIELDS[field]!, value);
    look();
  },
  dataKind(kind) {
    heard.set('kind', DATA_KINDS.indexOf(kind));
    look();
  },
  fault(fault) {
    faults.push(fault);
    look();
  },
};

beforeAll(async () => {
  gateway = await startGateway({ lines: 3 });
});
afterAll(() => gateway.gateway.close());

beforeEach(async () => {
  [heard, faults] = [new Map(), []];
  const timers = new ManualTimers();
  requests = new TwsRequests({ timers, log });
  const clock = { now: () => unixMillis(gateway.gateway.world.now()) };
  connection = new TwsConnection({
    ...{ clock, timers, log, monotonicMs: () => 0, random: () => 1 },
    onStatus: look,
    confirmLive: () => Promise.resolve(true),
    onSession: (session) => requests.begin(session),
    onSessionEnd: (session) => requests.end(session),
    onEvent: (session, name, args) => requests.happened(session, name, args),
    onNotice: (session, id, code, text) => requests.noticed(session, id, code, text),
    synchronise: () => Promise.resolve(),
  });
  source = new TwsMarketData(requests, clock);
  connection.connect({
    ...{ id: 'paper', name: 'Paper', kind: 'paper', host: '127.0.0.1', port: gateway.port },
    ...{ clientId: 7, account: null },
  });
  await until(() => connection.status.phase === 'ready');
});
afterEach(async () => {
  connection.disconnect();
  while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
});

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

async function apple(): Promise<Contract> {
  const matches = valueOf(await source.searchContracts('AAPL'));
  const match = matches.find(({ symbol, securityType }) => symbol === 'AAPL' && securityType === 'STK')!;
  return valueOf(await source.findContracts({ contractId: match.contractId }))[0]!.contract;
}

describe('contracts', () => {
  test('are found by name, with all that an order must keep to', async () => {
    const contract = await apple();
    expect(contract).toMatchObject({ symbol: 'AAPL', currency: 'USD', exchange: 'SMART', expiry: null });
    const [details] = valueOf(await source.findContracts({ contractId: contract.contractId }));
    expect(details!.orderTypes).toContain('LMT');
    expect(details!.venues.map(({ exchange }) => exchange)).toContain('SMART');
    expect(tickAt(details!, 180)).toBe(0.01);
    const opening = details!.liquidHours.find(
      ({ start }) => start <= OPEN_TIME && OPEN_TIME < start + MS_PER_DAY,
    );
    expect(new Date(opening!.start).toISOString()).toBe('2026-01-06T14:30:00.000Z');
  });

  test('futures are listed by expiry, options by chain', async () => {
    const futures = valueOf(
      await source.findContracts({ symbol: 'ES', securityType: 'FUT', exchange: 'CME' }),
    );
    expect(futures.length).toBeGreaterThan(1);
    expect(futures.every(({ contract }) => /^\d{4}-\d\d-\d\d$/.test(contract.expiry ?? ''))).toBe(true);
    const chains = valueOf(await source.optionChains(await apple()));
    expect(chains[0]!.expiries.length).toBeGreaterThan(1);
    expect(chains[0]!.strikes).toEqual([...chains[0]!.strikes].sort((a, b) => a - b));
  });

  test('that nobody knows are a fault of their own', async () => {
    const found = await source.findContracts({ symbol: 'NOSUCHTHING', securityType: 'STK' });
    expect(found).toMatchObject({ ok: false, error: { kind: 'unknown-contract', code: 200 } });
  });
});

describe('a line of quotes', () => {
  test('tells bid, ask, last, the day and whether it is live', async () => {
    const line = source.openQuotes(await apple(), listener);
    await until(() => heard.has('close') && heard.has('bid') && heard.has('volume'));
    expect(heard.get('bid')!).toBeLessThan(heard.get('ask')!);
    expect(heard.get('low')!).toBeLessThanOrEqual(heard.get('high')!);
    expect(DATA_KINDS[heard.get('kind')!]).toBe('live');
    expect(heard.get('lastTradeAt')! % 1_000).toBe(0);
    heard.clear();
    gateway.advance(2_000);
    await until(() => heard.size > 0);
    line.close();
  });

  test('of delayed data says so', async () => {
    source.setDataKind('delayed');
    source.openQuotes(await apple(), listener).close();
    const line = source.openQuotes(await apple(), listener);
    await until(() => heard.has('kind') && heard.has('last'));
    expect(DATA_KINDS[heard.get('kind')!]).toBe('delayed');
    line.close();
  });

  test('beyond the broker\u2019s budget ends as that', async () => {
    const contract = await apple();
    const lines = [1, 2, 3, 4].map(() => source.openQuotes(contract, listener));
    await until(() => faults.length > 0);
    expect(faults[0]).toMatchObject({ kind: 'no-line-left', code: 101 });
    for (const line of lines) line.close();
  });

  test('ends with the connection', async () => {
    source.openQuotes(await apple(), listener);
    connection.disconnect();
    expect(faults.map(({ kind }) => kind)).toEqual(['not-connected']);
  });

  test('that is asked for without a connection is told so, but not before the caller has it', async () => {
    const contract = await apple();
    connection.disconnect();
    source.openQuotes(contract, listener);
    expect(faults).toEqual([]);
    await until(() => faults.length > 0);
    expect(faults[0]!.kind).toBe('not-connected');
  });
});

test('bars come in columns, ascending, up to the end that was asked for', async () => {
  const contract = await apple();
  const from = OPEN_TIME - 2 * 3_600_000;
  const query = { contract, barSize: '1 min', kind: 'trades', isRegularHoursOnly: false } as const;
  const bars = valueOf(await source.history({ ...query, from, to: OPEN_TIME }));
  expect(bars.length).toBe(120);
  expect(bars.time[0]).toBe(from);
  expect(bars.time.at(-1)).toBe(OPEN_TIME - 60_000);
  for (let i = 0; i < bars.length; i++) expect(bars.low[i]!).toBeLessThanOrEqual(bars.high[i]!);
  const days = valueOf(
    await source.history({
      ...query,
      barSize: '1 day',
      isRegularHoursOnly: true,
      from: OPEN_TIME - 30 * MS_PER_DAY,
      to: OPEN_TIME,
    }),
  );
  expect(days.time[0]! % MS_PER_DAY).toBe(0);
  expect(days.length).toBeGreaterThan(15);
});

test('depth and single trades come over the same port', async () => {
  const contract = await apple();
  const rows: string[] = [];
  const depth = source.openDepth(contract, 5, {
    reset: quiet,
    row(operation, side) {
      rows.push(`${operation} ${side}`);
      look();
    },
    fault: (fault) => listener.fault(fault, true),
  });
  const trades: number[] = [];
  const tape = source.openTrades(contract, {
    trade(_time, price) {
      trades.push(price);
      look();
    },
    fault: (fault) => listener.fault(fault, true),
  });
  const quotes: number[][] = [];
  const bidAsk = source.openBidAsk(contract, {
    bidAsk(_time, bid, _bidSize, ask) {
      quotes.push([bid, ask]);
      look();
    },
    fault: (fault) => listener.fault(fault, true),
  });
  await until(() => rows.filter((row) => row === 'insert bid').length >= 5 && requests.openCount >= 3);
  for (let second = 0; second < 60 && (trades.length === 0 || quotes.length === 0); second++) {
    gateway.advance(1_000);
    await new Promise(setImmediate);
  }
  await until(() => trades.length > 0 && quotes.length > 0);
  expect(quotes[0]![0]!).toBeLessThanOrEqual(quotes[0]![1]!);
  expect(faults).toEqual([]);
  for (const line of [depth, tape, bidAsk]) line.close();
});
