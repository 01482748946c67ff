import { describe, expect, test } from 'vitest';
import { fromMicros, toMicros } from '../../model/money.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import { locate, nightlyBorrowFee, shortableTick } from './borrow.ts';

const find = (symbol: string, sell: number, position = 0, borrowed = 0) =>
  locate(symbol, toQuantityMicros(sell), toQuantityMicros(position), toQuantityMicros(borrowed));

describe('a sale', () => {
  test('of what the account has needs no locate', () => {
    expect(find('AMC', 100, 100)).toEqual({ kind: 'not-needed' });
    expect(find('AMC', 101, 100).kind).toBe('held');
  });

  test('of an easy stock is found', () => {
    expect(find('AAPL', 500, 200)).toEqual({ kind: 'found', needed: toQuantityMicros(300) });
    expect(find('AAPL', 500, -200)).toEqual({ kind: 'found', needed: toQuantityMicros(500) });
    expect(find('AAPL', 10_000_001).kind).toBe('held');
  });

  test('of a hard one is found up to the last share, less what is lent out', () => {
    expect(find('GME', 2_000).kind).toBe('found');
    expect(find('GME', 2_001)).toEqual({
      kind: 'held',
      needed: toQuantityMicros(2_001),
      available: toQuantityMicros(2_000),
    });
    expect(find('GME', 1_500, 0, 500).kind).toBe('found');
    expect(find('GME', 1_501, 0, 500).kind).toBe('held');
    expect(find('GME', 1, 0, 3_000)).toMatchObject({ kind: 'held', available: 0 });
  });
});

test.each([
  ['AAPL', 0, 3],
  ['GME', 1_000, 3],
  ['GME', 1_001, 2],
  ['GME', 1_999, 2],
  ['GME', 2_000, 1],
  ['AMC', 0, 1],
] as const)('%s with %d lent out shows as %d', (symbol, borrowed, tick) => {
  expect(shortableTick(symbol, toQuantityMicros(borrowed))).toBe(tick);
});

// Source: IB's way of reckoning: 102 % of the price, up to the whole dollar, times the shares, times the rate, over 360.
test.each([
  ['AAPL', 360, 100, (102 * 360 * 0.0025) / 360],
  ['AAPL', 360, 100.01, (103 * 360 * 0.0025) / 360],
  ['GME', -1_000, 22, (23 * 1_000 * 0.12) / 360],
  ['AAPL', 0, 100, 0],
])('%s, %d shares short at %d cost %d a night', (symbol, shares, price, expected) => {
  const fee = nightlyBorrowFee(symbol, toQuantityMicros(shares), toMicros(price));
  expect(fromMicros(fee)).toBeCloseTo(expected, 6);
});
