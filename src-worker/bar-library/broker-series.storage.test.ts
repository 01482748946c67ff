import { afterEach, beforeEach, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { brokerBarsSchema, type BrokerBars } from '#shared/model/broker-bars.ts';
import { seriesFactsSchema } from '#shared/model/series.ts';
import { ScratchLibrary } from './testing/scratch-library.ts';

const START = Date.UTC(2025, 11, 31, 20);
const facts = seriesFactsSchema.parse({
  ...{
    symbol: 'AAPL',
    source: 'TWS trades, all hours (265598)',
    barSize: '1 min',
    currency: 'USD',
    tick: 0.01,
  },
  ...{ multiplier: 1, lot: 1, timeZone: 'America/New_York', adjustment: 'splits' },
});

/** Minutes counted from START, `to` left out; each bar closes at `close`. */
function page(from: number, to: number, close = 100, more: Partial<BrokerBars> = {}): BrokerBars {
  const bars = barColumns(to - from);
  for (let i = 0; i < bars.length; i++) {
    bars.time[i] = START + (from + i) * MS_PER_MINUTE;
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][i] = close;
    bars.volume[i] = 10;
  }
  const { time, open, high, low, close: closes, volume } = bars;
  return brokerBarsSchema.parse({
    ...{ facts, bars: { time, open, high, low, close: closes, volume }, fetchedAt: 5 },
    origin: {
      stream: { contractId: 265_598, barSize: '1 min', kind: 'trades', isRegularHoursOnly: false },
      profileId: 'paper',
    },
    covered: { from: START + from * MS_PER_MINUTE, to: START + to * MS_PER_MINUTE },
    ...more,
  });
}

let scratch: ScratchLibrary;
beforeEach(() => {
  scratch = new ScratchLibrary();
});
afterEach(() => scratch.remove());

test('pages become one series, whose whole stretches are known after a restart', async () => {
  const library = scratch.library;
  // Over the turn of the year, and not in order.
  const kept = await Promise.all([
    library.keepBrokerBars(page(300, 400)),
    library.keepBrokerBars(page(0, 100)),
    library.keepBrokerBars(page(100, 150)),
  ]);
  expect(new Set(kept.map((each) => each.ok && each.value.seriesId)).size).toBe(1);
  await scratch.close();
  const again = scratch.library;
  const read = again.readBrokerBars(facts, {
    from: START + 90 * MS_PER_MINUTE,
    to: START + 310 * MS_PER_MINUTE,
  });
  if (!read.ok) throw new Error(read.error.message);
  expect(read.value.covered).toEqual([
    { from: START, to: START + 150 * MS_PER_MINUTE },
    { from: START + 300 * MS_PER_MINUTE, to: START + 400 * MS_PER_MINUTE },
  ]);
  expect(read.value.bars.time.length).toBe(70);
  expect(again.listSeries()).toMatchObject([{ symbol: 'AAPL', barCount: 250, source: facts.source }]);
});

test('what the broker says later takes the place of what it said before', async () => {
  const library = scratch.library;
  await library.keepBrokerBars(page(0, 10, 100));
  await library.keepBrokerBars(page(5, 15, 101, { facts: { ...facts, tick: 0.005 } }));
  const read = library.readBrokerBars(facts, { from: START, to: START + 15 * MS_PER_MINUTE });
  if (!read.ok) throw new Error(read.error.message);
  expect([...read.value.bars.close]).toEqual([...Array<number>(5).fill(100), ...Array<number>(10).fill(101)]);
  // What is remembered of a contract does not make another series of it.
  expect(library.listSeries()).toMatchObject([{ tick: 0.01 }]);
});

test('a stretch without bars is whole too, once the series is there; a series that is deleted takes all of it along', async () => {
  const library = scratch.library;
  const nothing = page(20, 20, 1, { covered: { from: START - MS_PER_MINUTE, to: START } });
  expect(await library.keepBrokerBars(nothing)).toEqual({ ok: true, value: { seriesId: null } });
  await library.keepBrokerBars(page(0, 10));
  await library.keepBrokerBars(nothing);
  const read = () => library.readBrokerBars(facts, { from: START, to: START + 1 });
  expect(read()).toMatchObject({
    ok: true,
    value: { covered: [{ from: START - MS_PER_MINUTE, to: START + 10 * MS_PER_MINUTE }] },
  });
  const { seriesId } = library.listSeries()[0]!;
  expect(library.deleteSeries(seriesId).ok).toBe(true);
  expect(read()).toMatchObject({ ok: true, value: { seriesId: null, covered: [] } });
});
