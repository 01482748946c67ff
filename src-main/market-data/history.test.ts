import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { failure } from '#shared/ipc/errors.ts';
import { cancelController } from '#shared/kernel/cancel.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { MS_PER_MINUTE, unixMillis } from '#shared/kernel/time.ts';
import { BAR_SIZES, barSizeMs } from '#shared/model/bar-size.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { BrokerBars } from '#shared/model/broker-bars.ts';
import { contractDetailsSchema, contractIdSchema, type ContractDetails } from '#shared/model/contract.ts';
import { currencySchema } from '#shared/model/currency.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { BarStore } from '../ports/bar-store.ts';
import type { HistoryQuery, MarketDataSource } from '../ports/market-data-source.ts';
import { AGAIN_MS } from './bar-store-queue.ts';
import { Circuits, FAILURES_MAX, TOLD_FOR_MS } from './circuits.ts';
import { PACED_BAR_MS_MAX } from './history-pacer.ts';
import { History } from './history.ts';
import { MARKET_CONCURRENCY } from './market-lanes.ts';

const NOW = Date.UTC(2026, 0, 6, 15, 30, 30);
const details = contractDetailsSchema.parse({
  contract: {
    ...{ contractId: 1, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
    ...{
      multiplier: 1,
      exchange: 'SMART',
      primaryExchange: '',
      currency: 'USD',
      localSymbol: '',
      tradingClass: '',
    },
  },
  ...{ longName: '', minTick: 0.01, priceMagnifier: 1, venues: [], minSize: 1, sizeIncrement: 1 },
  ...{ suggestedSizeIncrement: 1, orderTypes: [], timeZone: 'US/Eastern', tradingHours: [], liquidHours: [] },
  ...{
    industry: '',
    category: '',
    subcategory: '',
    underlyingId: null,
    underlyingSymbol: '',
    stockType: '',
    fetchedAt: 0,
  },
});
const stream: BarStream = {
  ...{ contractId: details.contract.contractId, barSize: '1 min', kind: 'trades', isRegularHoursOnly: false },
};
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Minutes at which there is a bar, as starts, ascending. */
let market: number[];
/** How many bars a page holds at most, and whether it ends with the session. */
let pageBars: number;
let queries: HistoryQuery[];
/** What the farm of Europe answers. */
let europe: (query: HistoryQuery) => ReturnType<MarketDataSource['history']>;
let circuits: Circuits;
let faults: MarketDataFault['kind'][];
let kept: BrokerBars[];
let isLibraryAway: boolean;
let isPractice: boolean;
let practiceMarket: string | null = null;
let timers: ManualTimers;
let now: number;

function columns(times: readonly number[]): BarColumns {
  const bars = barColumns(times.length);
  times.forEach((time, at) => {
    for (const name of COLUMN_NAMES) bars[name][at] = name === 'time' ? time : time / MS_PER_MINUTE;
  });
  return bars;
}

/** Listed elsewhere: the same broker, another farm. */
const BMW: ContractDetails = {
  ...details,
  contract: {
    ...details.contract,
    ...{ contractId: contractIdSchema.parse(2), symbol: 'BMW', primaryExchange: 'IBIS' },
    currency: currencySchema.parse('EUR'),
  },
};
const bmw: BarStream = { ...stream, contractId: BMW.contract.contractId };

const source = {
  history(query: HistoryQuery) {
    queries.push(query);
    if (query.contract.symbol === 'BMW') return europe(query);
    const kind = faults.shift();
    if (kind !== undefined) return Promise.resolve(err({ kind, code: null, message: kind, help: '' }));
    const page = market.filter((time) => time < query.to && time <= now).slice(-pageBars);
    return Promise.resolve(ok(columns(page)));
  },
} as unknown as MarketDataSource;

const store: BarStore = {
  keep(page) {
    if (isLibraryAway) return Promise.resolve(err(failure('research-unreachable', 'away')));
    kept.push(page);
    return Promise.resolve(ok({ seriesId: 7 as SeriesId }));
  },
  read(_, { from, to }) {
    if (isLibraryAway) return Promise.resolve(err(failure('research-unreachable', 'away')));
    const all = [...new Set(kept.flatMap(({ bars }) => [...bars.time]))].sort((a, b) => a - b);
    const { time, open, high, low, close, volume } = columns(all.filter((at) => at >= from && at < to));
    const covered = kept.map((page) => page.covered).sort((a, b) => a.from - b.from);
    const bars = { time, open, high, low, close, volume };
    return Promise.resolve(ok({ seriesId: kept.length > 0 ? (7 as SeriesId) : null, covered, bars }));
  },
};

function make(): History {
  return new History({
    ...{ source, store, circuits, timers, log, monotonicMs: () => now },
    contracts: {
      known: () => details,
      details: (contractId) => Promise.resolve(ok(contractId === bmw.contractId ? BMW : details)),
    },
    clock: { now: () => unixMillis(now) },
    profile: () => ({ id: isPractice ? 'practice' : 'paper', isPractice, market: practiceMarket ?? 'paper' }),
  });
}

async function ask(history: History, from: number, to = Infinity, signal = cancelController().signal) {
  const answer = await history.ask(stream, { from, to }, signal);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

/** Lets what waits for timers go on. */
async function settle<T>(asked: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = asked.finally(() => (state.isOver = true));
  for (let step = 0; step < 2_000 && !state.isOver; step++) {
    await new Promise(setImmediate);
    now += 500;
    timers.advance(500);
  }
  return over;
}

const minutes = (count: number, end = Math.floor(NOW / MS_PER_MINUTE) * MS_PER_MINUTE) =>
  Array.from({ length: count }, (_, index) => end - (count - 1 - index) * MS_PER_MINUTE);

beforeEach(() => {
  [queries, faults, kept, isLibraryAway, isPractice, now] = [[], [], [], false, false, NOW];
  [timers, market, pageBars] = [new ManualTimers(), minutes(5_000), 1_500];
  circuits = new Circuits(() => now);
});

describe('a stretch of bars', () => {
  test('is fetched page by page from its end backwards, and is whole', async () => {
    const { bars, fault, fetchedCount } = await ask(make(), market[0]!);
    expect([...bars.time]).toEqual(market);
    expect([queries.length, fetchedCount, fault]).toEqual([4, 5_000, null]);
    expect(queries.map(({ to }) => to)).toEqual([Infinity, market[3_500], market[2_000], market[500]]);
  });

  test('has no hole, whatever the hours of the market and however short the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(3_000)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(4_000),
        async (sessions, page, back) => {
          // Sessions of so many bars, each closed for so many minutes before the next.
          let end = Math.floor(NOW / MS_PER_MINUTE) * MS_PER_MINUTE;
          market = [];
          for (const [open, closed] of sessions) {
            market.unshift(...minutes(open, end));
            end -= (open + closed) * MS_PER_MINUTE;
          }
          [pageBars, queries, kept, isPractice] = [page, [], [], false];
          const from = NOW - back * MS_PER_MINUTE;
          const history = make();
          const first = await ask(history, from);
          expect([...first.bars.time]).toEqual(market.filter((time) => time >= from));
          expect(first.fault).toBeNull();
          const part = await ask(history, from, NOW - (back / 2) * MS_PER_MINUTE);
          expect([...part.bars.time]).toEqual(
            [...first.bars.time].filter((time) => time < NOW - (back / 2) * MS_PER_MINUTE),
          );
        },
      ),
      { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 2_000 : 30 },
    );
  });

  test('is asked for once: two who want it at the same time, and a third later, cost no second question', async () => {
    const history = make();
    const [first, second] = await Promise.all([ask(history, market[4_000]!), ask(history, market[4_000]!)]);
    const third = await ask(history, market[4_500]!);
    expect(queries).toHaveLength(1);
    expect([first.bars.length, second.bars.length, third.bars.length]).toEqual([1_000, 1_000, 500]);
    expect(history.reads).toEqual({ hits: 2, misses: 1 });
  });

  test('goes on where it ended: only what is new is asked for', async () => {
    const history = make();
    await ask(history, market[4_000]!);
    const last = market.at(-1)!;
    market.push(last + MS_PER_MINUTE, last + 2 * MS_PER_MINUTE);
    now += 3 * MS_PER_MINUTE;
    queries = [];
    const { bars } = await ask(history, market[4_000]!);
    expect(bars.time.at(-1)).toBe(last + 2 * MS_PER_MINUTE);
    expect(queries.map(({ from }) => from)).toEqual([last]);
  });
});

describe('the library', () => {
  test('keeps what came, the bar that grows left out, and is asked first the next time', async () => {
    await ask(make(), market[4_000]!);
    await new Promise(setImmediate);
    expect(kept.flatMap(({ bars }) => [...bars.time]).sort((a, b) => a - b)).not.toContain(market.at(-1));
    queries = [];
    const again = await ask(make(), market[4_000]!, market[4_900]);
    expect(queries).toEqual([]);
    expect(again).toMatchObject({ seriesId: 7, fetchedCount: 0 });
    expect(again.bars.length).toBe(900);
  });

  test('may be away: bars are shown all the same, wait for it, and are kept when it is back', async () => {
    isLibraryAway = true;
    const history = make();
    expect((await ask(history, market[0]!)).bars.length).toBe(5_000);
    await new Promise(setImmediate);
    expect(history.pacing.unstored).toBe(4);
    isLibraryAway = false;
    timers.advance(AGAIN_MS);
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    expect([history.pacing.unstored, kept.length]).toEqual([0, 4]);
  });

  test('is not believed about a practice market, which may be another one today', async () => {
    isPractice = true;
    await ask(make(), market[4_000]!);
    queries = [];
    await ask(make(), market[4_000]!);
    expect(queries).toHaveLength(1);
  });
});

describe('two practice markets', () => {
  test('are two series: no bar of one stands in the other', async () => {
    isPractice = true;
    const history = make();
    practiceMarket = 'practice seed-1';
    await ask(history, market[4_000]!);
    practiceMarket = 'practice seed-1 always-open';
    await ask(history, market[4_000]!);
    practiceMarket = null;
    expect(new Set(kept.map(({ facts }) => facts.source)).size).toBe(2);
  });
});

test('another connection, taken while a page waits, gives no bar to the series of the one before', async () => {
  faults = ['pacing'];
  const asked = make().ask(stream, { from: market[0]!, to: Infinity }, cancelController().signal);
  await new Promise(setImmediate);
  expect(queries).toHaveLength(1);
  isPractice = true;
  const answer = await settle(asked);
  expect([answer.ok && answer.value.fault?.kind, queries.length, kept]).toEqual(['not-connected', 1, []]);
});

describe('what the broker refuses', () => {
  test('is asked again where that may help, and the rest is told with what there is', async () => {
    faults = ['timeout', 'pacing'];
    expect((await settle(ask(make(), market[4_000]!))).bars.length).toBe(1_000);
    expect(queries).toHaveLength(3);
    faults = ['not-entitled'];
    queries = [];
    const { bars, fault } = await ask(make(), market[0]!, market[1_000]);
    expect([bars.length, fault?.kind, queries.length]).toEqual([0, 'not-entitled', 1]);
  });

  test('time and again opens the circuit: then nobody waits for it', async () => {
    const history = make();
    faults = Array<MarketDataFault['kind']>(20).fill('timeout');
    await settle(ask(history, market[4_000]!, market[4_100]));
    await settle(ask(history, market[4_200]!, market[4_300]));
    const asked = queries.length;
    const { fault } = await settle(ask(history, market[4_400]!, market[4_500]));
    expect([fault?.kind, queries.length]).toEqual(['circuit-open', asked]);
  });
});

describe('a market whose farm does not answer', () => {
  const span = (n: number) => ({ from: market[n * 100]!, to: market[n * 100 + 100]! });
  const signal = cancelController().signal;

  test('keeps no other market waiting, however many wait for it', async () => {
    europe = () => new Promise(() => undefined);
    const history = make();
    for (let n = 0; n < 30; n++) {
      const other = { ...bmw, barSize: BAR_SIZES[n % BAR_SIZES.length]!, isRegularHoursOnly: n % 2 === 0 };
      void history.ask({ ...other, kind: n % 3 === 0 ? 'bid' : 'ask' }, span(1), signal);
    }
    await new Promise(setImmediate);
    expect((await ask(history, market[4_000]!)).bars.length).toBe(1_000);
  });

  test('opens its own circuit and no other, is named, and is asked again by one question', async () => {
    const refusal = { kind: 'timeout', code: null, message: '', help: '' } as const;
    europe = () => Promise.resolve(err(refusal));
    const history = make();
    await settle(history.ask(bmw, span(0), signal));
    await settle(history.ask(bmw, span(2), signal));
    queries = [];
    const answer = await settle(history.ask(bmw, span(4), signal));
    expect(answer.ok && answer.value.fault).toMatchObject({
      ...{ kind: 'circuit-open', message: expect.stringContaining('bars of IBIS STK EUR') },
    });
    expect(queries).toEqual([]);
    expect(circuits.broken().map(({ part }) => part)).toEqual(['history']);
    expect((await ask(history, market[4_000]!)).bars.length).toBe(1_000);
    now += TOLD_FOR_MS;
    expect(circuits.broken()).toEqual([]);
    circuits.forget();
    europe = () => Promise.resolve(ok(columns([market[450]!])));
    const again = await settle(history.ask(bmw, span(4), signal));
    expect(again.ok && again.value.bars.length).toBe(1);
  });

  test('lets those that waited in its lane go as soon as enough have failed', async () => {
    const failing: (() => void)[] = [];
    const refusal = { kind: 'timeout', code: null, message: '', help: '' } as const;
    europe = () =>
      failing.length === MARKET_CONCURRENCY
        ? Promise.resolve(err(refusal))
        : new Promise((resolve) => failing.push(() => resolve(err(refusal))));
    const history = make();
    const sizes = BAR_SIZES.filter((size) => barSizeMs(size) > PACED_BAR_MS_MAX);
    const asked = sizes.map((barSize) => history.ask({ ...bmw, barSize }, span(1), signal));
    await new Promise(setImmediate);
    expect(queries).toHaveLength(MARKET_CONCURRENCY);
    for (const fail of failing) {
      fail();
      await new Promise(setImmediate);
    }
    const answers = await Promise.all(asked.map((one) => settle(one)));
    expect(queries.length).toBeLessThanOrEqual(MARKET_CONCURRENCY + FAILURES_MAX);
    expect(answers.map((answer) => answer.ok && answer.value.fault?.kind)).toContain('circuit-open');
  });
});

test('a request that is taken back stops between two pages', async () => {
  const cancel = cancelController();
  const asked = ask(make(), market[0]!, Infinity, cancel.signal);
  cancel.abort();
  expect((await asked).fault?.kind).toBe('cancelled');
  expect(queries.length).toBeLessThan(4);
});
