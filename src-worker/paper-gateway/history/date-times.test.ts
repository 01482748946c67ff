import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionTimeText, parseDateTime, utcText, zonedText } from './date-times.ts';

const NEW_YORK = 'America/New_York';

test.each([
  ['20260105 16:00:00 US/Eastern', Date.UTC(2026, 0, 5, 21)],
  ['20260705 16:00:00 America/New_York', Date.UTC(2026, 6, 5, 20)],
  ['20260105-21:00:00', Date.UTC(2026, 0, 5, 21)],
  ['20260105 21:00:00 UTC', Date.UTC(2026, 0, 5, 21)],
  ['20260105 16:00:00', Date.UTC(2026, 0, 5, 21)],
  ['20260105 16:00', Date.UTC(2026, 0, 5, 21)],
  ['20260105', Date.UTC(2026, 0, 6, 5)],
  ['20260105 23:00:00 Japan', Date.UTC(2026, 0, 5, 14)],
])('"%s" is an instant', (text, instant) => {
  expect(parseDateTime(text, NEW_YORK)).toEqual({ ok: true, value: instant });
});

test.each([
  'now',
  '2026-01-05',
  '20261301',
  '20260229',
  '20260105 25:00:00',
  '20260105 10:00:00 Nowhere/Land',
])('"%s" is none', (text) => {
  expect(parseDateTime(text, NEW_YORK).ok).toBe(false);
});

test('what is written can be read back, in any zone and on any day', () => {
  const anyZone = fc.constantFrom('UTC', NEW_YORK, 'America/Chicago', 'Europe/Berlin', 'Asia/Tokyo');
  // Whole hours of the day are told twice when clocks go back; noon of each day is not.
  const anyNoon = fc.integer({ min: 0, max: 40 * 365 }).map((day) => Date.UTC(1995, 0, 1 + day, 12));
  fc.assert(
    fc.property(anyNoon, anyZone, (time, zone) => {
      expect(parseDateTime(zonedText(time, zone), 'UTC')).toEqual({ ok: true, value: time });
      expect(parseDateTime(utcText(time), zone)).toEqual({ ok: true, value: time });
    }),
  );
});

test('the time of a connection names its zone', () => {
  expect(connectionTimeText(Date.UTC(2026, 10, 21, 8, 14, 57))).toBe('20261121 08:14:57 UTC');
});
