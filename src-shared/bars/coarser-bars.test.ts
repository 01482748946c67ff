import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../kernel/time.ts';
import { BAR_SIZES, barSizeMs, isDatedBySession, type BarSize } from '../model/bar-size.ts';
import { sessionCalendar } from '../model/sessions/session-calendar.ts';
import { CALENDAR_IDS } from '../model/sessions/session-rules.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarDays, type DayRule } from './bar-periods.ts';
import { coarserBars as coarser, coarserMisfit } from './coarser-bars.ts';
import { barColumns, type BarColumns } from './columns.ts';

const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 1_000 : 40;

function coarserBars(bars: BarColumns, own: BarSize, size: BarSize, rule: DayRule) {
  return coarser(bars, own, size, calendarDays(rule));
}

function barsAt(times: readonly number[], priceOf = (i: number) => 100 + ((i * 7) % 11)): BarColumns {
  const bars = barColumns(times.length);
  times.forEach((time, i) => {
    bars.time[i] = time;
    bars.open[i] = priceOf(i);
    bars.high[i] = priceOf(i) + 1;
    bars.low[i] = priceOf(i) - 1;
    bars.close[i] = priceOf(i) + 0.5;
    bars.volume[i] = i + 1;
  });
  return bars;
}

/** Every `step` from one instant up to, not including, another. */
function timesFrom(from: string, to: string, step: number): number[] {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return Array.from({ length: Math.ceil((end - start) / step) }, (_, i) => start + i * step);
}

const iso = (times: Float64Array) => Array.from(times, (time) => new Date(time).toISOString().slice(0, 16));
const newYork = { timeZone: 'America/New_York' };
/** Begins the evening before, in Chicago, with an hour's pause between sessions. */
const globex: DayRule = {
  timeZone: 'America/Chicago',
  session: { calendar: 'cme-equity', hours: 'extended' },
};
const crypto: DayRule = { ...newYork, session: { calendar: 'crypto', hours: 'extended' } };
const nyse: DayRule = { ...newYork, session: { calendar: 'us-stocks', hours: 'regular' } };

test('hours of a session begin and end with it, and are known with the last bar of theirs', () => {
  // Winter: 09:30 to 16:00 in New York.
  const bars = barsAt(timesFrom('2024-01-03T14:30Z', '2024-01-03T21:00Z', 30 * MS_PER_MINUTE));
  const hours = coarserBars(bars, '30 mins', '1 hour', nyse);
  expect(iso(hours.bars.time)).toEqual([
    ...['2024-01-03T14:30', '2024-01-03T15:00', '2024-01-03T16:00', '2024-01-03T17:00'],
    ...['2024-01-03T18:00', '2024-01-03T19:00', '2024-01-03T20:00'],
  ]);
  expect([...hours.closedCounts]).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]);
  expect(hours.bars.open[1]).toBe(bars.open[1]);
  expect(hours.bars.close[1]).toBe(bars.close[2]);
  expect(hours.bars.volume[1]).toBe(2 + 3);
});

test('a half day closes with its session; without a calendar the next bar proves that a day is over', () => {
  // 2024-07-03 ends at 13:00 in New York, the 4th is a holiday.
  const times = [
    ...timesFrom('2024-07-03T13:30Z', '2024-07-03T17:00Z', 30 * MS_PER_MINUTE),
    ...timesFrom('2024-07-05T13:30Z', '2024-07-05T20:00Z', 30 * MS_PER_MINUTE),
  ];
  const bars = barsAt(times);
  const known = coarserBars(bars, '30 mins', '1 day', nyse);
  expect(iso(known.bars.time)).toEqual(['2024-07-03T00:00', '2024-07-05T00:00']);
  expect(iso(known.closedAt)).toEqual(['2024-07-03T17:00', '2024-07-05T20:00']);
  expect(known.closedCounts.indexOf(1)).toBe(7);
  // Data that begins at 09:30 may lack the night before: that day is not made. The second is not over yet.
  const guessed = coarserBars(bars, '30 mins', '1 day', newYork);
  expect(guessed.bars.length).toBe(0);
  const more = barsAt([...times, Date.parse('2024-07-08T13:30Z')]);
  const proven = coarserBars(more, '30 mins', '1 day', newYork);
  expect(iso(proven.bars.time)).toEqual(['2024-07-05T00:00']);
  expect(iso(proven.closedAt)).toEqual(['2024-07-06T04:00']);
  expect(proven.closedCounts.indexOf(1)).toBe(more.length);
});

test('a Globex day begins the evening before, and closes when its session does', () => {
  const times = timesFrom('2024-01-02T23:00Z', '2024-01-03T22:00Z', MS_PER_HOUR);
  const { bars, closedAt } = coarserBars(barsAt(times), '1 hour', '1 day', globex);
  expect(iso(bars.time)).toEqual(['2024-01-03T00:00']);
  expect(iso(closedAt)).toEqual(['2024-01-03T22:00']);
  expect(bars.volume[0]).toBe((23 * 24) / 2);
});

test('a bar whose last part is missing is over by the clock, and seen with the bar that comes next', () => {
  const times = timesFrom('2024-01-03T15:00Z', '2024-01-03T17:00Z', 10 * MS_PER_MINUTE);
  const { bars, closedAt, closedCounts } = coarserBars(
    barsAt(times.toSpliced(5, 1)),
    '10 mins',
    '1 hour',
    nyse,
  );
  expect(iso(closedAt)).toEqual(['2024-01-03T16:00', '2024-01-03T17:00']);
  expect([...closedCounts]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]);
  expect(bars.volume[0]).toBe(1 + 2 + 3 + 4 + 5);
});

test('weeks begin on Mondays, months on their first day, and daily bars need the next week to prove one over', () => {
  const days = timesFrom('2024-01-29T00:00Z', '2024-04-02T00:00Z', MS_PER_DAY).filter(
    (time) => new Date(time).getUTCDay() % 6 !== 0,
  );
  const weeks = coarserBars(barsAt(days), '1 day', '1 week', { timeZone: 'UTC' });
  expect(iso(weeks.bars.time).slice(0, 3)).toEqual([
    '2024-01-29T00:00',
    '2024-02-05T00:00',
    '2024-02-12T00:00',
  ]);
  expect([...weeks.closedCounts.slice(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  const months = coarserBars(barsAt(days), '1 day', '1 month', { timeZone: 'UTC' });
  // January's beginning is missing. The last day of February ends it, March began on a Friday.
  expect(iso(months.bars.time)).toEqual(['2024-02-01T00:00', '2024-03-01T00:00']);
  expect(iso(months.closedAt)).toEqual(['2024-03-01T00:00', '2024-04-01T00:00']);
});

test('midnight is that of the zone, over a change of its clocks', () => {
  const times = timesFrom('2024-03-09T05:00Z', '2024-03-12T04:00Z', MS_PER_HOUR);
  const { closedAt } = coarserBars(barsAt(times), '1 hour', '1 day', newYork);
  expect(iso(closedAt)).toEqual(['2024-03-10T05:00', '2024-03-11T04:00', '2024-03-12T04:00']);
});

test.each([
  ['1 day', '1 hour', /shorter/],
  ['2 mins', '3 mins', /do not begin together/],
  ['1 week', '1 month', /do not begin together/],
  ['1 min', 'daily', /is no bar size/],
] as const)('bars of %s cannot be made into %s', (own, size, words) => {
  expect(coarserMisfit(own, size as BarSize)).toMatch(words);
});

test('its own size gives the bars themselves', () => {
  const bars = barsAt(timesFrom('2024-01-03T14:30Z', '2024-01-03T21:00Z', MS_PER_HOUR));
  const same = coarserBars(bars, '1 hour', '1 hour', newYork);
  expect(same.bars).toEqual(bars);
  expect([...same.closedCounts]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

const anySeries = fc.record({
  own: fc.constantFrom<BarSize>('5 mins', '15 mins', '30 mins', '1 hour', '2 hours', '1 day'),
  size: fc.constantFrom(...BAR_SIZES.slice(8)),
  /** Steps from bar to bar in lengths of a bar: gaps of every size, nights and weekends among them. */
  gaps: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 200 })), { maxLength: 200 }),
  start: fc.integer({ min: 0, max: 400 }),
  /** Bars off the grid, such as those that begin at half past. */
  shift: fc.constantFrom(0, 0, 0.5),
  rule: fc.constantFrom<DayRule>(newYork, { timeZone: 'UTC' }, { timeZone: 'Asia/Kolkata' }, nyse, globex, crypto),
}); // prettier-ignore

test('what is seen at each bar is what a plain loop makes of the bars up to it, and of nothing later', () => {
  let made = 0;
  fc.assert(
    fc.property(anySeries, ({ own, size, gaps, start, shift, rule: drawn }) => {
      fc.pre(coarserMisfit(own, size) === null);
      const rule = isDatedBySession(own) ? { timeZone: 'UTC' } : drawn;
      const length = barSizeMs(own);
      let at = Date.UTC(2023, 0, 1) + start * MS_PER_DAY + (isDatedBySession(own) ? 0 : shift * length);
      const times = [at, ...gaps.map((gap) => (at += gap * length))].filter((time) => isOpen(rule, time));
      const bars = barsAt(times, (i) => 50 + ((i * 31) % 17) / 4);
      const { bars: whole, closedCounts } = coarserBars(bars, own, size, rule);
      made += whole.length;
      for (let i = 0; i < times.length; i += 1 + (i % 5)) {
        const seen = naive(times.slice(0, i + 1), own, size, rule);
        expect(closedCounts[i + 1]).toBe(seen.length);
        const last = seen.at(-1);
        if (last === undefined) continue;
        const row = seen.length - 1;
        const members = last.members;
        expect(whole.open[row]).toBe(bars.open[members[0]!]);
        expect(whole.close[row]).toBe(bars.close[members.at(-1)!]);
        expect(whole.high[row]).toBe(Math.max(...members.map((m) => bars.high[m]!)));
        expect(whole.low[row]).toBe(Math.min(...members.map((m) => bars.low[m]!)));
        expect(whole.volume[row]).toBe(members.reduce((sum, m) => sum + bars.volume[m]!, 0));
      }
    }),
    { numRuns },
  );
  expect(made).toBeGreaterThan(0);
});

function isOpen({ session }: DayRule, time: number): boolean {
  return session === undefined || calendarOf(session).isOpenAt(time, session.hours);
}

const calendars = new Map(CALENDAR_IDS.map((id) => [id, sessionCalendar(id)]));

function calendarOf({ calendar }: NonNullable<DayRule['session']>) {
  return calendars.get(calendar)!;
}

/** By the words of the rule, with the platform's calendar: which bars have closed when the last of `times` ends. */
function naive(times: readonly number[], own: BarSize, size: BarSize, rule: DayRule) {
  const groups: { key: string; members: number[] }[] = [];
  times.forEach((time, i) => {
    const key = keyOf(time, size, rule);
    if (groups.at(-1)?.key === key) groups.at(-1)!.members.push(i);
    else groups.push({ key, members: [i] });
  });
  if (own === size) return groups.flatMap(({ members }) => members.map((m) => ({ members: [m] })));
  const now = times.at(-1)! + barSizeMs(own);
  // A first group counts only when nothing of it can be missing: an instant earlier belongs to another, or to no session.
  const isWhole =
    times.length > 0 &&
    (size === '1 day' || !isDatedBySession(size)
      ? !isOpen(rule, times[0]! - 1) || keyOf(times[0]! - 1, size, rule) !== groups[0]!.key
      : startsGroup(times[0]!, size, rule));
  const over = groups.filter(({ key }, at) => at < groups.length - 1 || isOver(now, key, size, rule));
  return isWhole ? over : over.slice(1);
}

function keyOf(time: number, size: BarSize, rule: DayRule): string {
  const session =
    rule.session === undefined ? null : calendarOf(rule.session).sessionAt(time, rule.session.hours);
  const date = session === null ? Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(rule.timeZone).toPlainDate() : Temporal.PlainDate.from(session.date); // prettier-ignore
  if (size === '1 day') return date.toString();
  if (size === '1 week') return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  if (size === '1 month') return date.toString().slice(0, 7);
  return `${session?.date ?? ''} ${Math.floor(time / barSizeMs(size))}`;
}

/** No instant of the group is at or after `now`: looked for minute by minute of the next hours, day by day after that. */
function isOver(now: number, key: string, size: BarSize, rule: DayRule): boolean {
  const steps = [0, MS_PER_HOUR, ...Array.from({ length: 40 }, (_, i) => (i + 1) * 12 * MS_PER_HOUR)];
  return steps.every((step) => !isOpen(rule, now + step) || keyOf(now + step, size, rule) !== key);
}

function startsGroup(time: number, size: BarSize, rule: DayRule): boolean {
  const key = keyOf(time, size, rule);
  return Array.from({ length: 80 }, (_, i) => time - 1 - i * 10 * MS_PER_HOUR).every(
    (before) => !isOpen(rule, before) || keyOf(before, size, rule) !== key,
  );
}
