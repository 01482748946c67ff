import { expect, test } from 'vitest';
import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import type { OrderType } from '#shared/simulation/exchange/order-terms.ts';
import { pricesOf } from './order-prices.ts';

const read = (type: OrderType, order: Partial<WireOrder>) => {
  const prices = pricesOf(type, { ...emptyOrder, ...order });
  if (!prices.ok) return prices.error.code;
  // Price units, and only what is there.
  return Object.fromEntries(
    Object.entries(prices.value)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, name === 'trailPercent' ? value : Number(value) / 1e8]),
  );
};

test.each<[OrderType, Partial<WireOrder>, object]>([
  ['MKT', { lmtPrice: 0, auxPrice: 0 }, {}],
  ['LMT', { lmtPrice: 187.25, auxPrice: 0 }, { limitPrice: 187.25 }],
  ['LOC', { lmtPrice: 187.25 }, { limitPrice: 187.25 }],
  ['LMT', {}, {}],
  ['STP', { lmtPrice: 0, auxPrice: 180 }, { stopPrice: 180 }],
  ['MIT', { auxPrice: 180 }, { stopPrice: 180 }],
  ['STP LMT', { lmtPrice: 179, auxPrice: 180 }, { limitPrice: 179, stopPrice: 180 }],
  ['LIT', { lmtPrice: 181, auxPrice: 180 }, { limitPrice: 181, stopPrice: 180 }],
  ['PEG MID', { lmtPrice: 0, auxPrice: 0 }, {}],
  ['PEG MID', { lmtPrice: 190, auxPrice: 0.01 }, { limitPrice: 190, limitOffset: 0.01 }],
  ['TRAIL', { auxPrice: 2, trailStopPrice: 175 }, { trailAmount: 2, stopPrice: 175 }],
  ['TRAIL', { trailingPercent: 1.5, auxPrice: 0 }, { trailPercent: 1.5 }],
  ['TRAIL', { trailingPercent: 1.5, auxPrice: 2 }, { trailAmount: 2 }],
  [
    'TRAIL LIMIT',
    { auxPrice: 2, trailStopPrice: 175, lmtPriceOffset: 0.5 },
    { trailAmount: 2, stopPrice: 175, limitOffset: 0.5 },
  ],
  [
    'TRAIL LIMIT',
    { auxPrice: 2, trailStopPrice: 175, lmtPrice: 174.5 },
    { trailAmount: 2, stopPrice: 175, limitPrice: 174.5, limitOffset: 0.5 },
  ],
])('%s with %o', (type, order, expected) => {
  expect(read(type, order)).toEqual(expected);
});

test('a price that nothing could cost is refused, not an overflow', () => {
  expect(read('LMT', { lmtPrice: 1e300 })).toBe(109);
  expect(read('STP', { auxPrice: -1e12 })).toBe(109);
});
