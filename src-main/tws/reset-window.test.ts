import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { isInResetWindow, resetWindow } from './reset-window.ts';

test.each([
  ['a weekday night in winter', '2026-01-14T05:14:59Z', false],
  ['its first second', '2026-01-14T05:15:00Z', true],
  ['its last', '2026-01-14T06:44:59Z', true],
  ['after it', '2026-01-14T06:45:00Z', false],
  ['summer time', '2026-07-15T04:15:00Z', true],
  ['the afternoon', '2026-07-15T18:00:00Z', false],
  ['Friday before eleven', '2026-01-17T03:59:59Z', false],
  ['Friday at eleven', '2026-01-17T04:00:00Z', true],
  ['Saturday before three', '2026-01-17T07:59:59Z', true],
  ['Saturday at three', '2026-01-17T08:00:00Z', false],
  ['clocks go back: the second time they show half past one', '2026-11-01T06:30:00Z', true],
  ['between the two quarters to two', '2026-11-01T05:50:00Z', true],
  ['after the second', '2026-11-01T06:45:00Z', false],
  ['clocks go forward: before two', '2026-03-08T06:44:59Z', true],
  ['and after the hour that there is not', '2026-03-08T07:00:00Z', false],
] as const)('%s', (_, instant, isInside) => {
  expect(isInResetWindow(Date.parse(instant))).toBe(isInside);
});

test('at any time there is a next window, within a day and a bit, at most four hours long', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (date) => {
      const { from, to } = resetWindow(date.getTime());
      expect(to).toBeGreaterThan(date.getTime());
      expect(to - from).toBeGreaterThan(0);
      expect((to - from) / 3_600_000).toBeLessThanOrEqual(5);
      expect((from - date.getTime()) / 3_600_000).toBeLessThan(26);
      // The end belongs to what follows.
      expect(resetWindow(to).from).toBeGreaterThan(to);
    }),
  );
}); // prettier-ignore

test('on every day of ten years the window holds whatever New York’s clocks show of it, and little more', () => {
  const clocks = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hourCycle: 'h23', weekday: 'short', hour: 'numeric', minute: 'numeric' }); // prettier-ignore
  const shown = (at: number) => {
    const parts = Object.fromEntries(clocks.formatToParts(at).map(({ type, value }) => [type, value]));
    const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
    const day = parts['weekday']!;
    if (day === 'Sat') return minute < 180;
    return (day === 'Fri' && minute >= 23 * 60) || (minute >= 15 && minute < 105);
  };
  const first = Date.UTC(2020, 0, 1);
  const last = Date.UTC(2030, 0, 1);
  // Campaign: every quarter of an hour. Otherwise the nights in which clocks change, and one in eleven of the others.
  const isFull = process.env['TRADEWIND_COUNTS'] === 'full';
  const isChange = (day: number) =>
    clocks.format(day).slice(-5) !== clocks.format(day + 86_400_000).slice(-5);
  let between = 0;
  for (let day = first, count = 0; day < last; day += 86_400_000, count++) {
    if (!isFull && count % 11 !== 0 && !isChange(day)) continue;
    for (let at = day; at < day + 86_400_000; at += 15 * MS_PER_MINUTE) {
      const isInside = isInResetWindow(at);
      if (shown(at)) expect(isInside, new Date(at).toISOString()).toBe(true);
      else if (isInside) between++;
    }
  }
  // One quarter of an hour in each of ten autumns: from the first 01:45 to the second 01:00.
  expect(between).toBe(10);
});
