import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sizing } from '../model/backtest.ts';
import { toMicros } from '../model/money.ts';
import { quantityMicros, toQuantityMicros } from '../model/quantity.ts';
import { notionalMicros } from '../portfolio/notional.ts';
import { PositionSizer } from './sizing.ts';

const sizes = (sizing: Sizing, lot: number, multiplier: number, close: number, equity: number) =>
  new PositionSizer(sizing, [{ lot, multiplier }]).quantityOf(0, close, toMicros(equity)) / 1e6;

test.each<[Sizing, number, number, number, number]>([
  [{ kind: 'quantity', quantity: 1 }, 1, 1, 1_455.22, 1],
  [{ kind: 'quantity', quantity: 250 }, 100, 1, 10, 200],
  [{ kind: 'quantity', quantity: 99 }, 100, 1, 10, 0],
  [{ kind: 'quantity', quantity: 0.3 }, 0.1, 1, 10, 0.3],
  [{ kind: 'cash', cash: 10_000 }, 1, 1, 1_455.22, 6],
  [{ kind: 'cash', cash: 10_000 }, 0.0001, 1, 63_000, 0.1587],
  [{ kind: 'cash', cash: 0.3 }, 1, 1, 0.1, 3],
  [{ kind: 'cash', cash: 200_000 }, 1, 50, 3_000, 1],
  [{ kind: 'percent-of-equity', percent: 95 }, 1, 1, 1_455.22, 65],
  [{ kind: 'percent-of-equity', percent: 0.001 }, 1, 1, 1_455.22, 0],
  [{ kind: 'cash', cash: 10_000 }, 1, 1, -37.63, 0],
  [{ kind: 'cash', cash: 10_000 }, 1, 1, 0, 0],
  [{ kind: 'cash', cash: 10_000 }, 1, 1_000, 1e12, 0],
])('%j in lots of %d, multiplier %d, at %d buys %d', (sizing, lot, multiplier, close, units) => {
  expect(sizes(sizing, lot, multiplier, close, 100_000)).toBe(units);
});

test('a budget buys the most whole lots whose booked value it covers', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      fc.constantFrom(0.0001, 0.1, 1, 100),
      fc.constantFrom(1, 5, 50),
      (cash, close, lot, multiplier) => {
        const sizer = new PositionSizer({ kind: 'cash', cash }, [{ lot, multiplier }]);
        const quantity = sizer.quantityOf(0, close, toMicros(0));
        const oneLot = toQuantityMicros(lot);
        const worth = (units: number) => notionalMicros(quantityMicros(units), close, multiplier);
        expect(quantity % oneLot).toBe(0);
        expect(worth(quantity)).toBeLessThanOrEqual(toMicros(cash));
        expect(worth(quantity + oneLot)).toBeGreaterThan(toMicros(cash));
      },
    ),
  );
});

test('says so when a budget buys more units than can be counted', () => {
  expect(() => sizes({ kind: 'cash', cash: 1e9 }, 1, 1, 1e-8, 0)).toThrow('Use a smaller size');
});
