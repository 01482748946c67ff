import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dividedHalfEven } from './exact.ts';

test.each([
  [5n, 2n, 2],
  [7n, 2n, 4],
  [-5n, 2n, -2],
  [-7n, 2n, -4],
  [2_500_001n, 1_000_000n, 3],
  [2_499_999n, 1_000_000n, 2],
  [-1n, 3n, 0],
  // One part in a million above a tie that no double can tell from it.
  [9_000_000_000_500_001n, 1_000_000n, 9_000_000_001],
])('%d / %d is %d', (numerator, denominator, expected) => {
  expect(Object.is(dividedHalfEven(numerator, denominator), expected)).toBe(true);
});

test('lands within half of the quotient, on the even side of a tie', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.bigInt({ min: 1n, max: 10n ** 6n }),
      (n, d) => {
        const rounded = BigInt(dividedHalfEven(n, d));
        const twiceOff = 2n * (n - rounded * d);
        expect(twiceOff <= d && twiceOff >= -d).toBe(true);
        if (twiceOff === d || twiceOff === -d) expect(rounded % 2n).toBe(0n);
      },
    ),
  );
});

test('refuses what no safe integer can hold', () => {
  expect(() => dividedHalfEven(10n ** 16n, 1n)).toThrow('beyond what can be counted');
});
