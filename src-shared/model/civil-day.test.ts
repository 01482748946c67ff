import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  civilDay,
  compactDate,
  dateOfDay,
  dayOfDate,
  easterSunday,
  lastWeekday,
  nthWeekday,
  weekdayOf,
  yearOfDay,
} from './civil-day.ts';

test('a day is its date and back, in any year of four digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: civilDay(1900, 1, 1), max: civilDay(2200, 1, 1) }), (day) => {
      expect(dayOfDate(dateOfDay(day))).toBe(day);
      expect(weekdayOf(day)).toBe(new Date(`${dateOfDay(day)}T00:00Z`).getUTCDay());
      expect(compactDate(day)).toBe(dateOfDay(day).replace(/-/g, ''));
      expect(compactDate(day).startsWith(String(yearOfDay(day)))).toBe(true);
    }),
  );
});

test('first and last weekdays of a month, also where the month begins or ends with them', () => {
  expect(dateOfDay(nthWeekday(2026, 1, 4, 1))).toBe('2026-01-01');
  expect(dateOfDay(nthWeekday(2026, 1, 3, 1))).toBe('2026-01-07');
  expect(dateOfDay(nthWeekday(2026, 11, 4, 4))).toBe('2026-11-26');
  expect(dateOfDay(lastWeekday(2026, 5, 1))).toBe('2026-05-25');
  expect(dateOfDay(lastWeekday(2026, 5, 0))).toBe('2026-05-31');
  expect(dateOfDay(lastWeekday(2026, 12, 5))).toBe('2026-12-25');
});

// Source: the US Naval Observatory's table of Easter dates; 2008 and 2038 are the earliest and latest of these years.
test.each(['2008-03-23', '2010-04-04', '2019-04-21', '2024-03-31', '2025-04-20', '2026-04-05', '2030-04-21', '2038-04-25'])(
  'Easter on %s',
  (date) => {
    expect(dateOfDay(easterSunday(Number(date.slice(0, 4))))).toBe(date);
  },
); // prettier-ignore
