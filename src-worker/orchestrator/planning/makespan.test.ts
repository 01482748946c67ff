import { expect, test } from 'vitest';
import { makespan } from './makespan.ts';

test('each piece goes to the worker that is free first', () => {
  expect(makespan([5, 4, 3, 3], 2)).toBe(8);
  expect(makespan([5, 4, 3, 3], 1)).toBe(15);
  expect(makespan([5, 4, 3, 3], 9)).toBe(5);
  expect(makespan([], 2)).toBe(0);
});
