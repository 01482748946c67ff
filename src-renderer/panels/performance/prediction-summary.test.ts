import { expect, test } from 'vitest';
import type { PredictionRecord } from '#shared/model/plan.ts';
import { summaryOf } from './prediction-summary.ts';

const record = (predictedMs: number, actualMs: number, wasDisturbed = false) =>
  ({
    actualMs,
    wasDisturbed,
    predicted: { ms: predictedMs, lowMs: predictedMs / 1.1, highMs: predictedMs * 1.1 },
  }) as PredictionRecord;

test('the share within 20 % of what it took, the middle miss and the worst; disturbed runs do not count', () => {
  const all = [record(100, 100), record(119, 100), record(121, 100), record(100, 300), record(1, 100, true)];
  expect(summaryOf(all)).toEqual({
    count: 4,
    shareNear: 0.5,
    shareInRange: 0.25,
    medianMiss: expect.closeTo(0.2, 9) as number,
    worst: all[3],
    disturbedCount: 1,
  });
});

test('without runs there are no figures', () => {
  expect(summaryOf([])).toMatchObject({ count: 0, shareNear: null, medianMiss: null, worst: null });
});
