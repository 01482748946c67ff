import { describe, expect, test } from 'vitest';
import { strategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { columnBars, columnsOfTrials, shareOut, trialsMs } from './shared-columns.ts';

const smaCross = strategies.find(({ id }) => id === 'sma-cross')!;
const trials = [
  { fast: 5, slow: 20 },
  { fast: 5, slow: 30 },
  { fast: 6, slow: 20 },
  { fast: 6, slow: 30 },
].map((parameters, index) => ({ index, strategyId: 'sma-cross', parameters }));
const columns = columnsOfTrials(smaCross, trials, 1);

test('a column that an earlier trial has computed costs nothing', () => {
  expect(columnBars(columns, [100])).toEqual([200, 100, 100, 0]);
  // A worker with every other trial meets fewer of the same ones.
  expect(shareOut(columns, 2, 1).map((lane) => columnBars(lane, [100]))).toEqual([
    [200, 100],
    [200, 100],
  ]);
});

test('what does not fit is computed again, as the thread does it', () => {
  // Room for two columns of 101 values.
  expect(columnBars(columns, [100], 2 * 101 * 8)).toEqual([200, 100, 200, 100]);
  expect(columnBars(columns, [100], 100)).toEqual([200, 200, 200, 200]);
});

describe('what all trials take', () => {
  const facts = { columns, trialCount: 4, workers: 1, trialMs: 10, msPerColumnBar: 0.01 };

  test('is each by itself, and each column once', () => {
    expect(trialsMs(facts, [100])).toBeCloseTo(4 * 10 + 0.01 * 400, 9);
  });

  test('is judged by the first of them when there are many', () => {
    expect(trialsMs({ ...facts, trialCount: 400 }, [100])).toBeCloseTo(400 * 10 + 0.01 * 40_000, 9);
  });
});

test("a user's strategy is not set up here: its columns follow from its parameters", () => {
  const users = {
    ...smaCross,
    code: { strategyId: 'mine', file: 'mine.ts', hash: 'a', body: '' },
    create: () => {
      throw new Error('not here');
    },
  } as StrategyDefinition;
  expect(columnBars(columnsOfTrials(users, trials, 1), [100])).toEqual([200, 100, 100, 0]);
});
