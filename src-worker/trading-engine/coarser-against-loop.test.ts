import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { barColumns } from '#shared/bars/columns.ts';
import { correlation } from '#shared/indicators/correlation.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { barSizeMs, type BarSize } from '#shared/model/bar-size.ts';
import { dateOfDay } from '#shared/model/civil-day.ts';
import { LocalDays } from '#shared/model/local-days.ts';
import { sessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import {
  defineStrategy,
  type BarContext,
  type ClosedBar,
  type Indicator,
} from '#shared/strategies/strategy.ts';
import { findStrategy } from '#shared/strategies/library.ts';
import type { EngineJob, EngineSymbol } from './job.ts';
import { KeptColumns } from './kept-columns.ts';
import { JobProgress } from './progress.ts';
import { jobOf, resultOf, symbolOf, type TestBar } from './testing/test-jobs.ts';
import { runTrials } from './trials.ts';

const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 300 : 8;
const calendar = sessionCalendar('us-stocks');
const FROM = Date.UTC(2024, 5, 24);
const session = { calendar: 'us-stocks', hours: 'regular', exitAtEnd: false } as const;

/** Half hours of the regular session from 2024-06-24 on, half days and a holiday among them; about a tenth is missing. */
function halfHours(seed: number, days: number): TestBar[] {
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
  let price = 100;
  const bars: TestBar[] = [];
  for (const { start, end } of calendar.intervalsBetween(FROM, FROM + days * MS_PER_DAY, 'regular')) {
    for (let time = start; time < end; time += 30 * MS_PER_MINUTE) {
      const open = price * (0.99 + 0.02 * random());
      const close = open * (0.985 + 0.03 * random());
      price = close;
      if (random() < 0.1) continue;
      bars.push({ time, open, close });
    }
  }
  return bars;
}

/** Long while the last closed bar is above the average of the last `period` of its size and the own close above its open. */
const withLarger = defineStrategy({
  id: 'with-larger',
  title: 'With larger bars',
  description: 'For tests.',
  parameters: z.strictObject({
    size: z.enum(['1 hour', '4 hours', '1 day', '1 week']).default('1 day'),
    period: z.number().int().min(1).max(300).default(3),
  }),
  create({ size, period }, { symbolCount, coarser }) {
    const larger = coarser(size);
    const each = Array.from({ length: symbolCount }, (_, symbol) => ({
      bar: larger.of(symbol),
      average: larger.indicators.sma(symbol, period),
    }));
    return {
      onBar(context) {
        const { bar, average } = each[context.symbol]!;
        if (bar.close > average.value && context.close > bar.open) context.enterLong();
        else if (bar.count > 0) context.exit();
      },
    };
  },
});

type Larger = { readonly size: BarSize; readonly period: number };

/** The same decisions from nothing but bars up to the one that has ended: per bar, whether it wants to be long. */
function wishes(bars: readonly TestBar[], { size, period }: Larger): (boolean | null)[] {
  const closed: { open: number; close: number }[] = [];
  let group: { key: string; end: number; open: number; close: number } | null = null;
  return bars.map(({ time, open, close }) => {
    const { key, end } = groupOf(time, size);
    if (group !== null && group.key !== key) {
      closed.push(group);
      group = null;
    }
    group = group === null ? { key, end, open, close } : { ...group, close };
    if (time + 30 * MS_PER_MINUTE >= end) {
      closed.push(group);
      group = null;
    }
    const last = closed.at(-1);
    if (last === undefined) return null;
    let sum = 0;
    for (const one of closed.slice(-period)) sum += one.close;
    const average = closed.length < period ? NaN : sum / period;
    return last.close > average && close > last.open;
  });
}

function groupOf(time: number, size: BarSize): { key: string; end: number } {
  const own = calendar.sessionAt(time, 'regular')!;
  if (size === '1 day') return { key: own.date, end: own.regular!.end };
  if (size === '1 week') {
    const monday = own.day - ((own.day + 3) % 7);
    return { key: `${monday}`, end: calendar.lastOnOrBefore(monday + 6)!.regular!.end };
  }
  const start = Math.floor(time / barSizeMs(size)) * barSizeMs(size);
  return { key: `${own.date} ${start}`, end: Math.min(start + barSizeMs(size), own.regular!.end) };
}

function naiveFills(bars: readonly TestBar[], larger: Larger): string[] {
  const fills: string[] = [];
  let held = false;
  wishes(bars, larger).forEach((wish, i) => {
    const next = bars[i + 1];
    if (wish === null || wish === held || next === undefined) return;
    held = wish;
    fills.push(`${next.time} ${wish ? 1 : -1} ${next.open}`);
  });
  return fills;
}

function symbolFrom(bars: readonly TestBar[], changes: Partial<EngineSymbol> = {}): EngineSymbol {
  return symbolOf(bars, { barSize: '30 mins', ...changes });
}

function jobWith(symbols: readonly EngineSymbol[], parameters: EngineJob['parameters'], id = 'with-larger') {
  return jobOf(symbols, { strategyId: id, parameters, session });
}

const anyLarger = fc.record({
  size: fc.constantFrom('1 hour' as const, '4 hours' as const, '1 day' as const, '1 week' as const),
  period: fc.integer({ min: 2, max: 5 }),
});

test('decisions on several sizes are those of a plain loop over the bars that had ended', () => {
  fc.assert(
    fc.property(fc.nat(), anyLarger, (seed, larger) => {
      const bars = halfHours(seed, 40);
      // The first bar begins its session, week and month, so that nothing is left out for want of a beginning.
      fc.pre(bars[0]!.time === calendar.sessionOf(dateOfDay(FROM / MS_PER_DAY))!.regular!.start);
      const { fills } = resultOf(jobWith([symbolFrom(bars)], larger), [withLarger]);
      const rows = Array.from(fills.time, (time, i) => `${time} ${fills.side[i]} ${fills.price[i]}`);
      expect(rows).toEqual(naiveFills(bars, larger));
    }),
    { numRuns },
  );
});

test('a future that is cut off changes no decision, with several symbols and calendars too', () => {
  fc.assert(
    fc.property(fc.nat(), anyLarger, fc.integer({ min: 20, max: 200 }), (seed, larger, count) => {
      const [left, right] = [halfHours(seed, 40), halfHours(seed + 1, 40)];
      const end = left[count]!.time;
      const run = (until: number) => {
        const cut = [left, right].map((bars) => symbolFrom(bars.filter(({ time }) => time < until)));
        return resultOf(jobWith(cut, larger), [withLarger]);
      };
      const [whole, part] = [run(Infinity), run(end)];
      expect(part.equityMicros).toEqual(whole.equityMicros.slice(0, part.equityMicros.length));
    }),
    { numRuns },
  );
});

test('history before the run warms coarser bars up; where it is too short the result says from when on they were there', () => {
  const bars = halfHours(7, 60);
  const firstTraded = 130;
  const warm = resultOf(jobWith([symbolFrom(bars, { firstTraded })], { period: 5 }), [withLarger]);
  expect(warm.notes.filter((note) => note.includes('1 day'))).toEqual([]);
  const late = resultOf(jobWith([symbolFrom(bars, { firstTraded })], { period: 20 }), [withLarger]);
  const first = late.notes.find((note) => note.startsWith('SMA 20 (1 day) of TEST had its first value at '));
  expect(first).toMatch(
    /at 2024-07-\d\d (19:30|20:00|17:00|13:30) UTC, \d+ bars after the run began to trade/,
  );
  expect(late.fills.time[0]).toBeGreaterThan(
    Date.parse(/at (\S+ \S+) UTC/.exec(first!)![1]!.replace(' ', 'T') + 'Z'),
  );
  const never = resultOf(jobWith([symbolFrom(bars)], { period: 300 }), [withLarger]);
  expect(never.notes[0]).toMatch(/^SMA 300 \(1 day\) of TEST never had enough bars/);
  expect(never.fills.time).toHaveLength(0);
});

test('trials that share columns come to the hash of the same run by itself, in any order', () => {
  const symbols = [symbolFrom(halfHours(11, 50))];
  const sets = (['1 day', '1 hour', '1 day', '1 week', '1 hour'] as const).map((size, i) => ({
    size,
    period: 1 + (i % 3),
  }));
  const job = jobWith(symbols, {});
  const trials = sets.map((parameters, index) => ({ index, strategyId: 'with-larger', parameters }));
  const alone = sets.map((parameters) => resultOf(jobWith(symbols, parameters), [withLarger]).hash);
  expect(new Set(alone).size).toBeGreaterThan(2);
  const kept = new KeptColumns();
  for (const order of [trials, trials.toReversed()]) {
    const set = {
      bars: 'one',
      job: { ...job, progress: JobProgress.forSymbols(1).buffer },
      cursor: new SharedArrayBuffer(4),
    };
    const outcome = runTrials({ ...set, trials: order }, [withLarger], kept);
    if (outcome.kind !== 'done') throw new Error('nobody cancelled it');
    for (const one of outcome.trials) expect(one).toMatchObject({ kind: 'done', hash: alone[one.index] });
  }
});

/** What a strategy can read at each bar, written down. */
function reader(seen: string[], ask: 'days' | 'correlation') {
  return defineStrategy({
    id: 'reader',
    title: 'Reader',
    description: 'For tests.',
    parameters: z.strictObject({}),
    create(_, { coarser }) {
      const days = coarser('1 day');
      const bar: ClosedBar = days.of(0);
      const value: Indicator | null =
        ask === 'correlation' ? days.indicators.of(correlation, 0, { period: 3 }, 1).correlation : null;
      const onBar = ({ symbol, time }: BarContext) => {
        if (symbol === 0)
          seen.push(
            `${new Date(time).toISOString().slice(5, 16)} ${bar.count} ${value?.value.toFixed(6) ?? bar.close}`,
          );
      };
      return { onBar };
    },
  });
}

test('a day of another time zone is compared only once it is over there too', () => {
  // Hours around the clock, in Tokyo and in New York: Tokyo's day ends fourteen hours earlier.
  const hours = (priceOf: (i: number) => number) =>
    Array.from({ length: 24 * 10 }, (_, i) => ({
      ...{ time: Date.UTC(2024, 0, 2, 15) + i * MS_PER_HOUR, open: priceOf(i), close: priceOf(i) },
    }));
  const tokyo = symbolOf(
    hours((i) => 100 + Math.sin(i)),
    { barSize: '1 hour', timeZone: 'Asia/Tokyo' },
  );
  const bars = hours((i) => 50 + Math.cos(i * i));
  const read = (changed: readonly TestBar[]) => {
    const seen: string[] = [];
    const other = symbolOf(changed, { barSize: '1 hour', timeZone: 'America/New_York' });
    resultOf(jobOf([tokyo, other], { strategyId: 'reader', parameters: {} }), [reader(seen, 'correlation')]);
    return seen;
  };
  const whole = read(bars);
  // Whatever New York does from an hour on, nothing that was read at an earlier hour is another.
  for (const from of [60, 85, 100, 121, 133, 150]) {
    const changed = read(
      bars.map((bar, i) => (i < from ? bar : { ...bar, open: 70 + i, close: 70 - (i % 9) })),
    );
    expect(changed.slice(0, from)).toEqual(whole.slice(0, from));
  }
  expect(new Set(whole.map((row) => row.split(' ')[2])).size).toBeGreaterThan(4);
});

test('without a calendar a day is over with the midnight of its zone, and seen with the first bar after it', () => {
  const seen: string[] = [];
  const bars = halfHours(3, 10);
  const symbol = symbolFrom(bars);
  resultOf(jobOf([symbol], { strategyId: 'reader', parameters: {} }), [reader(seen, 'days')]);
  const days = new LocalDays('America/New_York');
  const byDay = bars.map(({ time }) => days.advance(time));
  const { close } = barColumns(symbol.barCount, symbol.columns);
  seen.forEach((row, i) => {
    const before = byDay.lastIndexOf(byDay[i]! - 1) === -1 ? byDay.findLastIndex((day) => day < byDay[i]!) : byDay.lastIndexOf(byDay[i]! - 1); // prettier-ignore
    // The first day may lack its beginning.
    const isKnown = before >= 0 && byDay[before] !== byDay[0];
    expect(row.split(' ').at(-1)).toBe(isKnown ? String(close[before]) : 'NaN');
  });
});

test('sizes that cannot be made of the run’s bars end it with a sentence, and so does asking too late', () => {
  const hour = symbolFrom(halfHours(1, 9));
  const asks = (onBar: boolean, size: BarSize) =>
    defineStrategy({
      ...{ id: 'asks', title: 'Asks', description: 'For tests.', parameters: z.strictObject({}) },
      create: (_, { coarser }) => {
        if (!onBar) coarser(size);
        const days = coarser('1 day');
        return { onBar: () => void days.of(0) };
      },
    });
  const run = (onBar: boolean, size: BarSize) => () =>
    resultOf(jobOf([hour], { strategyId: 'asks', parameters: {} }), [asks(onBar, size)]);
  expect(run(false, '20 mins')).toThrow(
    /bars of 20 mins cannot be made of bars of 30 mins: they are shorter/,
  );
  expect(run(true, '1 day')).toThrow(/A series of 1 day was asked for while the bars were running/);
});

test('the larger trend of the Donchian strategy takes entries away, and none without it', () => {
  const symbol = symbolFrom(halfHours(5, 120));
  const donchian = findStrategy('donchian-trend')!;
  const run = (parameters: EngineJob['parameters']) =>
    resultOf(jobWith([symbol], { adxMinimum: 0, ...parameters }, 'donchian-trend'), [donchian]);
  const plain = run({});
  const filtered = run({ trendSize: '1 day', trendPeriod: 10 });
  expect(run({ trendPeriod: 3 }).hash).toBe(plain.hash);
  expect(filtered.statistics.tradeCount).toBeGreaterThan(0);
  expect(filtered.statistics.tradeCount).toBeLessThan(plain.statistics.tradeCount);
});
