import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogramOf } from './histogram.ts';

test('each value is in one bar, and inside it but for the outermost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -0.9, max: 3, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (returns) => {
        const sorted = returns.sort((a, b) => a - b);
        const rows = histogramOf(sorted);
        expect(rows.reduce((sum, [, , count]) => sum + count, 0)).toBe(sorted.length);
        expect(rows.length).toBeLessThanOrEqual(42);
        for (const [from, to, count] of rows.slice(1, -1)) {
          const inside = sorted.filter((one) => one >= from - 1e-9 && one < to + 1e-9).length;
          expect(inside).toBeGreaterThanOrEqual(count);
        }
      },
    ),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 2_000 : 50 },
  );
});
