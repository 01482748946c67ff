import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMemory, type MemoryFacts } from './memory.ts';

const facts: MemoryFacts = {
  kind: 'per-symbol',
  trialBars: 100_000,
  allBars: 5_000_000,
  unitBars: 100_000,
  unitCount: 50,
  trialCount: 50,
  columnCount: 2,
  symbolCount: 1,
  fillsPerBar: 0.05,
  isCut: false,
  workers: 4,
};

test('a study of symbols holds only those it works on', () => {
  const plan = planMemory(facts, 1e9);
  expect(plan).toMatchObject({ decision: 'in-memory', inFlight: 4, barBytes: 4 * 100_000 * 48 });
  expect(planMemory({ ...facts, kind: 'single', unitCount: 1, trialCount: 1 }, 1e9).barBytes).toBe(5e6 * 48);
});

test('with less room fewer whole symbols at a time', () => {
  const whole = planMemory(facts, 1e9);
  const half = planMemory(facts, whole.totalBytes * 0.6);
  expect(half).toMatchObject({ decision: 'chunked', inFlight: 2 });
  expect(half.totalBytes).toBeLessThanOrEqual(half.budgetBytes);
  expect(planMemory(facts, 1_000)).toMatchObject({ decision: 'over-budget', inFlight: 1 });
});

test('one account cannot be cut: it fits or it does not', () => {
  const single = {
    ...facts,
    kind: 'single',
    workers: 1,
    unitCount: 1,
    trialCount: 1,
    symbolCount: 50,
  } as const;
  const { totalBytes } = planMemory(single, 1e12);
  expect(planMemory(single, totalBytes).decision).toBe('in-memory');
  expect(planMemory(single, totalBytes - 1).decision).toBe('over-budget');
});

test('what is decided fits its budget, and one more would not', () => {
  const any = fc.record({
    kind: fc.constantFrom('per-symbol' as const, 'sweep' as const),
    unitBars: fc.integer({ min: 1, max: 2_000_000 }),
    unitCount: fc.integer({ min: 1, max: 100 }),
    trialCount: fc.integer({ min: 1, max: 500 }),
    workers: fc.integer({ min: 1, max: 16 }),
  });
  fc.assert(
    fc.property(any, fc.double({ min: 1e4, max: 1e11, noNaN: true }), (over, budget) => {
      const all = { ...facts, ...over, trialBars: over.unitBars, allBars: over.unitBars * over.unitCount };
      const plan = planMemory(all, budget);
      expect(plan.totalBytes).toBe(
        plan.barBytes + plan.indicatorBytes + plan.accountBytes + plan.resultBytes,
      );
      if (plan.decision !== 'over-budget') expect(plan.totalBytes).toBeLessThanOrEqual(budget);
      if (plan.decision === 'in-memory') return;
      const more = planMemory(
        { ...all, workers: plan.inFlight + (plan.decision === 'chunked' ? 1 : 0) },
        Infinity,
      );
      expect(more.totalBytes).toBeGreaterThan(budget);
    }),
  );
});
