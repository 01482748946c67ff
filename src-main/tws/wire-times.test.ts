import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromWireTime, toWireTime } from './wire-times.ts';

test('a time is written in UTC and read back to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      expect(fromWireTime(toWireTime(seconds * 1_000))).toBe(seconds * 1_000);
    }),
  );
  expect(toWireTime(Date.UTC(2026, 0, 5, 14, 30))).toBe('20260105-14:30:00');
});

test.each([
  ['20260105 09:30:00 US/Eastern', Date.UTC(2026, 0, 5, 14, 30)],
  ['20260105 09:30:00 EST', Date.UTC(2026, 0, 5, 14, 30)],
  ['20260705  09:30:00 America/New_York', Date.UTC(2026, 6, 5, 13, 30)],
  ['20260105 09:30:00', Date.UTC(2026, 0, 5, 9, 30)],
  ['20260105', Date.UTC(2026, 0, 6)],
  // The clocks skip from 02:00 to 03:00.
  ['20260308 02:30:00 America/New_York', Date.UTC(2026, 2, 8, 7, 30)],
  ['20260105 09:30:00 Nowhere/Land', null],
  ['soon', null],
  ['', null],
])('reads “%s”', (text, time) => {
  expect(fromWireTime(text)).toBe(time);
});
