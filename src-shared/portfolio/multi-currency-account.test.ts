import { expect, test } from 'vitest';
import { toMicros } from '../model/money.ts';
import { toQuantityMicros } from '../model/quantity.ts';
import { MultiCurrencyAccount } from './multi-currency-account.ts';

test('a future in a foreign currency is worth its price times its multiplier, at the rate of the moment', () => {
  const account = new MultiCurrencyAccount(toMicros(100_000), [{ multiplier: 25 }], [1]);
  account.setRate(1, 1.25);
  const fills = {
    ...{ symbol: Float64Array.of(0), side: Float64Array.of(1), price: Float64Array.of(100) },
    ...{ quantity: Float64Array.of(toQuantityMicros(2)), commission: Float64Array.of(0) },
  };
  account.book(fills, 0, 0);
  account.mark(0, 110);
  expect(account.localValueOf(0)).toBe(toMicros(5_500));
  expect(account.marketValue).toBe(toMicros(6_875));
  account.setRate(1, 1.2);
  expect(account.marketValue).toBe(toMicros(6_600));
  expect(account.equity).toBe(toMicros(100_000 - 6_000 + 6_600));
});

test('what is held in the account’s own currency needs no rate', () => {
  const account = new MultiCurrencyAccount(toMicros(1_000), [{ multiplier: 1 }], [0]);
  const fills = {
    ...{ symbol: Float64Array.of(0), side: Float64Array.of(1), price: Float64Array.of(100) },
    ...{ quantity: Float64Array.of(toQuantityMicros(2)), commission: Float64Array.of(0) },
  };
  account.book(fills, 0, 0);
  account.mark(0, 110);
  expect([account.cash, account.marketValue]).toEqual([toMicros(800), toMicros(220)]);
});
