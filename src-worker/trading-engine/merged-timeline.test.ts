import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergedTimeline } from './merged-timeline.ts';

test('is every time of every column, once, in order', () => {
  const anyColumn = fc
    .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
    .map((times) => times.sort((a, b) => a - b));
  fc.assert(
    fc.property(fc.array(anyColumn, { minLength: 1, maxLength: 9 }), (columns) => {
      const merged = mergedTimeline(columns.map((column) => Float64Array.from(column)));
      expect([...merged]).toEqual([...new Set(columns.flat())].sort((a, b) => a - b));
    }),
  );
});
