import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runHash, type HashedRun } from './run-hash.ts';
import { jobOf, resultOf, spxBars, tradedBetween } from './testing/test-jobs.ts';

const result = resultOf(jobOf([tradedBetween(spxBars(), '2000-01-03', '2019-12-31')]));

function copyOf({ fills, equityMicros }: HashedRun): HashedRun {
  return structuredClone({ fills, equityMicros });
}

test('the same job gives the same hash again', () => {
  expect(resultOf(jobOf([tradedBetween(spxBars(), '2000-01-03', '2019-12-31')])).hash).toBe(result.hash);
  expect(runHash(copyOf(result))).toBe(result.hash);
});

test('runs follow one another in the same memory, and a result already told stays as it was', () => {
  const other = resultOf(jobOf([tradedBetween(spxBars(), '2005-01-03', '2019-12-31')]));
  const again = resultOf(jobOf([tradedBetween(spxBars(), '2000-01-03', '2019-12-31')]));
  expect([again.trades, again.statistics]).toEqual([result.trades, result.statistics]);
  expect([result, other, again].map(runHash)).toEqual([result.hash, other.hash, result.hash]);
  expect(other.hash).not.toBe(result.hash);
});

test('is SHA-256 over the layout that its file describes', () => {
  const run: HashedRun = {
    fills: {
      symbol: Float64Array.of(0, 3),
      time: Float64Array.of(1_000, 2_000),
      side: Float64Array.of(1, -1),
      quantity: Float64Array.of(1_000_000, 500_000),
      price: Float64Array.of(99.75, 101.1),
      commission: Float64Array.of(0, 7),
    },
    equityMicros: Float64Array.of(5, 6, 7),
  };
  const numbers = [2, 0, 3, 1_000, 2_000, 1, -1, 1_000_000, 500_000, 99.75, 101.1, 0, 7, 3, 5, 6, 7];
  const bytes = Buffer.alloc(numbers.length * 8);
  numbers.forEach((number, i) => bytes.writeDoubleLE(number, i * 8));
  expect(runHash(run)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('changes when any bit of any fill or of any equity changes', () => {
  const columns = ['symbol', 'time', 'side', 'quantity', 'price', 'commission', 'equity'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...columns), fc.nat(), fc.nat(63), (name, at, bit) => {
      const run = copyOf(result);
      const column = name === 'equity' ? run.equityMicros : run.fills[name];
      const bytes = new Uint8Array(column.buffer);
      bytes[(at % column.length) * 8 + (bit >> 3)]! ^= 1 << (bit & 7);
      expect(runHash(run)).not.toBe(result.hash);
    }),
    { numRuns: 200 },
  );
});

test('changes when a fill or an equity is missing', () => {
  const run = copyOf(result);
  expect(runHash({ ...run, equityMicros: run.equityMicros.slice(1) })).not.toBe(result.hash);
  const fills = Object.fromEntries(
    Object.entries(run.fills).map(([name, column]) => [name, (column as Float64Array).slice(1)]),
  ) as unknown as HashedRun['fills'];
  expect(runHash({ ...run, fills })).not.toBe(result.hash);
});
