import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_MAX, LatencyHistogram } from './latency-histogram.ts';

test('a quantile is the sorted value at its rank, told to within 1/64 above', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(1_000), fc.nat(LATENCY_MAX)), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, part) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.record(value);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(part * values.length)) - 1]!;
        const told = histogram.quantile(part);
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(exact + exact / 64 + 1);
        expect(histogram.quantile(1)).toBe(sorted.at(-1));
      },
    ),
  );
});

test('what is beyond the largest, below zero or no number is kept at the edges', () => {
  const histogram = new LatencyHistogram();
  expect(histogram.summary()).toEqual({ count: 0, p50: 0, p99: 0, p999: 0, max: 0 });
  for (const value of [Infinity, -5, NaN]) histogram.record(value);
  expect(histogram.summary()).toEqual({
    count: 3,
    p50: 0,
    p99: LATENCY_MAX,
    p999: LATENCY_MAX,
    max: LATENCY_MAX,
  });
  histogram.clear();
  expect([histogram.count, histogram.max]).toEqual([0, 0]);
});
