import { expect, test } from 'vitest';
import type { HeldTerms } from '../model/order-ticket.ts';
import { isEchoOf, isReductionOf, movedTerms, relevantTerms } from './held-terms.ts';
import { after, LIMIT_TERMS, price, units } from './testing/samples.ts';

const all = {
  limitPrice: price(0),
  stopPrice: price(0),
  trailAmount: price(0),
  trailPercent: 0,
  limitOffset: price(0),
};
const relevant = (type: string, change: Partial<HeldTerms> = {}) => {
  const { limitPrice, stopPrice, trailAmount, trailPercent, limitOffset } = relevantTerms({
    ...LIMIT_TERMS,
    ...all,
    type,
    ...change,
  });
  return [limitPrice, stopPrice, trailAmount, trailPercent, limitOffset];
};

test('a price that the type has no use for is none, and 0 is none where it may be left open', () => {
  expect(relevant('MKT')).toEqual([null, null, null, null, null]);
  expect(relevant('LMT')).toEqual([0, null, null, null, null]);
  expect(relevant('STP LMT')).toEqual([0, 0, null, null, null]);
  expect(relevant('PEG MID')).toEqual([null, null, null, null, null]);
  expect(relevant('TRAIL LIMIT', { trailPercent: 2 })).toEqual([null, null, null, 2, null]);
  expect(relevant('REL', { limitPrice: price(3) })).toEqual([price(3), null, null, null, null]);
});

test('a date counts where the order is good till one', () => {
  expect(relevantTerms({ ...LIMIT_TERMS, goodTillAt: after(5) }).goodTillAt).toBeNull();
  const dated = (ms: number) => relevantTerms({ ...LIMIT_TERMS, timeInForce: 'GTD', goodTillAt: after(ms) });
  expect(isEchoOf(dated(5), dated(5))).toBe(true);
  expect(isEchoOf(dated(5), dated(6))).toBe(false);
});

test('another type, time, price or quantity is no echo; a smaller quantity may be a reduction', () => {
  for (const change of [
    { type: 'STP' },
    { timeInForce: 'GTC' },
    { limitPrice: price(19) },
    { quantity: units(101) },
  ])
    expect(isEchoOf({ ...LIMIT_TERMS, ...change }, LIMIT_TERMS)).toBe(false);
  expect(isReductionOf({ ...LIMIT_TERMS, quantity: units(99) }, LIMIT_TERMS)).toBe(true);
  expect(isReductionOf({ ...LIMIT_TERMS, quantity: units(0) }, LIMIT_TERMS)).toBe(false);
  expect(isReductionOf({ ...LIMIT_TERMS, quantity: units(99), timeInForce: 'GTC' }, LIMIT_TERMS)).toBe(false);
});

test('a trailing stop moves with the market: up for a sale, down for a purchase, and neither where nobody knows', () => {
  const at = (stop: number) => ({ ...LIMIT_TERMS, type: 'TRAIL', stopPrice: price(stop) });
  const stopOf = (side: 'buy' | 'sell' | 'unknown', to: number) => movedTerms(at(20), at(to), side).stopPrice;
  expect([stopOf('sell', 21), stopOf('sell', 19)]).toEqual([price(21), price(20)]);
  expect([stopOf('buy', 21), stopOf('buy', 19)]).toEqual([price(20), price(19)]);
  expect([stopOf('unknown', 21), stopOf('unknown', 19)]).toEqual([price(20), price(20)]);
});
