import { expect, test } from 'vitest';
import { formatAnyPrice, formatHeld, unitsOf } from './money.ts';

test('prices have cents, and more decimals only where they have them', () => {
  expect([187, 187.4, 1.08235, 0.1 + 0.2, null, NaN].map((price) => formatAnyPrice(price))).toEqual([
    ...['187.00', '187.40', '1.08235', '0.30', '–', '–'],
  ]);
});

test('a stretch of time is told in its two largest units', () => {
  const day = 86_400_000;
  expect([0, 999, 5_000, 65_000, 3_600_000, day + 3_700_000, 2 * day + 1_000].map(formatHeld)).toEqual([
    ...['0 s', '1 s', '5 s', '1 min 5 s', '1 h', '1 d 1 h', '2 d'],
  ]);
});

test('micro-units become units, and an amount that is not known stays unknown', () => {
  expect([unitsOf(null), unitsOf(1_500_000)]).toEqual([null, 1.5]);
});
