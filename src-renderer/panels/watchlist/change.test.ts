import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOf, shortAge, sparkPoints } from './change.ts';

test('the change is since the close before, of the last trade or else of the mark', () => {
  expect(changeOf({ last: 110, mark: 1, close: 100 })).toEqual({ amount: 10, fraction: 0.1 });
  expect(changeOf({ last: null, mark: 90, close: 100 })).toEqual({ amount: -10, fraction: -0.1 });
  expect(changeOf({ last: 110, mark: 110, close: null })).toBeNull();
  expect(changeOf(undefined)).toBeNull();
});

test('a close of zero or below makes no percentage', () => {
  expect(changeOf({ last: -30, mark: null, close: -37 })).toEqual({ amount: 7, fraction: null });
});

test('a sparkline stays within its box, whatever the prices', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 }),
      (values) => {
        for (const point of sparkPoints(values, 60, 14)!.split(' ')) {
          const [x, y] = point.split(',').map(Number);
          expect(x! >= 0 && x! <= 60 && y! >= 0 && y! <= 14).toBe(true);
        }
      },
    ),
  );
  expect(sparkPoints([1], 60, 14)).toBeNull();
});

test('ages are short', () => {
  expect([900, 61_000, 7_200_000, 200_000_000].map(shortAge)).toEqual(['0 s', '1 min', '2 h', '2 d']);
});
