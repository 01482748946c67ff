import { expect, test } from 'vitest';
import type { RunDetail } from '#shared/model/backtest.ts';
import { olderFirst, sideBySideCurves } from './comparison.ts';

test('two curves have one base and one time; each is there only while its run is', () => {
  const a = { time: Float64Array.of(1, 3), equity: Float64Array.of(50, 60) };
  const b = { time: Float64Array.of(2, 3, 4), equity: Float64Array.of(1_000, 900, 1_100) };
  expect(sideBySideCurves(a, b, [50, 1_000])).toEqual([
    [1, 100, null],
    [2, 100, 100],
    [3, 120, 90],
    [4, null, 110],
  ]);
});

test('the earlier run is the first one, in whichever order they were marked', () => {
  const run = (createdAt: number) => ({ summary: { createdAt } }) as unknown as RunDetail;
  const [early, late] = [run(1), run(2)];
  expect(olderFirst(early, late)).toEqual([early, late]);
  expect(olderFirst(late, early)).toEqual([early, late]);
});
