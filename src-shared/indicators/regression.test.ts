import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indicatorInto } from './definition.ts';
import { regression } from './regression.ts';
import { relativeVolume } from './relative-volume.ts';

/** NIST, Statistical Reference Datasets, linear regression: Norris, as pairs of y and x. */
const NORRIS = [
  0.1, 0.2, 338.8, 337.4, 118.1, 118.2, 888, 884.6, 9.2, 10.1, 228.1, 226.5, 668.5, 666.3, 998.5, 996.3, 449.1, 448.6,
  778.9, 777, 559.2, 558.2, 0.3, 0.4, 0.1, 0.6, 778.1, 775.5, 668.8, 666.9, 339.3, 338, 448.9, 447.5, 10.8, 11.6, 557.7,
  556, 228.3, 228.1, 998, 995.8, 888.8, 887.6, 119.6, 120.2, 0.3, 0.3, 0.6, 0.3, 557.6, 556.8, 339.3, 339.1, 888, 887.2,
  998.5, 999, 778.9, 779, 10.2, 11.1, 117.6, 118.3, 228.9, 229.2, 668.4, 669.1, 449.2, 448.9, 0.2, 0.5,
]; // prettier-ignore
const NORRIS_Y = NORRIS.filter((_, i) => i % 2 === 0);
const NORRIS_X = NORRIS.filter((_, i) => i % 2 === 1);

function columnsOf(y: readonly number[], x: readonly number[], parameters: object) {
  const outputs = regression.outputs.map(() => new Float64Array(y.length));
  const inputs = [Float64Array.from(y), Float64Array.from(x)];
  indicatorInto(regression, regression.parameters.parse(parameters), outputs, inputs);
  const [slope, intercept, residual, zScore] = outputs;
  return { slope: slope!, intercept: intercept!, residual: residual!, zScore: zScore! };
}

test('the line through the reference data of NIST has the certified slope, intercept and residual deviation', () => {
  const { slope, intercept, residual, zScore } = columnsOf(NORRIS_Y, NORRIS_X, { period: 36, zPeriod: 36 });
  expect(slope.slice(0, 35).every(Number.isNaN)).toBe(true);
  expect(slope[35]).toBeCloseTo(1.00211681802045, 12);
  expect(intercept[35]).toBeCloseTo(-0.262323073774029, 11);
  // Certified with n - 2 degrees of freedom; ours is of the population, and residuals have a mean of 0.
  const deviation = 0.884796396144373 * Math.sqrt(34 / 36);
  expect(zScore[35]).toBeCloseTo(residual[35]! / deviation, 10);
});

test('logarithms turn a power of the other price into its exponent', () => {
  const x = [1, 2, 4, 3, 8, 5];
  const { slope, intercept } = columnsOf(x.map((one) => 7 * one ** 1.5), x, { period: 6, logarithm: true }); // prettier-ignore
  expect(slope[5]).toBeCloseTo(1.5, 12);
  expect(Math.exp(intercept[5]!)).toBeCloseTo(7, 10);
});

test('slope and z-score agree with sums over each window, made the plain way', () => {
  const price = fc.integer({ min: 100, max: 100_000 }).map((cents) => cents / 100);
  const rows = fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 60 });
  const periods = fc.tuple(fc.integer({ min: 2, max: 15 }), fc.integer({ min: 2, max: 15 }));
  fc.assert(
    fc.property(rows, periods, (pairs, [period, zPeriod]) => {
      const [y, x] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
      const ours = columnsOf(y, x, { period, zPeriod });
      const at = y.length - 1;
      if (at < Math.max(period, zPeriod) - 1) {
        expect(ours.zScore[at]).toBeNaN();
        return;
      }
      const [b, a] = plainLine(y.slice(-period), x.slice(-period));
      expect(Math.abs(ours.slope[at]! - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(b)));
      const off = y.map((one, i) => one - a - b * x[i]!).slice(-zPeriod);
      const mean = off.reduce((sum, one) => sum + one, 0) / zPeriod;
      const deviation = Math.sqrt(off.reduce((sum, one) => sum + (one - mean) ** 2, 0) / zPeriod);
      if (deviation > 1e-6) expect(ours.zScore[at]).toBeCloseTo((off.at(-1)! - mean) / deviation, 5);
    }),
  );
});

test('two series on one line have a z-score of 0, not that of their rounding', () => {
  const x = Array.from({ length: 40 }, (_, i) => 50 + 7 * Math.sin(i));
  const { slope, zScore } = columnsOf(x.map((one) => 3 + 0.7 * one), x, { period: 20, zPeriod: 20 }); // prettier-ignore
  expect(slope[39]).toBeCloseTo(0.7, 12);
  expect([...zScore.slice(19)].every((value) => value === 0)).toBe(true);
});

describe('relative volume', () => {
  const of = (volumes: readonly number[], period: number) => {
    const out = new Float64Array(volumes.length);
    indicatorInto(relativeVolume, { period }, [out], [Float64Array.from(volumes)]);
    return [...out];
  };

  test('compares a bar with the mean of those before it, itself not counted', () => {
    expect(of([100, 200, 300, 600, 0], 2)).toEqual([NaN, NaN, 2, 2.4, 0]);
  });

  test('is 0 where nothing was traded before', () => {
    expect(of([0, 0, 500], 2)).toEqual([NaN, NaN, 0]);
  });
});

/** Slope and intercept by the textbook's sums. */
function plainLine(y: readonly number[], x: readonly number[]): [number, number] {
  const n = y.length;
  const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
  const [meanX, meanY] = [sum(x) / n, sum(y) / n];
  const over = sum(x.map((one, i) => (one - meanX) * (y[i]! - meanY)));
  const under = sum(x.map((one) => (one - meanX) ** 2));
  const slope = under === 0 ? 0 : over / under;
  return [slope, meanY - slope * meanX];
}
