import { describe, expect, test } from 'vitest';
import { barColumns, type BarColumns } from '#shared/bars/columns.ts';
import { ok } from '#shared/kernel/result.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { barStreamSchema, type BarStream } from '#shared/model/bar-stream.ts';
import type { ContractId } from '#shared/model/contract.ts';
import { emptyQuote, type Quote } from '#shared/model/quote.ts';
import { BarFeed, type LiveBarsUpdate } from './bar-feed.ts';
import type { History } from './history.ts';
import { LiveBars } from './live-bars.ts';
import { BATCH_MS } from './quote-feed.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 6, 15);

const stream = (more: Partial<BarStream> = {}): BarStream => ({
  ...barStreamSchema.parse({ contractId: 1, barSize: '1 min', kind: 'trades', isRegularHoursOnly: false }),
  ...more,
});
const quote = (more: Partial<Quote>): Quote => ({ ...emptyQuote(), ...more });
const trade = (secondsIn: number, last: number, volume: number) =>
  quote({ last, volume, lastTradeAt: START + secondsIn * 1_000 });

/** One bar for each close, a minute apart from START on. */
function history(...closes: number[]): BarColumns {
  const bars = barColumns(closes.length);
  closes.forEach((close, at) => {
    bars.time[at] = START + at * MINUTE;
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][at] = close;
    bars.volume[at] = 100;
  });
  return bars;
}

const rows = (live: LiveBars) => {
  const { bars } = live;
  if (bars === null) return [];
  return Array.from(bars.time, (time, at) => [
    ...[(time - START) / MINUTE, bars.open[at], bars.high[at], bars.low[at], bars.close[at], bars.volume[at]],
  ]);
};

describe('bars from ticks', () => {
  test('go on from the history, by the exchange\u2019s time, with the volume that was traded meanwhile', () => {
    const live = new LiveBars(stream());
    live.continueFrom(history(10, 11));
    live.tick(trade(61, 12, 1_000), 0);
    live.tick(trade(70, 9, 1_030), 0);
    live.tick(trade(119, 10, 1_050), 0);
    live.tick(trade(120, 20, 1_060), 0);
    expect(rows(live)).toEqual([
      [0, 10, 10, 10, 10, 100],
      [1, 11, 12, 9, 10, 150],
      [2, 20, 20, 20, 20, 10],
    ]);
  });

  test('after an outage count what is traded from there on: the rest is in the bars of the broker', () => {
    const live = new LiveBars(stream());
    live.continueFrom(history(10, 11));
    live.tick(trade(61, 12, 1_000), 0);
    live.missedTicks();
    live.tick(trade(310, 13, 90_000), 0);
    live.tick(trade(311, 14, 90_005), 0);
    expect(rows(live).at(-1)).toEqual([5, 13, 14, 13, 14, 5]);
  });

  test('a trade told late changes no bar that has closed', () => {
    const live = new LiveBars(stream());
    live.continueFrom(history(10, 11));
    live.tick(trade(59, 99, 1_000), 0);
    expect(rows(live)[0]).toEqual([0, 10, 10, 10, 10, 100]);
  });

  test('a new day begins to count from nothing', () => {
    const live = new LiveBars(stream());
    live.continueFrom(history(10));
    live.tick(trade(1, 10, 5_000), 0);
    live.tick(trade(2, 11, 40), 0);
    expect(rows(live)).toEqual([[0, 10, 11, 10, 11, 100]]);
  });

  test('of quotes are their middle, by our own clock, and nothing while a side is missing', () => {
    const live = new LiveBars(stream({ kind: 'midpoint' }));
    expect(live.tick(quote({ bid: 1 }), START)).toBe(false);
    live.tick(quote({ bid: 1, ask: 3 }), START + 1);
    live.tick(quote({ bid: 2, ask: 4 }), START + MINUTE);
    expect(rows(live)).toEqual([
      [0, 2, 2, 2, 2, 0],
      [1, 3, 3, 3, 3, 0],
    ]);
  });

  test('of a day grow, but only the broker begins the next one', () => {
    const live = new LiveBars(stream({ barSize: '1 day' }));
    expect(live.tick(trade(0, 10, 1), 0)).toBe(false);
    live.continueFrom(history(10));
    live.tick(trade(90_000, 14, 1), 0);
    expect(rows(live)).toEqual([[0, 10, 14, 10, 14, 100]]);
  });

  test('give way to the broker\u2019s own, but not what has come since', () => {
    const live = new LiveBars(stream());
    live.continueFrom(history(10));
    live.tick(trade(61, 12, 1_000), 0);
    live.tick(trade(121, 13, 1_001), 0);
    live.continueFrom(history(10, 11.5));
    expect(rows(live).map((row) => [row[0], row[4]])).toEqual([
      [0, 10],
      [1, 11.5],
      [2, 13],
    ]);
  });
});

test('the window hears of many ticks once, and of a correction by its revision', async () => {
  const timers = new ManualTimers();
  const updates: LiveBarsUpdate[] = [];
  let ticked: () => void = () => undefined;
  let current = trade(1, 10, 1);
  let asked = 0;
  const feed = new BarFeed({
    quotes: {
      readInto(_, out) {
        Object.assign(out, current);
        return true;
      },
      need: () => () => undefined,
      onTick(_: ContractId | undefined, heard) {
        ticked = () => heard(1 as ContractId);
        return () => (ticked = () => undefined);
      },
    },
    history: {
      ask() {
        asked++;
        return Promise.resolve(ok({ bars: history(10), seriesId: null, fetchedCount: 1, fault: null }));
      },
      known: () => null,
    } as unknown as History,
    clock: { now: () => unixMillis(START) },
    timers,
    publish: (update) => updates.push(update),
  });
  feed.show([stream()], 'normal');
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  for (let tick = 0; tick < 500; tick++) {
    current = trade(2, 10 + tick, tick);
    ticked();
  }
  timers.advance(BATCH_MS);
  expect(updates).toHaveLength(1);
  expect(updates[0]).toMatchObject({ revision: 1, barSize: '1 min' });
  expect(updates[0]!.bars.high.at(-1)).toBe(509);
  feed.backfill();
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  current = trade(3, 12, 90_000);
  ticked();
  timers.advance(BATCH_MS);
  expect([asked, updates.at(-1)!.revision]).toEqual([2, 2]);
  expect(updates.at(-1)!.bars.volume.at(-1), 'of the outage nothing is counted twice').toBe(100);
  feed.show([], 'normal');
  ticked();
  timers.advance(BATCH_MS);
  expect(updates).toHaveLength(2);
});
