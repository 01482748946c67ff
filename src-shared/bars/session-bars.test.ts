import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_MINUTE } from '../kernel/time.ts';
import { sessionCalendar } from '../model/sessions/session-calendar.ts';
import { barColumns } from './columns.ts';
import { barsInHours } from './session-bars.ts';

const calendar = sessionCalendar('us-stocks');

function barsAt(times: readonly number[]) {
  const bars = barColumns(times.length);
  times.forEach((time, i) => {
    bars.time[i] = time;
    bars.close[i] = i + 1;
  });
  return bars;
}

test('keeps the bars that start from the open on and before the close, on a half day and over a weekend', () => {
  // Friday 2024-11-29 closes at 13:00 in New York (18:00 UTC); Monday opens at 09:30 (14:30 UTC).
  const at = (day: number, hour: number, minute: number) => Date.UTC(2024, 10, day, hour, minute);
  const times = [
    at(29, 14, 29),
    at(29, 14, 30),
    at(29, 17, 59),
    at(29, 18, 0),
    at(30, 15, 0),
    at(32, 14, 30),
  ];
  const kept = barsInHours(barsAt(times), calendar, 'regular');
  expect([...kept.time]).toEqual([at(29, 14, 30), at(29, 17, 59), at(32, 14, 30)]);
  expect([...kept.close]).toEqual([2, 3, 6]);
  expect(barsInHours(barsAt(times), calendar, 'extended').length).toBe(5);
});

test('keeps exactly what the calendar calls open, whatever the bars', () => {
  const anyTimes = fc
    .array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 120 })
    .map((steps) => {
      let time = Date.UTC(2024, 2, 7);
      return steps.map((minutes) => (time += minutes * MS_PER_MINUTE));
    });
  fc.assert(
    fc.property(anyTimes, fc.constantFrom('regular' as const, 'extended' as const), (times, hours) => {
      const kept = [...barsInHours(barsAt(times), calendar, hours).time];
      expect(kept).toEqual(times.filter((time) => calendar.isOpenAt(time, hours)));
    }),
    { numRuns: 40 },
  );
});
