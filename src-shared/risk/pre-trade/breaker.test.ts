import { expect, test } from 'vitest';
import { hasFallen } from './breaker.ts';

test.each([
  ['an account with nothing in it', 0, 0, false],
  ['no change', 100, 100, false],
  ['a gain', 100, 101, false],
  ['less than the part', 100, 98.01, false],
  ['the part', 100, 98, true],
  ['a loss of what was not there', 0, -1, true],
  ['more debt', -10, -11, true],
  ['less debt', -10, -9, false],
  ['what nobody knows', NaN, 100, true],
  ['what nobody knows any more', 100, NaN, true],
])('%s: from %d to %d trips at a fiftieth: %s', (_, from, to, isTripped) => {
  expect(hasFallen(from, to, 0.02)).toBe(isTripped);
});
