import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromMicros, toMicros } from '../../model/money.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import { accountRoom } from './account-room.ts';
import {
  coveredCallMargin,
  coveredCalls,
  cryptoMargin,
  forexMargin,
  futureMargin,
  isBroadIndexFund,
  optionMargin,
  stockMargin,
  type MarginRequirement,
} from './margin.ts';

const usd = ({ initial, maintenance }: MarginRequirement) => [fromMicros(initial), fromMicros(maintenance)];
const stock = (shares: number, price: number) =>
  usd(stockMargin(toQuantityMicros(shares), toMicros(shares * price)));

describe('stocks', () => {
  test.each([
    [100, 50, 2_500, 1_250],
    [100, 1, 50, 25],
    [0, 50, 0, 0],
    // Short: 30 % above 16.67, 5 a share down to 5, then all of the value, then 2.50 a share.
    [-100, 50, 2_500, 1_500],
    [-100, 16.68, 834, 500.4],
    [-100, 16.66, 833, 500],
    [-100, 10, 500, 500],
    [-100, 9.99, 500, 500],
    [-100, 5.01, 500, 500],
    [-100, 5, 500, 500],
    [-100, 4.99, 499, 499],
    [-100, 2.51, 251, 251],
    [-100, 2.5, 250, 250],
    [-100, 2.49, 250, 250],
    [-100, 0.01, 250, 250],
  ])('%d at %d ask %d to open and %d to keep', (shares, price, initial, maintenance) => {
    expect(stock(shares, price)).toEqual([initial, maintenance]);
  });

  test('never ask less to open than to keep, nor less for more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (shares, cents) => {
          const one = stockMargin(toQuantityMicros(shares), toMicros((shares * cents) / 100));
          const two = stockMargin(toQuantityMicros(2 * shares), toMicros((2 * shares * cents) / 100));
          expect(one.initial).toBeGreaterThanOrEqual(one.maintenance);
          expect(two.initial).toBeGreaterThanOrEqual(one.initial);
          expect(two.maintenance).toBeGreaterThanOrEqual(one.maintenance);
        },
      ),
    );
  });
});

describe('options', () => {
  const ask = (
    right: 'call' | 'put',
    contracts: number,
    price: number,
    strike: number,
    underlying: number,
    isBroadIndex = false,
  ) =>
    usd(
      optionMargin({
        right,
        quantity: toQuantityMicros(contracts),
        price: toMicros(price),
        strike: toMicros(strike),
        underlyingPrice: toMicros(underlying),
        multiplier: 100,
        isBroadIndex,
      }),
    )[0];

  test.each([
    // Short calls on a stock at 128.50, strike 120 (in the money) for 8.42 and strike 130 for 2: Cboe's way of reckoning.
    ['in the money', ask('call', -1, 8.42, 120, 128.5), (8.42 + 25.7) * 100],
    ['a little out of it', ask('call', -1, 2, 130, 128.5), (2 + 25.7 - 1.5) * 100],
    ['just where the least begins', ask('call', -1, 2, 141.35, 128.5), (2 + 12.85) * 100],
    ['far out: 10 % of the underlying', ask('call', -1, 2, 150, 128.5), (2 + 12.85) * 100],
    ['a put, where the least is 10 % of the strike', ask('put', -2, 1.5, 80, 95), (1.5 + 8) * 200],
    ['a put, a little out', ask('put', -2, 1.5, 90, 95), (1.5 + 19 - 5) * 200],
    ['a put far out: 10 % of the strike', ask('put', -1, 1, 60, 95), (1 + 6) * 100],
    ['a broad index: 15 %', ask('call', -1, 10, 600, 600, true), (10 + 90) * 100],
    ['long', ask('call', 5, 10, 600, 600), 0],
  ])('%s', (_title, asked, expected) => {
    expect(asked).toBeCloseTo(expected, 6);
  });

  test('on funds of a broad index ask for less', () => {
    expect(['SPY', 'AAPL', 'TLT'].map(isBroadIndexFund)).toEqual([true, false, false]);
  });

  test('calls are covered by whole hundreds of long shares', () => {
    const covered = (calls: number, shares: number) =>
      fromMicros(coveredCalls(toQuantityMicros(calls), toQuantityMicros(shares), 100) as never);
    expect([covered(3, 300), covered(3, 299), covered(3, 1_000), covered(3, 99), covered(3, -300)]).toEqual([
      3, 2, 3, 0, 0,
    ]);
    expect(usd(coveredCallMargin(toQuantityMicros(-2), toMicros(3.25), 100))).toEqual([650, 650]);
  });
});

test('futures ask so much a contract, a tenth more to open', () => {
  expect(usd(futureMargin('ES', toQuantityMicros(2)))).toEqual([46_200, 42_000]);
  expect(usd(futureMargin('ES', toQuantityMicros(-2)))).toEqual([46_200, 42_000]);
  expect(usd(futureMargin('MES', toQuantityMicros(1)))).toEqual([2_310, 2_100]);
  expect(() => futureMargin('ZN', toQuantityMicros(1))).toThrow('ZN');
});

test('currencies are lent 50 to 1 among the major ones, else 20 to 1', () => {
  expect(usd(forexMargin('EUR', 'USD', toMicros(116_000)))).toEqual([2_320, 2_320]);
  expect(usd(forexMargin('EUR', 'JPY', toMicros(-116_000)))).toEqual([2_320, 2_320]);
  expect(usd(forexMargin('USD', 'MXN', toMicros(100_000)))).toEqual([5_000, 5_000]);
});

test('crypto is paid in full', () => {
  expect(usd(cryptoMargin(toMicros(95_000.5)))).toEqual([95_000.5, 95_000.5]);
  expect(() => cryptoMargin(toMicros(-1))).toThrow('short');
});

test('half a million of stock is worth of buying power to whoever has a quarter free', () => {
  const margin = { initial: toMicros(750_000), maintenance: toMicros(375_000) };
  expect(accountRoom(toMicros(1_000_000), margin)).toEqual({
    availableFunds: toMicros(250_000),
    excessLiquidity: toMicros(625_000),
    buyingPower: toMicros(500_000),
  });
  expect(accountRoom(toMicros(500_000), margin).buyingPower).toBe(0);
});
