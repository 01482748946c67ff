import { expect, test } from 'vitest';
import {
  cheapNormal, noiseBits, noiseInteger, noiseNormal, noiseStudent, noiseUniform, streamKey, type StreamKey,
} from './rng.ts'; // prettier-ignore

const COUNT = 40_000;
const key = streamKey(7, 'test');

function draws(draw: (counter: number) => number): Float64Array {
  return Float64Array.from({ length: COUNT }, (_, counter) => draw(counter));
}

function moments(values: Float64Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const central = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length;
  const variance = central(2);
  return { mean, variance, kurtosis: central(4) / variance ** 2 - 3 };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [moments(a), moments(b)];
  const covariance = a.reduce((sum, x, i) => sum + (x - ma.mean) * (b[i]! - mb.mean), 0) / a.length;
  return covariance / Math.sqrt(ma.variance * mb.variance);
}

/** Chi-square of `values` in (0, 1) over 64 equal bins: mean 63, standard deviation 11.2. */
function chiSquare(values: Float64Array): number {
  const bins = new Float64Array(64);
  for (const value of values) bins[Math.floor(value * 64)]!++;
  const expected = values.length / 64;
  return bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('uniform numbers fill every bin alike, for neighbouring counters, lanes, seeds and widely spaced counters', () => {
  const series = [
    draws((i) => noiseUniform(key, i, 0)),
    draws((i) => noiseUniform(key, 5, i)),
    draws((i) => noiseUniform(streamKey(i, 'x'), 1, 0)),
    draws((i) => noiseUniform(key, i * 86_400, 3)),
    draws((i) => noiseUniform({ a: i, b: 0 }, 0, 0)),
    draws((i) => noiseUniform({ a: 0, b: i }, 0, 0)),
  ];
  for (const values of series) {
    expect(chiSquare(values)).toBeLessThan(63 + 5 * 11.2);
    expect(chiSquare(values)).toBeGreaterThan(63 - 4 * 11.2);
  }
});

test('pairs of successive numbers fill the plane alike', () => {
  const bins = new Float64Array(256);
  for (let i = 0; i < COUNT; i++) {
    const x = Math.floor(noiseUniform(key, i, 0) * 16);
    const y = Math.floor(noiseUniform(key, i + 1, 0) * 16);
    bins[x * 16 + y]!++;
  }
  const expected = COUNT / 256;
  const statistic = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(Math.abs(statistic - 255)).toBeLessThan(5 * Math.sqrt(2 * 255));
});

test('streams of different keys, lanes and counters are uncorrelated', () => {
  const base = draws((i) => noiseUniform(key, i, 0));
  const others: ((i: number) => number)[] = [
    (i) => noiseUniform(streamKey(8, 'test'), i, 0),
    (i) => noiseUniform(streamKey(7, 'tesu'), i, 0),
    (i) => noiseUniform(streamKey(7 + 2 ** 32, 'test'), i, 0),
    (i) => noiseUniform(key, i, 1),
    (i) => noiseUniform(key, i + 1, 0),
    (i) => noiseUniform({ a: key.a ^ 1, b: key.b }, i, 0),
    (i) => noiseUniform({ a: key.a, b: key.b ^ 1 }, i, 0),
  ];
  for (const other of others) expect(Math.abs(correlation(base, draws(other)))).toBeLessThan(0.025);
});

test('flipping one bit of the counter changes half of the bits', () => {
  for (let bit = 0; bit < 32; bit++) {
    let changed = 0;
    for (let i = 0; i < 2_000; i++) {
      let differing = noiseBits(key.a, key.b, i, 0) ^ noiseBits(key.a, key.b, i ^ (1 << bit), 0);
      for (; differing !== 0; differing &= differing - 1) changed++;
    }
    expect(changed / 2_000).toBeGreaterThan(15.5);
    expect(changed / 2_000).toBeLessThan(16.5);
  }
});

test('the same address gives the same number, however it is reached', () => {
  const forwards = draws((i) => noiseUniform(key, i, 2));
  const backwards = draws((i) => noiseUniform(streamKey(7, 'test'), COUNT - 1 - i, 2)).reverse();
  expect(backwards).toEqual(forwards);
});

test('parts of a key do not run together', () => {
  const keys: StreamKey[] = [
    streamKey(1, 'ab', 'c'),
    streamKey(1, 'a', 'bc'),
    streamKey(1, 'abc'),
    streamKey(1, 1, 23),
    streamKey(1, 12, 3),
    streamKey(1, '12', 3),
  ];
  expect(new Set(keys.map(({ a, b }) => `${a}/${b}`)).size).toBe(keys.length);
});

test('normal, cheap normal and Student numbers have unit variance and the tails they promise', () => {
  const normal = moments(draws((i) => noiseNormal(key, i, 0)));
  const cheap = moments(
    draws((i) => cheapNormal(noiseBits(key.a, key.b, i, 0), noiseBits(key.a, key.b, i, 1))),
  );
  const student = moments(draws((i) => noiseStudent(key, i, 0, 5)));
  for (const { mean, variance } of [normal, cheap, student]) {
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.06);
  }
  expect(Math.abs(normal.kurtosis)).toBeLessThan(0.2);
  expect(Math.abs(cheap.kurtosis + 0.3)).toBeLessThan(0.1);
  expect(student.kurtosis).toBeGreaterThan(2);
});

test('integers stay in their range and reach both ends', () => {
  const values = draws((i) => noiseInteger(key, i, 0, 6));
  expect(new Set(values)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});
