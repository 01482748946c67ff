import { beforeEach, describe, expect, test } from 'vitest';
import type { DepthOfMarket } from '#shared/ipc/depth.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Contract, ContractDetails, ContractId } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { DepthListener, MarketDataSource } from '../ports/market-data-source.ts';
import { DepthFeed } from './depth-feed.ts';
import { BATCH_MS } from './quote-feed.ts';
import { RETRY_MS } from './quote-line.ts';

const APPLE = 1 as ContractId;
const OTHER = 2 as ContractId;
const UNKNOWN = 3 as ContractId;

/** A broker whose one book a test holds in its hands. */
class FakeSource {
  readonly opened: { readonly contractId: number; readonly rows: number }[] = [];
  listener: DepthListener | null = null;
  openCount = 0;
  interrupt: (isInterrupted: boolean) => void = () => undefined;

  onInterrupted(heard: (isInterrupted: boolean) => void) {
    this.interrupt = heard;
    return () => undefined;
  }

  openDepth({ contractId }: Contract, rows: number, listener: DepthListener) {
    this.opened.push({ contractId, rows });
    this.listener = listener;
    this.openCount++;
    return {
      close: () => {
        this.openCount--;
      },
    };
  }

  fail(kind: MarketDataFault['kind']) {
    this.openCount--;
    this.listener?.fault(fault(kind), true);
  }
}

const fault = (kind: MarketDataFault['kind']): MarketDataFault => ({
  ...{ kind, code: null, message: `${kind} happened`, help: '' },
});

let source: FakeSource;
let timers: ManualTimers;
let told: DepthOfMarket[];
let feed: DepthFeed;

beforeEach(() => {
  source = new FakeSource();
  timers = new ManualTimers();
  told = [];
  feed = new DepthFeed({
    source: source as unknown as MarketDataSource,
    contracts: {
      details: (contractId: ContractId) =>
        Promise.resolve(
          contractId === UNKNOWN
            ? err(fault('unknown-contract'))
            : ok({ contract: { contractId, exchange: 'SMART' } } as ContractDetails),
        ),
    },
    timers,
    publish: (book) => void told.push(book),
  });
});

async function show(contractId: ContractId | null) {
  feed.show(contractId);
  await Promise.resolve();
  await Promise.resolve();
}

function shown(): DepthOfMarket {
  timers.advance(BATCH_MS);
  return told.at(-1)!;
}

function bid(operation: 'insert' | 'update' | 'delete', position: number, price = 0, size = 0, maker = '') {
  source.listener!.row(operation, 'bid', position, price, size, maker);
}

describe('the book of a contract', () => {
  test('follows insertions, changes and removals by position', async () => {
    await show(APPLE);
    expect(shown()).toMatchObject({ state: 'waiting', bids: [], asks: [] });
    bid('insert', 0, 10, 5);
    bid('insert', 0, 11, 6);
    bid('update', 1, 10, 7);
    source.listener!.row('insert', 'ask', 0, 12, 3, '');
    expect(shown()).toMatchObject({
      ...{ contractId: APPLE, state: 'flowing', problem: null },
      bids: [
        { price: 11, size: 6 },
        { price: 10, size: 7 },
      ],
      asks: [{ price: 12, size: 3 }],
    });
    bid('delete', 0);
    expect(shown().bids).toEqual([{ price: 10, size: 7, makers: [] }]);
  });

  test('has one level per price, ten of them, whoever stands behind it', async () => {
    await show(APPLE);
    for (let row = 0; row < 14; row++) bid('insert', row, 100 - Math.floor(row / 1.2), 1, `M${row}`);
    bid('insert', 0, 100, 4, 'NYSE');
    const { bids } = shown();
    expect(bids).toHaveLength(10);
    expect(bids[0]).toEqual({ price: 100, size: 6, makers: ['NYSE', 'M0', 'M1'] });
    expect(new Set(bids.map(({ price }) => price)).size).toBe(10);
  });

  test('is told once however much of it changes, and begins anew when the broker voids it', async () => {
    await show(APPLE);
    shown();
    const before = told.length;
    for (let size = 1; size < 50; size++) bid('update', 0, 10, size);
    expect(shown().bids).toEqual([{ price: 10, size: 49, makers: [] }]);
    expect(told.length).toBe(before + 1);
    source.listener!.reset();
    expect(shown().bids).toEqual([]);
  });
});

test('one line is open at a time, and what the earlier one still says is not heard', async () => {
  await show(APPLE);
  const old = source.listener!;
  await show(OTHER);
  expect(source.openCount).toBe(1);
  old.row('insert', 'bid', 0, 1, 1, '');
  expect(shown()).toMatchObject({ contractId: OTHER, state: 'waiting', bids: [] });
  await show(null);
  expect(source.openCount).toBe(0);
});

test('a connection that is lost leaves the last book, marked as old; it is asked for anew afterwards', async () => {
  await show(APPLE);
  bid('insert', 0, 10, 5);
  source.fail('not-connected');
  expect(shown()).toMatchObject({ state: 'stale', bids: [{ price: 10 }] });
  feed.resubscribe(false);
  await Promise.resolve();
  await Promise.resolve();
  expect(shown()).toMatchObject({ state: 'waiting', bids: [], problem: null });
  expect(source.opened).toHaveLength(2);
});

test('an outage behind TWS marks it as old until the data goes on', async () => {
  await show(APPLE);
  bid('insert', 0, 10, 5);
  source.interrupt(true);
  expect(shown().state).toBe('stale');
  feed.resubscribe(true);
  expect(shown().state).toBe('flowing');
  source.interrupt(true);
  expect(shown().state).toBe('stale');
  source.interrupt(false);
  expect(shown().state).toBe('flowing');
  expect(source.opened).toHaveLength(1);
});

test('what the broker refuses is told with its reason; only what may pass is asked for again', async () => {
  await show(APPLE);
  source.fail('not-entitled');
  expect(shown()).toMatchObject({ state: 'refused', problem: { kind: 'not-entitled' } });
  timers.advance(2 * RETRY_MS);
  expect(source.opened).toHaveLength(1);
  await show(OTHER);
  source.fail('no-line-left');
  timers.advance(RETRY_MS);
  await Promise.resolve();
  await Promise.resolve();
  expect(source.opened).toHaveLength(3);
  await show(UNKNOWN);
  expect(shown()).toMatchObject({ state: 'refused', problem: { kind: 'unknown-contract' } });
});

test('the meter counts the line that is open, and a book that waits for one', async () => {
  expect(feed.usage).toEqual({ used: 0, max: 3, waiting: 0 });
  feed.show(APPLE);
  expect(feed.usage).toEqual({ used: 0, max: 3, waiting: 1 });
  await Promise.resolve();
  expect(feed.usage).toEqual({ used: 1, max: 3, waiting: 0 });
  source.fail('no-line-left');
  expect(feed.usage).toEqual({ used: 0, max: 3, waiting: 1 });
  feed.show(null);
  expect(feed.usage).toEqual({ used: 0, max: 3, waiting: 0 });
});
