import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amdahlMs, parallelPlan } from './amdahl.ts';

const parts = { serialMs: 100, parallelMs: 900, longestMs: 10, pieces: 90 };

test('a tenth that is serial bounds the speed-up at ten', () => {
  const plan = parallelPlan(parts, 4, 8);
  expect(plan).toMatchObject({ workers: 4, serialShare: 0.1 });
  expect(plan.byWorkers).toEqual([
    { workers: 1, ms: 1_000 },
    { workers: 2, ms: 550 },
    { workers: 4, ms: 325 },
    { workers: 8, ms: 212.5 },
  ]);
  expect(plan.speedUp).toBeCloseTo(1_000 / 325, 9);
  expect(plan.speedUpMax).toBeCloseTo(1_000 / 110, 9);
});

test('more workers than pieces, or than the longest piece allows, do not help', () => {
  expect(amdahlMs({ ...parts, pieces: 2 }, 8)).toBe(550);
  expect(amdahlMs({ ...parts, longestMs: 600 }, 8)).toBe(700);
  expect(amdahlMs({ ...parts, longestMs: 900, pieces: 1 }, 8)).toBe(1_000);
});

test('never slower with more workers, never faster than the serial part and the longest piece', () => {
  const ms = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      ms,
      ms,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 64 }),
      (serialMs, parallelMs, longest, workers) => {
        const work = { serialMs, parallelMs, longestMs: parallelMs * longest, pieces: 50 };
        const now = amdahlMs(work, workers);
        expect(amdahlMs(work, workers + 1)).toBeLessThanOrEqual(now);
        expect(now).toBeGreaterThanOrEqual(serialMs + work.longestMs);
        const { serialShare, speedUp } = parallelPlan(work, workers, 8);
        expect(serialShare).toBeGreaterThanOrEqual(0);
        expect(serialShare).toBeLessThanOrEqual(1);
        expect(speedUp).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});
