import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logAxis } from './log-axis.ts';

test('equal factors are equal distances, between round ends', () => {
  const axis = logAxis([13, 740]);
  expect(axis).toMatchObject({ low: 10, high: 1_000, ticks: [10, 20, 50, 100, 200, 500, 1_000] });
  expect([10, 100, 1_000].map((value) => Number(axis.place(value).toFixed(9)))).toEqual([0, 0.5, 1]);
});

test('nothing to show is a decade', () => {
  expect(logAxis([])).toMatchObject({ low: 1, high: 10 });
});

test('every value lies on it, and ticks are few', () => {
  const value = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      const axis = logAxis(values);
      for (const one of values) {
        expect(axis.place(one)).toBeGreaterThanOrEqual(-1e-5);
        expect(axis.place(one)).toBeLessThanOrEqual(1 + 1e-5);
      }
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks.length).toBeLessThanOrEqual(14);
    }),
  );
});
