import { expect, test } from 'vitest';
import type { StudyTrial } from '#shared/model/study-run.ts';
import { heatmapOf, type HeatmapChoice } from './heatmap-cells.ts';

function trial(index: number, parameters: StudyTrial['parameters'], sharpe: number | null): StudyTrial {
  return { index, parameters, figures: { sharpe } as never, fillCount: 1, hash: null, reason: null };
}

const trials = [
  trial(0, { fast: 5, slow: 20, stop: 1 }, 1),
  trial(1, { fast: 5, slow: 20, stop: 2 }, 3),
  trial(2, { fast: 5, slow: 20, stop: 3 }, 2),
  trial(3, { fast: 10, slow: 20, stop: 1 }, null),
  trial(4, { fast: 10, slow: 40, stop: 1 }, -1),
];
const choice: HeatmapChoice = { x: 'fast', y: 'slow', figure: 'sharpe', rest: 'best', fixed: {} };
const values = (changes: Partial<HeatmapChoice>) =>
  heatmapOf(trials, { ...choice, ...changes }).cells.map((row) => row.map(({ value }) => value));

test('the rest is at its best, at its median, or held', () => {
  expect(values({})).toEqual([[3, null], [null, -1]]);
  expect(values({ rest: 'median' })).toEqual([[2, null], [null, -1]]);
  expect(values({ rest: 'fixed', fixed: { stop: 1, fast: 99 } })).toEqual([[1, null], [null, -1]]);
  expect(values({ y: null })).toEqual([[3, -1]]);
}); // prettier-ignore

test('a cell names the trial that Enter would run, and how many it stands for', () => {
  const first = heatmapOf(trials, choice).cells[0]![0]!;
  expect(first.trial?.index).toBe(1);
  expect(first.trialCount).toBe(3);
});

test('many values are put together, none left out', () => {
  const many = Array.from({ length: 100 }, (_, i) => trial(i, { fast: i / 10 }, i));
  const { xs, cells } = heatmapOf(many, { ...choice, y: null });
  expect(xs).toHaveLength(20);
  expect(cells[0]!.reduce((sum, { trialCount }) => sum + trialCount, 0)).toBe(100);
});
