import { expect, test } from 'vitest';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { PLAIN_TERMS, type HeldTerms } from '#shared/model/order-ticket.ts';
import { formatSteps, priceText } from './order.ts';

const EUR_USD_TICK = 0.00005;

test('prices of a contract have the decimals of its tick, whatever they end with', () => {
  const shown = [1.1, 1.085, 1.08505, 1].map((price) => formatSteps(toOrderPrice(price), EUR_USD_TICK));
  expect(shown.map((text) => text.split(/[.,]/)[1]!.length)).toEqual([5, 5, 5, 5]);
  expect(formatSteps(toOrderPrice(187.4), 0.01)).toMatch(/^187[.,]40$/);
});

test('a price that is no multiple of the tick is never rounded to one, and without a tick cents are the least', () => {
  expect(formatSteps(toOrderPrice(1.085051), EUR_USD_TICK)).toMatch(/085051$/);
  expect(formatSteps(toOrderPrice(187.4))).toMatch(/^187[.,]40$/);
  expect(formatSteps(null, EUR_USD_TICK)).toBe('–');
});

test('stop and limit of one order have the same decimals', () => {
  const terms = { ...PLAIN_TERMS, type: 'STP LMT', stopPrice: toOrderPrice(1.1), limitPrice: toOrderPrice(1.09995) }; // prettier-ignore
  expect(priceText(terms as unknown as HeldTerms, EUR_USD_TICK)).toMatch(
    /^stop 1[.,]10000, limit 1[.,]09995$/,
  );
});
