import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barColumns, type BarColumns } from '../../bars/columns.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '../../kernel/time.ts';
import { barSizeMs, type BarSize } from '../../model/bar-size.ts';
import { USD } from '../../model/currency.ts';
import type { MarketBars } from '../market/bars.ts';
import type { Trade } from '../market/tape.ts';
import { openReplay, type Replay } from './open-replay.ts';

const RUNS = process.env.TRADEWIND_COUNTS === 'full' ? 1_000 : 3;
/** A Monday. */
const DAY = Date.UTC(2025, 2, 3);
const OPEN = DAY + 14.5 * 60 * MS_PER_MINUTE;
const ID = 'AAPL';

interface Row {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

function columns(rows: readonly Row[]): BarColumns {
  const bars = barColumns(rows.length);
  rows.forEach((row, i) => {
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) bars[name][i] = row[name];
  });
  return bars;
}

function replayOf(rows: readonly Row[], barSize: BarSize, seed = 7, symbol = ID): Replay {
  const facts = {
    ...{ symbol, source: 'test', barSize, currency: USD, tick: 0.01, multiplier: 1, lot: 1 },
    ...({ timeZone: 'America/New_York', adjustment: 'raw' } as const),
  };
  const replay = openReplay([{ facts, bars: columns(rows) }], seed);
  if (!replay.ok) throw new Error(replay.error);
  return replay.value;
}

/** Prices in thousandths: half of them lie between ticks. */
const price = fc.integer({ min: 50_000, max: 60_000 }).map((thousandths) => thousandths / 1_000);
const shape = fc.record({
  prices: fc.tuple(price, price, price, price),
  isFlat: fc.boolean(),
  volume: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e6 })),
  gap: fc.constantFrom(1, 1, 1, 2, 5),
});

function rowsOf(
  shapes: readonly (typeof shape extends fc.Arbitrary<infer T> ? T : never)[],
  stepMs: number,
): Row[] {
  let time = OPEN;
  return shapes.map(({ prices, isFlat, volume, gap }) => {
    const at = time;
    time += gap * stepMs;
    const used = isFlat ? ([prices[0], prices[0], prices[0], prices[0]] as const) : prices;
    const [open, , , close] = used;
    return { time: at, open, high: Math.max(...used), low: Math.min(...used), close, volume };
  });
}

function tradesOf(replay: Replay, from: number, to: number): Trade[] {
  const trades: Trade[] = [];
  for (let at = from; at < to; at += 600_000)
    trades.push(...replay.market.trades(ID, at, Math.min(to, at + 600_000)));
  return trades;
}

function folded(trades: readonly Trade[]): Omit<Row, 'time'> {
  const prices = trades.map((trade) => trade.price);
  return {
    open: prices[0]!,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1)!,
    volume: trades.reduce((sum, { size }) => sum + size, 0),
  };
}

function rowOf(bars: MarketBars, i: number): Row {
  const { time, open, high, low, close, volume } = bars;
  return {
    time: time[i]!,
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: close[i]!,
    volume: volume[i]!,
  };
}

function expectSame(actual: Omit<Row, 'time'>, { open, high, low, close, volume }: Omit<Row, 'time'>): void {
  expect(actual).toMatchObject({ open, high, low, close });
  expect(actual.volume).toBeCloseTo(volume, 6);
}

const request = { what: 'TRADES', regularOnly: false } as const;

test('the trades of each bar give back its open, high, low, close and volume', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 5 }),
      fc.constantFrom<BarSize>('1 sec', '5 secs', '1 min', '5 mins'),
      (shapes, size) => {
        const rows = rowsOf(shapes, barSizeMs(size));
        const replay = replayOf(rows, size);
        for (const row of rows) {
          expectSame(folded(tradesOf(replay, row.time, row.time + barSizeMs(size))), row);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('history of the stored size is what is stored, and of any other what its trades add up to', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 6 }),
      fc.constantFrom<BarSize>('1 sec', '15 secs', '1 min', '5 mins', '15 mins', '1 day'),
      fc.nat(30 * MS_PER_MINUTE),
      (shapes, size, past) => {
        const rows = rowsOf(shapes, 5 * MS_PER_MINUTE);
        const replay = replayOf(rows, '5 mins');
        const to = Math.floor((OPEN + past) / 1_000) * 1_000;
        const bars = replay.market.bars(ID, { ...request, size, from: 0, to: Math.max(to, OPEN + 1_000) });
        const isDay = size === '1 day';
        let seen = 0;
        for (let i = 0; i < bars.length; i++) {
          const row = rowOf(bars, i);
          const from = isDay ? OPEN : row.time;
          const end = Math.min(
            Math.max(to, OPEN + 1_000),
            isDay ? from + MS_PER_DAY : from + barSizeMs(size),
          );
          const trades = tradesOf(replay, from, Math.min(end, rows.at(-1)!.time + 5 * MS_PER_MINUTE));
          seen += trades.length;
          expectSame(row, folded(trades));
          expect(bars.count[i]).toBe(trades.length);
        }
        expect(seen).toBe(tradesOf(replay, OPEN, Math.max(to, OPEN + 1_000)).length);
        if (size === '5 mins' && to >= rows.at(-1)!.time + 5 * MS_PER_MINUTE) {
          rows.forEach((row, i) => expect(rowOf(bars, i)).toEqual(row));
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('what a snapshot shows is what has been traded by then, whatever was asked before', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(40 * MS_PER_MINUTE), { minLength: 1, maxLength: 5 }),
      (shapes, times) => {
        const rows = rowsOf(shapes, 5 * MS_PER_MINUTE);
        const replay = replayOf(rows, '5 mins');
        for (const past of times) {
          const time = OPEN + past;
          const trades = tradesOf(replay, OPEN, time + 1);
          const { open, high, low, volume, last, quote } = replay.market.snapshot(ID, time);
          expectSame({ open: open!, high: high!, low: low!, close: last!.price, volume }, folded(trades));
          expect(quote!.bid).toBeLessThanOrEqual(last!.price);
          expect(quote!.ask).toBeGreaterThanOrEqual(last!.price);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('the same seed gives the same ticks, another one others', () => {
  const rows = rowsOf(
    [{ prices: [50.5, 57.125, 52, 55], isFlat: false, volume: 1e5, gap: 1 }],
    MS_PER_MINUTE,
  );
  const events = (seed: number) =>
    replayOf(rows, '1 min', seed).market.events([ID], OPEN - 1_000, OPEN + 61_000);
  expect(events(3)).toEqual(events(3));
  expect(events(3)).not.toEqual(events(4));
  expect(events(3).filter(({ kind }) => kind === 'opened' || kind === 'closed')).toEqual([
    { kind: 'opened', id: ID, time: OPEN },
    { kind: 'closed', id: ID, time: OPEN + MS_PER_MINUTE },
  ]);
});

test('bars that are missing within a session halt it, and days without bars are closed', () => {
  const bar = { open: 50, high: 50, low: 50, close: 50, volume: 100 };
  const times = [OPEN, OPEN + 3 * MS_PER_MINUTE, OPEN + 40 * MS_PER_DAY];
  const { market, calendars } = replayOf(
    times.map((time) => ({ ...bar, time })),
    '1 min',
  );
  const events = market.events([ID], OPEN, OPEN + 300_000);
  expect(events.flatMap((event) => ('price' in event || 'bid' in event ? [] : [event.kind]))).toEqual([
    'opened', 'halted', 'resumed', 'closed',
  ]); // prettier-ignore
  expect(market.snapshot(ID, OPEN + 90_000)).toMatchObject({ isHalted: true, isOpen: false });
  expect(market.snapshot(ID, OPEN + MS_PER_DAY)).toMatchObject({ isHalted: false, isOpen: false });
  const calendar = calendars.get(ID)!;
  expect(calendar.nextOpen(OPEN + MS_PER_DAY)).toBe(times[2]);
  expect(calendar.sessionsBetween(0, Infinity)).toHaveLength(2);
  expect(calendar.intervalsBetween(0, Infinity, 'regular')).toHaveLength(2);
});

test('bars of a week fill the sessions of their week, and its days are cut from them', () => {
  const bar = { open: 50, high: 57.003, low: 48, close: 52, volume: 5e6 };
  const { market } = replayOf(
    [
      { ...bar, time: DAY },
      { ...bar, time: DAY + 7 * MS_PER_DAY },
    ],
    '1 week',
  );
  const all = { ...request, from: 0, to: DAY + 30 * MS_PER_DAY };
  const days = market.bars(ID, { ...all, size: '1 day' });
  expect(days.length).toBe(10);
  expect(Array.from(days.time.subarray(0, 2))).toEqual([DAY, DAY + MS_PER_DAY]);
  const week = [0, 1, 2, 3, 4].map((i) => rowOf(days, i));
  expect(week[0]!.open).toBe(50);
  expect(Math.max(...week.map(({ high }) => high))).toBe(57.003);
  expect(week.reduce((sum, { volume }) => sum + volume, 0)).toBe(5e6);
  expect(market.bars(ID, { ...all, size: '1 week' }).length).toBe(2);
  expect(rowOf(market.bars(ID, { ...all, size: '1 month' }), 0)).toMatchObject({ high: 57.003, volume: 1e7 });
});

test('a symbol that the universe does not have gets a contract, in any year', () => {
  const time = Date.UTC(1965, 5, 7);
  const row = { time, open: 9, high: 11, low: 8.125, close: 10, volume: 1_000 };
  const { listings, market, startTime } = replayOf([row], '1 day', 1, 'XYZZY');
  const { contract, marketId } = listings[0]!.details;
  expect(contract).toMatchObject({ symbol: 'XYZZY', secType: 'STK', currency: 'USD' });
  expect(startTime).toBe(time + 13.5 * 60 * MS_PER_MINUTE);
  const bars = market.bars(marketId, { ...request, size: '1 day', from: -1e13, to: 0 });
  expect(rowOf(bars, 0)).toEqual(row);
});
