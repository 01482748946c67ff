import { expect, test } from 'vitest';
import { practiceBook } from './practice-book.ts';

const first = { seed: 1, alwaysOpen: false };
const settings = { ...first, replay: null };
const idOf = (facts: Partial<Parameters<typeof practiceBook>[0]>) =>
  practiceBook({ serving: null, settings, run: null, first, ...facts }).id;

test('each market has a book of its own, and the first one keeps the rows of before', () => {
  const markets = [settings, { ...settings, seed: 2 }, { ...settings, alwaysOpen: true }];
  expect(markets.map((market) => idOf({ settings: market }))).toEqual([
    ...['practice', 'practice seed-2', 'practice seed-1 always-open'],
  ]);
  expect(idOf({ first: { seed: 2, alwaysOpen: true } })).toBe('practice seed-1');
  expect(idOf({ settings: { ...settings, seed: 2 }, first: { seed: 2, alwaysOpen: false } })).toBe(
    'practice',
  );
});

test('what the gateway serves counts, not what it will be started with next time', () => {
  expect(idOf({ serving: settings, settings: { ...settings, seed: 9 } })).toBe('practice');
});

test('each start of a replay is a book of its own', () => {
  const replay = { ...settings, replay: 'SPX' };
  expect(
    new Set([idOf({ serving: replay, run: 'a' }), idOf({ serving: replay, run: 'b' }), idOf({})]).size,
  ).toBe(3);
  expect(idOf({ settings: replay })).not.toBe('practice');
});
