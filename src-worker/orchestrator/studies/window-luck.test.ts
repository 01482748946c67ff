import { expect, test } from 'vitest';
import { luckiestSharpe } from '#shared/statistics/sharpe-confidence.ts';
import { luckiestOver } from './window-luck.ts';

const trials = (count: number, ...sharpes: number[]) =>
  sharpes.map((sharpe) => ({ count, sharpe, skew: 0, kurtosis: 3 }));

test('of one window, judged over as many periods, it is the luckiest of its trials', () => {
  const variance = 0.01; // of 0, 0.1 and 0.2
  expect(luckiestOver([trials(100, 0, 0.1, 0.2)], 3, 100)).toBeCloseTo(luckiestSharpe(3, variance), 12);
});

test('a better stretch of the market is not taken for luck of a trial', () => {
  const one = luckiestOver([trials(100, 0, 0.1, 0.2)], 3, 100);
  expect(luckiestOver([trials(100, 0, 0.1, 0.2), trials(100, 5, 5.1, 5.2)], 3, 100)).toBeCloseTo(one, 9);
});

test('over four times as many periods luck reaches half as far', () => {
  const windows = [trials(60, -0.1, 0.05, 0.2), trials(60, 0, 0.1, 0.1)];
  expect(luckiestOver(windows, 3, 240)).toBeCloseTo(luckiestOver(windows, 3, 60) / 2, 12);
});

test('where no window has two trials to compare there is no luck to speak of', () => {
  expect(luckiestOver([trials(60, 0.3), []], 5, 100)).toBe(0);
});
