import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLines } from './line-plan.ts';

const wanted = (count: number) => Array.from({ length: count }, (_, index) => index);

test('everybody is in exactly one place, and never more have a line than there are', () => {
  fc.assert(
    fc.property(
      fc.nat(300),
      fc.nat(300),
      fc.integer({ min: 1, max: 150 }),
      fc.nat(50),
      (count, needed, lines, turn) => {
        const { fixed, inTurn, resting } = planLines(wanted(count), Math.min(count, needed), lines, turn);
        expect([...fixed, ...inTurn, ...resting].sort((a, b) => a - b)).toEqual(wanted(count));
        expect(fixed.length + inTurn.length).toBe(Math.min(count, lines));
      },
    ),
  );
});

test('what is needed never rests while there is a line for it', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.nat(100),
      fc.integer({ min: 1, max: 120 }),
      fc.nat(50),
      (others, needed, lines, turn) => {
        const { fixed } = planLines(wanted(needed + others), needed, lines, turn);
        expect(fixed.filter((index) => index < needed)).toHaveLength(Math.min(needed, lines));
      },
    ),
  );
});

test('everybody who rests has a turn before anybody has a second one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 100 }), (count, lines) => {
      const seen = new Set<number>();
      // Seats are a fifth of the lines, one at least.
      const turns = Math.ceil(count / Math.max(1, Math.floor(lines * 0.2))) + 1;
      for (let turn = 0; turn < turns; turn++) {
        const { fixed, inTurn } = planLines(wanted(count), 0, lines, turn);
        for (const one of [...fixed, ...inTurn]) seen.add(one);
      }
      expect(seen.size).toBe(count);
    }),
  );
});
