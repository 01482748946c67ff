import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromMicros, micros, toMicros } from '../../model/money.ts';
import { quantityMicros, toQuantityMicros } from '../../model/quantity.ts';
import { executionCommission, orderCommission, type FilledOrder } from './commission.ts';
import type { CommissionPlan } from './commission-tables.ts';

const stock = (shares: number, price: number, monthShares = 0, addedShares = 0): FilledOrder => ({
  assetClass: 'stock',
  quantity: toQuantityMicros(shares),
  value: toMicros(shares * price),
  addedQuantity: toQuantityMicros(addedShares),
  monthQuantity: toQuantityMicros(monthShares),
});
const option = (contracts: number, premium: number, monthContracts = 0): FilledOrder => ({
  assetClass: 'option',
  quantity: toQuantityMicros(contracts),
  premium: toMicros(premium),
  monthQuantity: toQuantityMicros(monthContracts),
});
const future = (symbol: string, contracts: number, monthContracts = 0): FilledOrder => ({
  assetClass: 'future',
  symbol,
  quantity: toQuantityMicros(contracts),
  monthQuantity: toQuantityMicros(monthContracts),
});
const value = (assetClass: 'forex' | 'crypto', amount: number, monthAmount = 0): FilledOrder => ({
  assetClass,
  value: toMicros(amount),
  monthValue: toMicros(monthAmount),
});
const cost = (plan: CommissionPlan, order: FilledOrder) => fromMicros(orderCommission(plan, order));

describe('stocks, fixed', () => {
  test.each([
    // IB's own examples.
    [100, 25, 1],
    [1_000, 25, 5],
    [1_000, 0.25, 2.5],
    // Both sides of the minimum: 200 shares cost it exactly.
    [199, 50, 1],
    [200, 50, 1],
    [201, 50, 1.005],
    // Both sides of the maximum of 1 %, which is below the minimum under 100 USD.
    [10, 0.2, 0.02],
    [1, 99.99, 0.9999],
    [1, 100, 1],
    [1, 100.01, 1],
    [1_000, 0.5, 5],
    [1_000, 0.49, 4.9],
    [1_000, 0.51, 5],
    [0, 100, 0],
  ])('%d shares at %d cost %d', (shares, price, expected) => {
    expect(cost('fixed', stock(shares, price))).toBe(expected);
  });
});

describe('stocks, tiered: IB’s part, clearing and the venue', () => {
  test.each([
    // 0.35 at least, 0.0002 a share to clear, 0.003 to remove.
    ['the minimum', stock(100, 50), 0.35 + 0.32],
    ['just above it', stock(101, 50), 0.3535 + 0.3232],
    ['the end of the first tier', stock(1_000, 50, 299_000), 3.5 + 3.2],
    ['half in the second', stock(1_000, 50, 299_500), 0.5 * 3.5 + 0.5 * 2 + 3.2],
    ['the second', stock(1_000, 50, 300_000), 2 + 3.2],
    ['the third', stock(1_000, 50, 3_000_000), 1.5 + 3.2],
    ['the fourth', stock(1_000, 50, 20_000_000), 1 + 3.2],
    ['the fifth', stock(1_000, 50, 100_000_000), 0.5 + 3.2],
    ['the maximum of 1 %', stock(1_000, 0.1), 1 + 3.2],
    ['all of it added to the book: the exchange pays', stock(10_000, 50, 20_000_000, 10_000), 10 + 2 - 20],
    ['half of it added', stock(1_000, 50, 0, 500), 3.5 + 0.2 + 1.5 - 1],
  ])('%s', (_title, order, expected) => {
    expect(cost('tiered', order)).toBeCloseTo(expected, 9);
  });
});

describe('options', () => {
  test.each([
    // IB's own examples, tier by tier.
    [1, 2, 0, 1],
    [2, 5, 0, 1.3],
    [3, 0.075, 0, 1.5],
    [5, 0.03, 0, 1.25],
    [1, 2, 10_000, 1],
    [2, 5, 10_000, 1],
    [3, 0.075, 10_000, 1.5],
    [5, 0.03, 10_000, 1.25],
    [5, 2, 50_000, 1.25],
    [5, 5, 100_000, 1],
    [7, 2, 100_000, 1.05],
    // Both sides of every premium, and an order that crosses a tier.
    [10, 0.049999, 0, 2.5],
    [10, 0.05, 0, 5],
    [10, 0.099999, 0, 5],
    [10, 0.1, 0, 6.5],
    [10, 2, 9_995, 5 * 0.65 + 5 * 0.5],
    [10, 2, 9_990, 6.5],
  ])('%d contracts at %d after %d in the month cost %d', (contracts, premium, month, expected) => {
    expect(cost('tiered', option(contracts, premium, month))).toBe(expected);
  });

  test('the fixed plan knows no volume', () => {
    expect(cost('fixed', option(10, 2, 1_000_000))).toBe(6.5);
    expect(cost('fixed', option(10, 0.05, 1_000_000))).toBe(5);
  });
});

describe('futures: IB’s part and the exchange’s', () => {
  test.each<[CommissionPlan, string, number, number, number]>([
    ['fixed', 'ES', 1, 0, 2.25],
    ['fixed', 'ES', 10, 50_000, 22.5],
    ['fixed', 'MES', 1, 0, 0.62],
    ['fixed', 'CL', 1, 0, 2.37],
    ['fixed', 'GC', 2, 0, 4.84],
    ['tiered', 'ES', 1, 999, 2.25],
    ['tiered', 'ES', 1, 1_000, 2.05],
    ['tiered', 'ES', 2, 999, 4.3],
    ['tiered', 'NQ', 1, 10_000, 1.85],
    ['tiered', 'NQ', 1, 20_000, 1.65],
    ['tiered', 'MNQ', 1, 20_000, 0.47],
  ])('%s: %s, %d after %d in the month cost %d', (plan, symbol, contracts, month, expected) => {
    expect(cost(plan, future(symbol, contracts, month))).toBe(expected);
  });

  test('a future without a price list is a mistake of ours', () => {
    expect(() => cost('fixed', future('ZN', 1))).toThrow('ZN');
  });
});

describe('currencies', () => {
  test.each([
    [100_000, 0, 2],
    [99_999_999 / 1_000, 0, 2],
    [150_000, 0, 3],
    [1_000_000, 0, 20],
    [1_000_000, 999_999_999, 2e-5 + 999_999 * 1.5e-5],
    [1_000_000, 1_000_000_000, 15],
    [1_000, 999_999_999.999999, 2],
    [1_000, 1_000_000_000, 1.5],
    [1_000, 2_000_000_000, 1.25],
    [1_000, 5_000_000_000, 1],
    [1_000_000, 5_000_000_000, 8],
    [0, 0, 0],
  ])('%d USD after %d in the month cost %d', (amount, month, expected) => {
    expect(cost('fixed', value('forex', amount, month))).toBeCloseTo(expected, 5);
    expect(cost('tiered', value('forex', amount, month))).toBe(cost('fixed', value('forex', amount, month)));
  });
});

describe('crypto', () => {
  test.each([
    [10_000, 0, 18],
    [972, 0, 1.75],
    [973, 0, 1.7514],
    [175, 0, 1.75],
    [174, 0, 1.74],
    [10, 0, 0.1],
    [10_000, 95_000, 9 + 7.5],
    [10_000, 100_000, 15],
    [10_000, 1_000_000, 12],
    [0, 0, 0],
  ])('%d USD after %d in the month cost %d', (amount, month, expected) => {
    expect(cost('fixed', value('crypto', amount, month))).toBe(expected);
  });
});

test('the executions of an order cost together what the order costs, however it is cut up', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<CommissionPlan>('fixed', 'tiered'),
      fc.array(fc.integer({ min: 1, max: 300_000 * 1e6 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 0, max: 4e6 }),
      (plan, parts, cents, month) => {
        let filled = 0;
        let charged = micros(0);
        const at = (quantity: number) =>
          ({
            assetClass: 'stock',
            quantity: quantityMicros(quantity),
            value: toMicros((quantity / 1e6) * (cents / 100)),
            addedQuantity: quantityMicros(0),
            monthQuantity: toQuantityMicros(month),
          }) as const;
        for (const part of parts) {
          filled += part;
          const cost = executionCommission(plan, at(filled), charged);
          expect(cost).toBeGreaterThanOrEqual(0);
          charged = micros(charged + cost);
        }
        expect(charged).toBe(orderCommission(plan, at(filled)));
      },
    ),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 50_000 : 200 },
  );
});
