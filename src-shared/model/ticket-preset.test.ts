import { expect, test } from 'vitest';
import { defaultQuantity } from './ticket-preset.ts';

test('a ticket begins with a quantity that its kind of contract is traded in, and with the user’s where there is one', () => {
  expect(defaultQuantity({}, 'STK')).toBe(100);
  expect(defaultQuantity({}, 'CASH')).toBe(25_000);
  expect(defaultQuantity({}, 'OPT')).toBe(1);
  expect(defaultQuantity({ CASH: 100_000 }, 'CASH')).toBe(100_000);
});
