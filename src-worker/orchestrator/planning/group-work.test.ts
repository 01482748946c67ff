import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupTrials, groupWork } from './group-work.ts';

test('the heaviest first, each to the worker that has least', () => {
  const units = [['A', 7], ['B', 5], ['C', 4], ['D', 4], ['E', 2]].map(([name, cost]) => ({ symbols: [String(name)], trialCount: 1, cost: Number(cost) })); // prettier-ignore
  expect(groupWork(units, 2)).toEqual([
    { symbols: ['A', 'D'], symbolCount: 2, trialCount: 2, share: 0.5 },
    { symbols: ['B', 'C', 'E'], symbolCount: 3, trialCount: 3, share: 0.5 },
  ]);
});

test('symbols of one account stay together', () => {
  const units = [
    { symbols: ['KO', 'PEP'], trialCount: 1, cost: 1 },
    { symbols: ['XOM'], trialCount: 1, cost: 1 },
  ];
  expect(groupWork(units, 2).map(({ symbols }) => symbols)).toEqual([['KO+PEP'], ['XOM']]);
});

test('trials of a sweep are shared out whole and evenly', () => {
  expect(groupTrials(['SPX'], 7, 3).map(({ trialCount }) => trialCount)).toEqual([2, 2, 3]);
  expect(groupTrials(['SPX'], 2, 8)).toHaveLength(2);
});

test('every unit is in one group, and no group is more than one unit heavier than another', () => {
  const costs = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 8 }), (all, workers) => {
      const groups = groupWork(all.map((cost, i) => ({ symbols: [`S${i}`], trialCount: 1, cost })), workers); // prettier-ignore
      expect(groups.reduce((sum, { symbolCount }) => sum + symbolCount, 0)).toBe(all.length);
      expect(groups.length).toBe(Math.min(workers, all.length));
      const total = all.reduce((sum, cost) => sum + cost, 0);
      const loads = groups.map(({ share }) => share * total);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...all) + 1e-6);
    }),
  );
});
