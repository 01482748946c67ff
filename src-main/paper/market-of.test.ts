import { expect, test } from 'vitest';
import { marketOf } from './market-of.ts';

test('markets with other prices have other names', () => {
  const seed = { seed: 1, alwaysOpen: false, replay: null };
  const names = [
    ...[null, seed, { ...seed, seed: 2 }, { ...seed, alwaysOpen: true }],
    { ...seed, replay: 'SPX' },
  ].map(marketOf);
  expect(new Set(names).size).toBe(names.length);
});
