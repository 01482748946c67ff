import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractSchema, type Contract } from '#shared/model/contract.ts';
import {
  emptyQuote,
  QUOTE_FIELD_INDEX,
  QUOTE_STATES,
  type MarketDataFault,
  type Quote,
} from '#shared/model/quote.ts';
import type { MarketDataSource, QuoteListener } from '../ports/market-data-source.ts';
import { BATCH_MS, QuoteFeed } from './quote-feed.ts';
import { LINES_DEFAULT, MORE_LINES_MS } from './line-count.ts';
import { RETRY_MS } from './quote-line.ts';
import { LINGER_MS, QuoteLines, TURN_MS } from './quote-lines.ts';

/** A broker whose lines a test holds in its hands. */
class FakeSource {
  isConnected = true;
  readonly lines = new Map<number, QuoteListener>();
  opened = 0;

  openQuotes({ contractId }: Contract, listener: QuoteListener) {
    this.opened++;
    this.lines.set(contractId, listener);
    return { close: () => void this.lines.delete(contractId) };
  }

  setDataKind() {}

  get open(): number[] {
    return [...this.lines.keys()];
  }

  fail(contractId: number, kind: MarketDataFault['kind']) {
    const listener = this.lines.get(contractId)!;
    this.lines.delete(contractId);
    listener.fault({ kind, code: null, message: kind, help: '' }, true);
  }

  disconnect() {
    this.isConnected = false;
    for (const id of this.open) this.fail(id, 'not-connected');
  }
}

const contract = (contractId: number) =>
  contractSchema.parse({
    ...{ contractId, symbol: `S${contractId}`, securityType: 'STK', expiry: null, strike: null, right: null },
    ...{
      multiplier: 1,
      exchange: 'SMART',
      primaryExchange: '',
      currency: 'USD',
      localSymbol: '',
      tradingClass: '',
    },
  });
const contracts = (count: number) => Array.from({ length: count }, (_, index) => contract(index + 1));
const { bid, ask, last } = QUOTE_FIELD_INDEX;

let source: FakeSource;
let timers: ManualTimers;
let now: number;
let changes: number;
let lines: QuoteLines;

function make(lineCount?: number): QuoteLines {
  return new QuoteLines({
    ...{
      source: source as unknown as MarketDataSource,
      clock: { now: () => unixMillis(now) },
      timers,
      ...(lineCount === undefined ? {} : { lineCount }),
    },
    onShownChange: () => {
      changes++;
    },
  });
}

function pass(ms: number): void {
  now += ms;
  timers.advance(ms);
}

function quote(contractId: number): Quote {
  const out = emptyQuote();
  lines.readInto(contract(contractId).contractId, out);
  return out;
}

const state = (contractId: number) => QUOTE_STATES[quote(contractId).state];

beforeEach(() => {
  source = new FakeSource();
  timers = new ManualTimers();
  [now, changes] = [1_000_000, 0];
  lines = make(10);
});

describe('a line', () => {
  test('is shared by all who want the contract, and closes a while after the last has gone', () => {
    const first = lines.need(contract(1));
    const second = lines.need(contract(1));
    lines.setShown([contract(1)]);
    expect(source.opened).toBe(1);
    first();
    first();
    second();
    lines.setShown([]);
    expect(source.open).toEqual([1]);
    pass(LINGER_MS - 1);
    lines.setShown([contract(1)]);
    pass(LINGER_MS * 2);
    expect(source.opened).toBe(1);
    lines.setShown([]);
    pass(LINGER_MS);
    expect(source.open).toEqual([]);
  });

  test('tells prices, their age and their mark at once', () => {
    const heard: number[] = [];
    const stop = lines.onTick(contract(1).contractId, (id) => heard.push(id));
    lines.need(contract(1));
    source.lines.get(1)!.value(bid, 100);
    source.lines.get(1)!.value(ask, 102);
    expect(quote(1)).toMatchObject({ bid: 100, ask: 102, mark: 101, at: now });
    source.lines.get(1)!.value(last, 105);
    expect(quote(1).mark).toBe(102);
    expect(state(1)).toBe('flowing');
    stop();
    source.lines.get(1)!.value(last, 101);
    expect(heard).toEqual([1, 1, 1]);
  });

  test('a side that nobody quotes is NaN, never the price before', () => {
    lines.need(contract(1));
    source.lines.get(1)!.value(bid, 100);
    source.lines.get(1)!.value(bid, NaN);
    expect(quote(1).bid).toBeNaN();
  });
});

describe('with fewer lines than contracts', () => {
  test('those shown first keep theirs, the others take turns, and each has had one within a round', () => {
    lines.setShown(contracts(30));
    expect(source.open).toHaveLength(10);
    const seen = new Set(source.open);
    for (let turn = 0; turn < 11; turn++) {
      pass(TURN_MS);
      expect(source.open).toHaveLength(10);
      for (const id of [1, 2, 3, 4, 5, 6, 7, 8]) expect(source.open).toContain(id);
      for (const id of source.open) seen.add(id);
    }
    expect(seen.size).toBe(30);
    expect(lines.usage).toEqual({ used: 10, limit: 10, rotating: 22 });
  });

  test('turns are taken however often something else is wanted meanwhile', () => {
    lines.setShown(contracts(30));
    const before = [...source.open];
    for (let step = 0; step < 8; step++) {
      pass(TURN_MS / 4);
      lines.need(contract(1))();
    }
    expect(source.open).not.toEqual(before);
  });

  test('a row that rests keeps its prices and their age', () => {
    lines.setShown(contracts(11));
    source.lines.get(10)!.value(last, 50);
    const cameAt = now;
    pass(TURN_MS);
    expect(state(10)).toBe('resting');
    expect(quote(10)).toMatchObject({ last: 50, at: cameAt });
  });

  test('what a position or an order needs takes the line of what is only shown', () => {
    lines.setShown(contracts(10));
    lines.need(contract(11));
    expect(source.open).toContain(11);
    expect(source.open).toHaveLength(10);
  });

  test('TWS may have fewer than was thought: the rest takes turns', () => {
    lines.setShown(contracts(10));
    source.fail(10, 'no-line-left');
    expect(lines.usage.limit).toBe(9);
    expect(source.open).toHaveLength(9);
    pass(TURN_MS);
    expect(source.open).toContain(10);
  });
});

describe('an account with more lines than most', () => {
  /** TWS refuses what is beyond its lines a moment after it was asked for. */
  function refuseBeyond(lineCount: number): number {
    let refused = 0;
    for (; source.open.length > lineCount; refused++) source.fail(source.open.at(-1)!, 'no-line-left');
    return refused;
  }

  test('gets a line for each contract within ten turns, with no setting', () => {
    lines = make();
    lines.setShown(contracts(250));
    expect(source.open).toHaveLength(LINES_DEFAULT);
    for (let turn = 0; turn < 10; turn++) pass(TURN_MS);
    expect(source.open).toHaveLength(250);
    expect(lines.usage).toEqual({ used: 250, limit: expect.any(Number) as number, rotating: 0 });
  });

  test('is found out by few refusals: one at a time where there are no more, and again only after minutes', () => {
    lines = make();
    lines.setShown(contracts(250));
    let refused = 0;
    for (let ms = 0; ms < MORE_LINES_MS; ms += TURN_MS) {
      pass(TURN_MS);
      refused += refuseBeyond(LINES_DEFAULT);
    }
    expect(refused).toBe(1);
    expect(lines.usage).toMatchObject({ used: LINES_DEFAULT, limit: LINES_DEFAULT });
    for (let turn = 0; turn < 3; turn++) {
      pass(TURN_MS);
      refused += refuseBeyond(LINES_DEFAULT);
    }
    expect(refused).toBe(2);
  });

  test('keeps those that it has when more than they are refused', () => {
    lines = make();
    lines.setShown(contracts(250));
    for (let turn = 0; turn < 20; turn++) {
      pass(TURN_MS);
      refuseBeyond(180);
    }
    expect(lines.usage).toMatchObject({ used: 180, limit: 180 });
  });

  test('is nothing that the next broker is thought to give too', () => {
    lines = make();
    lines.setShown(contracts(250));
    for (let turn = 0; turn < 10; turn++) pass(TURN_MS);
    lines.forgetAll();
    lines.setShown(contracts(250));
    expect(source.open).toHaveLength(LINES_DEFAULT);
  });
});

describe('an outage', () => {
  test('leaves prices marked as stale, and all lines are opened again after it', () => {
    lines.setShown(contracts(3));
    source.lines.get(1)!.value(last, 10);
    source.disconnect();
    expect([state(1), state(2)]).toEqual(['stale', 'waiting']);
    expect(source.open).toEqual([]);
    source.isConnected = true;
    lines.resubscribe(false);
    expect(source.open).toEqual([1, 2, 3]);
    source.lines.get(1)!.value(last, 11);
    expect(state(1)).toBe('flowing');
  });

  test('behind TWS: stale at once, and with data kept no line is opened anew', () => {
    lines.setShown(contracts(2));
    source.lines.get(1)!.value(last, 10);
    lines.interrupt(true);
    expect(state(1)).toBe('stale');
    lines.resubscribe(true);
    expect([state(1), source.opened]).toEqual(['flowing', 2]);
  });

  test('of a farm: stale until the next tick, or until it is back', () => {
    lines.setShown(contracts(2));
    source.lines.get(1)!.value(last, 10);
    source.lines.get(2)!.value(last, 20);
    lines.interrupt(true);
    source.lines.get(1)!.value(last, 11);
    expect([state(1), state(2)]).toEqual(['flowing', 'stale']);
    lines.interrupt(false);
    expect([state(2), source.opened]).toEqual(['flowing', 2]);
  });

  test('with data lost every line is opened anew, though none has ended', () => {
    lines.setShown(contracts(2));
    lines.resubscribe(false);
    expect([source.opened, source.open]).toEqual([4, [1, 2]]);
  });
});

test('of another broker nothing that was known before is believed', () => {
  lines.setShown(contracts(2));
  source.lines.get(1)!.value(last, 10);
  lines.forgetAll();
  expect([quote(1).last, quote(1).mark, state(1)]).toEqual([NaN, NaN, 'waiting']);
  expect(source.open).toEqual([]);
  lines.setShown([contract(1)]);
  expect(source.open).toEqual([1]);
});

describe('what the broker refuses', () => {
  test('is told per contract, and asked again only when that can change anything', () => {
    lines.setShown(contracts(2));
    source.fail(1, 'not-entitled');
    source.fail(2, 'competing-session');
    expect([state(1), state(2)]).toEqual(['refused', 'refused']);
    expect(lines.problems().map(({ contractId, kind }) => [contractId, kind])).toEqual([
      [1, 'not-entitled'],
      [2, 'competing-session'],
    ]);
    pass(RETRY_MS);
    expect(source.open).toEqual([2]);
    lines.resubscribe(true);
    expect(source.open).toEqual([2, 1]);
  });

  test('gives its line to others', () => {
    lines.setShown(contracts(11));
    source.fail(1, 'unknown-contract');
    expect(source.open).toHaveLength(10);
    expect(source.open).not.toContain(1);
  });
});

test('however many ticks come, the window gets one batch with every row as it stands', () => {
  const batches: { contractIds: Float64Array; values: Float64Array }[] = [];
  const clock = { now: () => unixMillis(now) };
  const feed = new QuoteFeed({ table: lines.table, clock, timers, publish: (batch) => batches.push(batch) });
  lines.setShown(contracts(2));
  feed.show([contract(1).contractId, contract(2).contractId]);
  for (let tick = 0; tick < 1_000; tick++) {
    source.lines.get(2)!.value(last, tick);
    feed.changed();
  }
  pass(BATCH_MS);
  expect(batches).toHaveLength(1);
  expect([...batches[0]!.contractIds]).toEqual([1, 2]);
  expect(batches[0]!.values[batches[0]!.values.length / 2 + last]).toBe(999);
  pass(BATCH_MS * 10);
  expect(batches).toHaveLength(1);
});
