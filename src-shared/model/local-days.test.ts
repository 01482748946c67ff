import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '../kernel/time.ts';
import { weekdayOf } from './civil-day.ts';
import { LocalDays } from './local-days.ts';

test.each([
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Apia',
])('gives the day that the platform gives, instant after instant, in %s', (timeZone) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2030, 0) }),
      fc.array(fc.integer({ min: 1, max: 30 * MS_PER_HOUR }), { minLength: 1, maxLength: 200 }),
      (start, steps) => {
        const days = new LocalDays(timeZone);
        let at = start;
        for (const step of steps) {
          at += step;
          expect(days.advance(at)).toBe(Date.parse(format.format(at)) / MS_PER_DAY);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('a day begins at midnight also when the clock has changed since the last instant', () => {
  const days = new LocalDays('America/New_York');
  // Saturday 2024-03-09 23:00 and Sunday 2024-03-10 23:59:59 before, Monday 00:00 after the clocks went forward.
  const saturday = days.advance(Date.UTC(2024, 2, 10, 4));
  expect(days.advance(Date.UTC(2024, 2, 11, 3, 59, 59))).toBe(saturday + 1);
  expect(days.advance(Date.UTC(2024, 2, 11, 4))).toBe(saturday + 2);
  expect(weekdayOf(saturday)).toBe(6);
});
