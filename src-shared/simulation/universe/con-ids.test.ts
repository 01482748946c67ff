import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDay } from '../../model/civil-day.ts';
import { futureConId, futureOfConId, listedConId, optionConId, optionOfConId } from './con-ids.ts';

const INT32_MAX = 2_147_483_647;
const numRuns = process.env.TRADEWIND_COUNTS === 'full' ? 100_000 : 1_000;

const terms = fc.record({
  optionClass: fc.integer({ min: 0, max: 5 }),
  day: fc.integer({ min: civilDay(2000, 1, 3), max: civilDay(2049, 12, 20) }),
  right: fc.constantFrom<'C' | 'P'>('C', 'P'),
  strike: fc.integer({ min: 1, max: 9_999 }).map((halves) => halves / 2),
});

test('an option id names its class, week, right and strike, and fits 32 bits', () => {
  fc.assert(
    fc.property(terms, (option) => {
      const conId = optionConId(option)!;
      expect(conId).toBeLessThanOrEqual(INT32_MAX);
      const { day, ...rest } = optionOfConId(conId)!;
      expect(rest).toEqual({
        optionClass: option.optionClass,
        right: option.right,
        strike: option.strike,
      });
      expect(option.day - day).toBeGreaterThanOrEqual(0);
      expect(option.day - day).toBeLessThan(7);
      expect(futureOfConId(conId)).toBeNull();
    }),
    { numRuns },
  );
});

test('two options share an id only if their terms are the same', () => {
  fc.assert(
    fc.property(terms, terms, (a, b) => {
      const same =
        JSON.stringify(optionOfConId(optionConId(a)!)) === JSON.stringify(optionOfConId(optionConId(b)!));
      expect(optionConId(a) === optionConId(b)).toBe(same);
    }),
    { numRuns },
  );
});

test('what an id cannot say has none', () => {
  const spy = { optionClass: 0, day: civilDay(2026, 1, 16), right: 'C', strike: 600 } as const;
  expect(optionConId(spy)).not.toBeNull();
  for (const bad of [{ strike: 0 }, { strike: 5_000 }, { strike: 600.25 }, { strike: NaN }, { strike: -5 }])
    expect(optionConId({ ...spy, ...bad })).toBeNull();
  expect(optionConId({ ...spy, day: civilDay(1999, 12, 31) })).toBeNull();
  expect(optionConId({ ...spy, day: civilDay(2050, 1, 14) })).toBeNull();
  expect(optionConId({ ...spy, optionClass: 6 })).toBeNull();
});

test('a future id names its root and month, and the ranges stay apart', () => {
  expect(futureOfConId(futureConId(6, 2026, 12))).toEqual({ root: 6, year: 2026, month: 12 });
  expect(optionOfConId(futureConId(999, 2099, 12))).toBeNull();
  expect(futureOfConId(listedConId(9_999_999))).toBeNull();
  for (const id of [0, -1, NaN, 1.5, 265598, INT32_MAX]) {
    expect(futureOfConId(id)).toBeNull();
    expect(optionOfConId(id)).toBeNull();
  }
});
