import { beforeEach, describe, expect, test } from 'vitest';
import type { HistoryOfBars } from '#shared/ipc/market-data.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { ChartFeed } from './chart-feed.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 1);
const stream = (contractId: number): BarStream => ({
  ...{ contractId: contractId as ContractId, barSize: '1 min', kind: 'trades', isRegularHoursOnly: false },
});

function block(times: readonly number[], close = 1) {
  const column = () => Float64Array.from(times, () => close);
  return {
    time: Float64Array.from(times),
    ...{ open: column(), high: column(), low: column(), close: column(), volume: column() },
  };
}

interface Asked {
  readonly stream: BarStream;
  readonly from: number;
  readonly to: number | undefined;
  readonly answer: (bars: HistoryOfBars['bars'], problem?: HistoryOfBars['problem']) => Promise<void>;
  readonly fail: () => Promise<void>;
}

let asked: Asked[];
let firsts: number[];
let feed: ChartFeed;
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  asked = [];
  firsts = [];
  feed = new ChartFeed({
    ask: (of, { from, to }) =>
      new Promise((resolve) => {
        asked.push({
          ...{ stream: of, from, to },
          answer(bars, problem = null) {
            resolve(ok({ bars, seriesId: null, fetchedCount: bars.time.length, problem }));
            return settle();
          },
          fail() {
            resolve(err({ kind: 'timeout', afterMs: 1_000 }));
            return settle();
          },
        });
      }),
    now: () => NOW,
    onState: () => undefined,
  });
  feed.subscribe((first) => void firsts.push(first));
});

async function ready() {
  feed.show(stream(1));
  await asked[0]!.answer(block([NOW - 2 * MINUTE, NOW - MINUTE]));
}

test('it begins with what there is up to now, the bar that grows included', async () => {
  feed.show(stream(1));
  expect(feed.state.kind).toBe('loading');
  expect(asked[0]).toMatchObject({ to: undefined });
  expect(asked[0]!.from).toBeLessThan(NOW - 1_000 * MINUTE);
  await asked[0]!.answer(block([NOW - MINUTE, NOW]));
  expect(feed.state.kind).toBe('ready');
  expect([...feed.bars.column('time')]).toEqual([NOW - MINUTE, NOW]);
});

describe('panned back', () => {
  test('it asks for the stretch before, once at a time, and puts it in front', async () => {
    await ready();
    void feed.pageBack();
    void feed.pageBack();
    expect(asked).toHaveLength(2);
    expect(asked[1]!.to).toBe(asked[0]!.from);
    firsts = [];
    await asked[1]!.answer(block([asked[1]!.from]));
    expect(firsts).toEqual([0]);
    expect(feed.bars.length).toBe(3);
  });

  test('it looks past stretches without bars, further each time, and knows when there are no more', async () => {
    await ready();
    void feed.pageBack();
    let reach = 0;
    for (let tries = 1; tries <= 4; tries++) {
      const { from, to } = asked[tries]!;
      expect(to! - from).toBeGreaterThan(reach);
      reach = to! - from;
      await asked[tries]!.answer(block([]));
    }
    await feed.pageBack();
    expect(asked).toHaveLength(5);
    expect(feed.isPaging).toBe(false);
  });

  test('a failure leaves what is there, and the next pan asks again', async () => {
    await ready();
    void feed.pageBack();
    await asked[1]!.fail();
    expect(feed.state.kind).toBe('ready');
    void feed.pageBack();
    expect(asked).toHaveLength(3);
  });
});

test('live bars go over the newest ones; those of another series do not', async () => {
  await ready();
  feed.receive({ ...stream(1), bars: block([NOW - MINUTE, NOW], 7), revision: 0 });
  feed.receive({ ...stream(2), bars: block([NOW + MINUTE], 9), revision: 0 });
  expect([...feed.bars.column('close')]).toEqual([1, 7, 7]);
  expect(firsts.at(-1)).toBe(1);
});

test('a revision that grows asks for the newest bars again', async () => {
  await ready();
  feed.receive({ ...stream(1), bars: block([NOW]), revision: 1 });
  expect(asked).toHaveLength(1);
  feed.receive({ ...stream(1), bars: block([NOW]), revision: 2 });
  expect(asked[1]).toMatchObject({ from: NOW - 2 * MINUTE, to: undefined });
  await asked[1]!.answer(block([NOW - 2 * MINUTE], 5));
  expect(feed.bars.column('close')[0]).toBe(5);
});

test('what an earlier series brings late is dropped, and a live bar alone is not taken for its history', async () => {
  feed.show(stream(1));
  feed.show(stream(2));
  feed.receive({ ...stream(2), bars: block([NOW]), revision: 0 });
  await asked[0]!.answer(block([NOW]));
  expect(feed.bars.length).toBe(0);
  expect(feed.state.kind).toBe('loading');
});

test('nothing at all, and why, is a failure that can be tried again', async () => {
  feed.show(stream(1));
  const problem = { kind: 'not-entitled', code: 354, message: 'No rights.', help: 'Subscribe.' } as const;
  await asked[0]!.answer(block([]), problem);
  expect(feed.state).toMatchObject({ kind: 'failed', problem: { title: 'No rights.', help: 'Subscribe.' } });
  feed.reload();
  await asked[1]!.answer(block([NOW]));
  expect(feed.state.kind).toBe('ready');
});
