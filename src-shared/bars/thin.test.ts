import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thinnedIndices } from './thin.ts';

test('keeps every point of a short line', () => {
  expect([...thinnedIndices(Float64Array.of(3, 1, 2), 4)]).toEqual([0, 1, 2]);
});

test('keeps the ends and the extremes, within the limit, in order', () => {
  fc.assert(
    fc.property(
      fc.float64Array({ minLength: 1, maxLength: 2_000, noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 4, max: 300 }),
      (values, limit) => {
        const indices = [...thinnedIndices(values, limit)];
        expect(indices.length).toBeLessThanOrEqual(Math.max(limit, 0));
        expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
        expect(indices[0]).toBe(0);
        expect(indices.at(-1)).toBe(values.length - 1);
        const kept = indices.map((index) => values[index]!);
        expect(Math.max(...kept)).toBe(Math.max(...values));
        expect(Math.min(...kept)).toBe(Math.min(...values));
      },
    ),
  );
});
