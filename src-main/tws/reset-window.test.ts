import * as fc from 'fast-check';
import { expect, test } from 'vitest';
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
