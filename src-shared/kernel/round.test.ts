import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundHalfEven } from './round.ts';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [2.4999, 2],
  [2 ** 51 + 0.5, 2 ** 51],
  [2 ** 51 + 1.5, 2 ** 51 + 2],
  [-(2 ** 51) - 0.5, -(2 ** 51)],
  [2 ** 53, 2 ** 53],
])('rounds %d to %d', (value, expected) => {
  expect(roundHalfEven(value) === expected).toBe(true);
});

test('lands on the nearest integer, on the even one when two are as near', () => {
  fc.assert(
    fc.property(fc.double({ min: -(2 ** 53), max: 2 ** 53, noNaN: true }), (value) => {
      const rounded = roundHalfEven(value);
      const distance = Math.abs(value - rounded);
      expect(Number.isInteger(rounded)).toBe(true);
      expect(distance).toBeLessThanOrEqual(0.5);
      if (distance === 0.5) expect(Math.abs(rounded % 2)).toBe(0);
    }),
  );
});
