import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incrementAt, isOnGrid, MARKET_RULES, smallestIncrement } from './market-rules.ts';

const penny = MARKET_RULES.get(32)!;

test.each([
  [0, 0.01],
  [2.99, 0.01],
  [3, 0.05],
  [3.0000001, 0.05],
  [250, 0.05],
  [-2.99, 0.01],
  [-3, 0.05],
])('options of the penny programme tick at %d by %d', (price, increment) => {
  expect(incrementAt(penny, price)).toBe(increment);
});

test.each([
  [2.99, true],
  [3, true],
  [3.01, false],
  [3.05, true],
  [2.995, false],
  [0, true],
  [NaN, false],
  [Infinity, false],
])('a price of %d is on their grid: %s', (price, expected) => {
  expect(isOnGrid(penny, price)).toBe(expected);
});

test('every multiple of an increment is on its grid, as the float that decimal text becomes, and a hundredth of a step off it is not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MARKET_RULES.values()),
      fc.integer({ min: 1, max: 100_000 }),
      fc.boolean(),
      (bands, steps, isShifted) => {
        const { increment, lowEdge } = bands.at(-1)!;
        const price = Number((lowEdge + steps * increment).toFixed(8));
        const asked = isShifted ? price + increment / 100 : price;
        expect(isOnGrid(bands, asked)).toBe(!isShifted);
      },
    ),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 100_000 : 500 },
  );
});

test('bands begin at zero, ascend, and the smallest increment is one of them', () => {
  for (const bands of MARKET_RULES.values()) {
    expect(bands[0]!.lowEdge).toBe(0);
    const edges = bands.map(({ lowEdge }) => lowEdge);
    expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
    expect(bands.map(({ increment }) => increment)).toContain(smallestIncrement(bands));
  }
});
