import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParameterSpace } from '../model/study.ts';
import { bollingerReversion } from './bollinger-reversion.ts';
import { strategies } from './library.ts';
import { parameterGrid, randomParameters } from './parameter-space.ts';

const smaCross = strategies.find(({ id }) => id === 'sma-cross')!;
const bollinger = bollingerReversion as unknown as typeof smaCross;

function grid(space: ParameterSpace, fixed = {}, definition = smaCross) {
  const found = parameterGrid(definition, fixed, space);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

test('a grid has every combination that the strategy takes, the last axis fastest, and counts the refused', () => {
  const { sets, refusedCount } = grid({ fast: { values: [5, 20] }, slow: { from: 10, to: 30, step: 10 } });
  expect(sets).toEqual([
    { fast: 5, slow: 10 },
    { fast: 5, slow: 20 },
    { fast: 5, slow: 30 },
    { fast: 20, slow: 30 },
  ]);
  expect(refusedCount).toBe(2);
});

test('whole numbers take a step of one, and steps of fractions end where they say', () => {
  expect(grid({ fast: { from: 3, to: 5 } }).sets.map(({ fast }) => fast)).toEqual([3, 4, 5]);
  const axis = Object.keys(bollinger.parameters.shape).find((name) => name !== 'period')!;
  const values = grid({ [axis]: { from: 1, to: 1.3, step: 0.1 } }, {}, bollinger).sets.map(
    (set) => set[axis],
  );
  expect(values).toEqual([1, 1.1, 1.2, 1.3]);
});

describe('refuses with a sentence', () => {
  test.each([
    [{}, {}, 'Name at least one parameter'],
    [{ speed: { values: [1] } }, {}, 'speed is not a parameter of SMA cross (it has: fast, slow)'],
    [{ fast: { values: [1] } }, { fast: 3 }, 'fast is both fixed and varied'],
    [{ fast: { from: 9, to: 3 } }, {}, 'fast goes from 9 to 3'],
    [{ fast: { values: [40] } }, {}, 'No combination can be used: fast was 40'],
    [{ fast: { from: 1, to: 1_000 }, slow: { from: 1, to: 1_000 } }, {}, 'More than 200,000 combinations'],
  ] as [ParameterSpace, object, string][])('%j beside %j', (space, fixed, sentence) => {
    expect(parameterGrid(smaCross, fixed as never, space)).toEqual({
      ok: false,
      error: expect.stringContaining(sentence) as string,
    });
  });
});

test('a random search draws inside the axes, each set once, and the same for the same seed', () => {
  const space = { fast: { from: 1, to: 50 }, slow: { from: 40, to: 60 } };
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
      const drawn = randomParameters(smaCross, {}, space, count, seed);
      if (!drawn.ok) throw new Error(drawn.error);
      expect(randomParameters(smaCross, {}, space, count, seed)).toEqual(drawn);
      const { sets } = drawn.value;
      expect(sets).toHaveLength(count);
      expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(count);
      for (const { fast, slow } of sets as { fast: number; slow: number }[]) {
        expect(Number.isInteger(fast) && fast >= 1 && fast <= 50).toBe(true);
        expect(Number.isInteger(slow) && slow >= 40 && slow <= 60 && fast < slow).toBe(true);
      }
    }),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 500 : 20 },
  );
});

test('a random search takes what there is when more is asked for', () => {
  const drawn = randomParameters(smaCross, { slow: 30 }, { fast: { values: [5, 10, 40] } }, 50, 1);
  expect(drawn).toMatchObject({ ok: true, value: { sets: { length: 2 }, refusedCount: 1 } });
});
