import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf, lineThrough, fitCostLine, NO_COST } from './cost-line.ts';

test('finds the line that its samples lie on', () => {
  const samples = [100, 1_000, 20_000].map((units) => ({ units, ms: 3 + 0.01 * units }));
  const line = fitCostLine(samples);
  expect(line.fixedMs).toBeCloseTo(3, 9);
  expect(line.msPerUnit).toBeCloseTo(0.01, 12);
  expect(costOf(line, 500)).toBeCloseTo(8, 9);
});

test('samples of one size are their mean, without a fixed part; none are no cost', () => {
  expect(fitCostLine([{ units: 10, ms: 2 }, { units: 10, ms: 3 }])).toEqual({ fixedMs: 0, msPerUnit: 0.25 }); // prettier-ignore
  expect(fitCostLine([])).toEqual(NO_COST);
  expect(fitCostLine([{ units: 0, ms: 5 }])).toEqual(NO_COST);
});

test('what takes less the more there is, is a constant; what would begin below zero begins at zero', () => {
  expect(fitCostLine([{ units: 1, ms: 10 }, { units: 100, ms: 8 }])).toEqual({ fixedMs: 9, msPerUnit: 0 }); // prettier-ignore
  expect(fitCostLine([{ units: 10, ms: 1 }, { units: 100, ms: 40 }])).toEqual({ fixedMs: 0, msPerUnit: 0.25 }); // prettier-ignore
});

test('no cost is ever negative', () => {
  const sample = fc.record({
    units: fc.integer({ min: 0, max: 1e8 }),
    ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 12 }), fc.integer({ min: 0, max: 1e9 }), (samples, units) => {
      const line = fitCostLine(samples);
      expect(line.fixedMs).toBeGreaterThanOrEqual(0);
      expect(line.msPerUnit).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(costOf(line, units))).toBe(true);
    }),
  );
});

test('two lengths tell what is always there, as far as the longer one took longer', () => {
  const line = lineThrough([{ units: 100, ms: 4 }, { units: 1_000, ms: 13 }]); // prettier-ignore
  expect(line).toEqual({ fixedMs: 3, msPerUnit: 0.01 });
  expect(lineThrough([{ units: 100, ms: 1 }, { units: 1_000, ms: 20 }])).toEqual({ fixedMs: 0, msPerUnit: 0.02 }); // prettier-ignore
  expect(lineThrough([{ units: 100, ms: 20 }])).toEqual({ fixedMs: 0, msPerUnit: 0.2 });
  expect(lineThrough([])).toEqual(NO_COST);
});
