import { expect, test } from 'vitest';
import { marginRateOf, shortValueOf } from './margin-rates.ts';

test('of a kind that nobody knows all of it is asked for', () => {
  expect([marginRateOf('STK'), marginRateOf('CRYPTO'), marginRateOf(undefined)]).toEqual([0.5, 1, 1]);
});

test.each([
  ['a stock', 'STK', null, null, NaN, 0],
  ['a put', 'OPT', 50, 'put', 70, 50],
  ['a call below its strike', 'OPT', 50, 'call', 40, 50],
  ['a call above it', 'FOP', 50, 'call', 70, 70],
  ['a call whose underlying nobody quotes', 'OPT', 50, 'call', NaN, 50],
  ['an option without a strike', 'WAR', null, null, 70, NaN],
] as const)('%s sold short stands for what it may cost', (_, securityType, strike, right, underlying, value) => {
  expect(shortValueOf({ securityType, strike, right }, underlying)).toBe(value);
}); // prettier-ignore
