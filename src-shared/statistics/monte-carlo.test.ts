import { expect, test } from 'vitest';
import { monteCarlo } from './monte-carlo.ts';

test('trades that are all alike leave nothing to chance', () => {
  expect(monteCarlo([10, 10, 10], 100, 50, 1)).toMatchObject({
    finalEquity: [130, 130, 130, 130, 130],
    maxDrawdown: [0, 0, 0, 0, 0],
    lossShare: 0,
    ruinShare: 0,
  });
  expect(monteCarlo([-60, -60], 100, 50, 1)).toMatchObject({ lossShare: 1, ruinShare: 1 });
});

test('the same seed draws the same paths, another one others, about the mean of the trades', () => {
  const profits = [30, -20, 5, 12, -7, 25, -18, 3];
  const paths = monteCarlo(profits, 1_000, 4_000, 7)!;
  expect(monteCarlo(profits, 1_000, 4_000, 7)).toEqual(paths);
  expect(monteCarlo(profits, 1_000, 4_000, 8)).not.toEqual({ ...paths, seed: 8 });
  // Mean 1,030; the standard deviation of the sum of eight draws is about 50, that of the median of 4,000 paths about 1.
  expect(Math.abs(paths.finalEquity[2]! - 1_030)).toBeLessThan(8);
  expect(Math.abs(paths.finalEquity[4]! - paths.finalEquity[0]! - 2 * 1.645 * 50.7)).toBeLessThan(15);
});

test('without trades there are no paths', () => {
  expect(monteCarlo([], 100, 10, 1)).toBeNull();
});
