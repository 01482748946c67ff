import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '../../kernel/time.ts';
import { civilDay } from '../civil-day.ts';
import { isoDateSchema } from '../iso-date.ts';
import { SESSION_RULES, type CalendarId } from './session-rules.ts';
import { sessionCalendar, type Hours, type Interval, type SessionCalendar } from './session-calendar.ts';

const date = (text: string) => isoDateSchema.parse(text);
const utc = (text: string) => Date.parse(`${text}Z`);
const show = (interval: Interval | null) =>
  interval === null
    ? 'none'
    : [interval.start, interval.end].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' ');

const ids = Object.keys(SESSION_RULES) as CalendarId[];
const calendars = new Map(ids.map((id) => [id, sessionCalendar(id)]));
const calendar = (id: CalendarId) => calendars.get(id)!;
const everyCalendar: [string, SessionCalendar][] = [
  ...calendars,
  ...ids.map((id): [string, SessionCalendar] => [
    `${id}, always open`,
    sessionCalendar(id, { alwaysOpen: true }),
  ]),
];

describe('the session of a date', () => {
  test.each<[CalendarId, string, string, string]>([
    ['us-stocks', '2026-01-05', '2026-01-05T09:00 2026-01-06T01:00', '2026-01-05T14:30 2026-01-05T21:00'],
    ['us-stocks', '2026-07-06', '2026-07-06T08:00 2026-07-07T00:00', '2026-07-06T13:30 2026-07-06T20:00'],
    ['us-stocks', '2026-11-27', '2026-11-27T09:00 2026-11-27T22:00', '2026-11-27T14:30 2026-11-27T18:00'],
    // The Mondays after the clocks went forward and back.
    ['us-stocks', '2024-03-11', '2024-03-11T08:00 2024-03-12T00:00', '2024-03-11T13:30 2024-03-11T20:00'],
    ['us-stocks', '2024-11-04', '2024-11-04T09:00 2024-11-05T01:00', '2024-11-04T14:30 2024-11-04T21:00'],
    ['us-options', '2026-01-05', '2026-01-05T14:30 2026-01-05T21:00', '2026-01-05T14:30 2026-01-05T21:00'],
    ['cme-equity', '2026-01-05', '2026-01-04T23:00 2026-01-05T22:00', '2026-01-05T14:30 2026-01-05T22:00'],
    // Opens in summer time on the evening of the day on which the clocks changed.
    ['cme-equity', '2024-03-11', '2024-03-10T22:00 2024-03-11T21:00', '2024-03-11T13:30 2024-03-11T21:00'],
    ['cme-equity', '2024-11-04', '2024-11-03T23:00 2024-11-04T22:00', '2024-11-04T14:30 2024-11-04T22:00'],
    // Martin Luther King, the day after Thanksgiving, Good Friday on the day of the jobs report.
    ['cme-equity', '2026-01-19', '2026-01-18T23:00 2026-01-19T18:00', '2026-01-19T14:30 2026-01-19T18:00'],
    ['cme-equity', '2026-11-27', '2026-11-26T23:00 2026-11-27T18:15', '2026-11-27T14:30 2026-11-27T18:15'],
    ['cme-equity', '2026-04-03', '2026-04-02T22:00 2026-04-03T13:15', 'none'],
    ['nymex-comex', '2026-01-05', '2026-01-04T23:00 2026-01-05T22:00', '2026-01-05T14:30 2026-01-05T22:00'],
    ['nymex-comex', '2026-05-25', '2026-05-24T22:00 2026-05-25T18:30', '2026-05-25T13:30 2026-05-25T18:30'],
    ['forex', '2026-01-05', '2026-01-04T22:15 2026-01-05T22:00', '2026-01-04T22:15 2026-01-05T22:00'],
    ['forex', '2024-03-11', '2024-03-10T21:15 2024-03-11T21:00', '2024-03-10T21:15 2024-03-11T21:00'],
    ['crypto', '2026-01-04', '2026-01-04T00:00 2026-01-05T00:00', '2026-01-04T00:00 2026-01-05T00:00'],
  ])('%s on %s', (id, day, extended, regular) => {
    const session = calendar(id).sessionOf(date(day));
    expect(show(session)).toBe(extended);
    expect(show(session!.regular)).toBe(regular);
  });

  test.each<[CalendarId, string]>([
    ['us-stocks', '2026-01-03'],
    ['us-stocks', '2026-07-03'],
    ['us-stocks', '2022-06-20'],
    ['us-options', '2025-01-09'],
    ['cme-equity', '2024-03-29'],
    ['cme-equity', '2026-12-25'],
    ['cme-equity', '2023-01-02'],
    ['nymex-comex', '2026-04-03'],
    ['forex', '2026-12-25'],
    ['forex', '2026-01-04'],
  ])('%s has none on %s', (id, day) => {
    expect(calendar(id).sessionOf(date(day))).toBeNull();
  });

  test('a half day says so', () => {
    expect(calendar('us-stocks').sessionOf(date('2026-11-27'))!.isShortened).toBe(true);
    expect(calendar('us-stocks').sessionOf(date('2026-11-30'))!.isShortened).toBe(false);
  });
});

describe('the session of an instant', () => {
  test.each<[CalendarId, Hours, string, string | null]>([
    ['us-stocks', 'regular', '2026-01-05T14:29:59.999', null],
    ['us-stocks', 'regular', '2026-01-05T14:30:00', '2026-01-05'],
    ['us-stocks', 'regular', '2026-01-05T20:59:59.999', '2026-01-05'],
    ['us-stocks', 'regular', '2026-01-05T21:00:00', null],
    ['us-stocks', 'extended', '2026-01-05T21:00:00', '2026-01-05'],
    ['us-stocks', 'extended', '2026-01-06T00:59:59', '2026-01-05'],
    ['us-stocks', 'extended', '2026-01-06T01:00:00', null],
    // The evening of a holiday belongs to the next day's session.
    ['cme-equity', 'extended', '2026-12-25T22:59:59', null],
    ['cme-equity', 'extended', '2026-12-24T18:15:00', null],
    ['cme-equity', 'extended', '2026-12-27T23:00:00', '2026-12-28'],
    ['cme-equity', 'extended', '2026-01-01T23:00:00', '2026-01-02'],
    ['cme-equity', 'extended', '2026-01-05T22:30:00', null],
    ['cme-equity', 'extended', '2026-01-05T23:00:00', '2026-01-06'],
    ['forex', 'regular', '2026-01-02T21:59:59', '2026-01-02'],
    ['forex', 'regular', '2026-01-02T22:00:00', null],
    ['forex', 'regular', '2026-01-04T22:14:59', null],
    ['forex', 'regular', '2026-01-04T22:15:00', '2026-01-05'],
    ['forex', 'regular', '2026-01-05T22:05:00', null],
    ['crypto', 'regular', '2026-12-25T12:00:00', '2026-12-25'],
  ])('%s, %s hours, %s: %s', (id, hours, instant, expected) => {
    expect(calendar(id).sessionAt(utc(instant), hours)?.date ?? null).toBe(expected);
    expect(calendar(id).isOpenAt(utc(instant), hours)).toBe(expected !== null);
  });
});

test.each<[CalendarId, Hours, string, string]>([
  ['us-stocks', 'regular', '2026-01-02T21:00', '2026-01-05T14:30'],
  ['us-stocks', 'extended', '2026-01-02T21:00', '2026-01-02T21:00'],
  ['us-stocks', 'regular', '2026-01-05T09:00', '2026-01-05T14:30'],
  ['us-stocks', 'regular', '2024-03-08T22:00', '2024-03-11T13:30'],
  ['cme-equity', 'extended', '2026-12-24T19:00', '2026-12-27T23:00'],
  ['cme-equity', 'regular', '2026-04-03T12:00', '2026-04-06T13:30'],
  ['forex', 'extended', '2026-12-24T22:00', '2026-12-27T22:15'],
])('%s opens next for %s hours after %s at %s', (id, hours, from, expected) => {
  expect(calendar(id).nextOpen(utc(from), hours)).toBe(utc(expected));
});

test('a Globex date is open twice: until the afternoon, and again in the evening for the next session', () => {
  const open = calendar('cme-equity').intervalsOfDate(date('2026-01-06'));
  expect(open.map(show)).toEqual(['2026-01-06T06:00 2026-01-06T22:00', '2026-01-06T23:00 2026-01-07T06:00']);
});

test('outside the years of the calendar nothing is open, whatever is asked', () => {
  for (const [, each] of everyCalendar) {
    for (const instant of [NaN, Infinity, -Infinity, -8.64e15, 8.64e15, 1e300, utc('1979-06-01T12:00')]) {
      expect(each.sessionAt(instant)).toBeNull();
      expect(each.nextOpen(instant)).toBeNull();
    }
    expect(each.sessionOfDay(NaN)).toBeNull();
    expect(each.sessionsBetween(NaN, NaN)).toEqual([]);
  }
});

const numRuns = process.env.TRADEWIND_COUNTS === 'full' ? 20_000 : 100;
const instant = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) });

describe.each(everyCalendar)('%s', (_name, each) => {
  test('sessions are in order, never overlap, and hold their regular hours', () => {
    const sessions = each.sessionsBetween(Date.UTC(2010, 0), Date.UTC(2041, 0));
    expect(sessions.length).toBeGreaterThan(31 * 245);
    const faulty = sessions.filter((session, index) => {
      const { start, end } = session;
      const regular = session.regular ?? { start, end };
      const before = sessions[index - 1];
      const follows = before === undefined || (session.day > before.day && start >= before.end);
      const holds = start <= regular.start && regular.start < regular.end && regular.end <= end;
      return !(start < end && follows && holds);
    });
    expect(faulty).toEqual([]);
  });

  test('every instant lies in at most one session, and it is the one that is found', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const near: string[] = [];
        for (let day = each.dayAt(at) - 3; day <= each.dayAt(at) + 3; day++) {
          const session = each.sessionOfDay(day);
          if (session !== null && at >= session.start && at < session.end) near.push(session.date);
        }
        expect(near.length).toBeLessThanOrEqual(1);
        expect(each.sessionAt(at)?.date).toBe(near[0]);
      }),
      { numRuns },
    );
  });

  test('the next open is open, within two weeks, and nothing before it is', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom<Hours>('regular', 'extended'), (from, hours) => {
        const next = each.nextOpen(from, hours)!;
        expect(each.isOpenAt(next, hours)).toBe(true);
        expect(next - from).toBeLessThan(14 * MS_PER_DAY);
        if (next > from) {
          expect(each.isOpenAt(from, hours)).toBe(false);
          expect(each.isOpenAt(next - 1, hours)).toBe(false);
          expect(each.intervalsBetween(from, next, hours)).toEqual([]);
        }
      }),
      { numRuns },
    );
  });

  test('intervals lie inside the stretch asked for and cover just the open instants', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 20 * 24 }), fc.double({ min: 0, max: 1, noNaN: true }), (from, hourCount, share) => {
        const to = from + hourCount * MS_PER_HOUR;
        const open = each.intervalsBetween(from, to);
        for (const { start, end } of open) expect(start >= from && start < end && end <= to).toBe(true);
        const at = Math.floor(from + share * (to - from - 1));
        if (at >= from && at < to)
          expect(open.some(({ start, end }) => at >= start && at < end)).toBe(each.isOpenAt(at));
      }),
      { numRuns },
    ); // prettier-ignore
  });
});

test('an exchange that is always open has no closed minute, over weekends, holidays and changes of the clock', () => {
  for (const id of ids) {
    const open = sessionCalendar(id, { alwaysOpen: true });
    let end = NaN;
    for (let day = civilDay(2024, 1, 1); day < civilDay(2025, 1, 3); day++) {
      const session = open.sessionOfDay(day)!;
      if (!Number.isNaN(end)) expect(session.start).toBe(end);
      expect(session.regular).toEqual({ start: session.start, end: session.end });
      end = session.end;
    }
  }
});
