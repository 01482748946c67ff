import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros, toMicros } from '../model/money.ts';
import { quantityMicros, toQuantityMicros } from '../model/quantity.ts';
import { Account } from './account.ts';
import { notionalMicros } from './notional.ts';
import { closedTrades, openTrades } from './trades.ts';

interface Deal {
  readonly symbol: number;
  readonly side: number;
  readonly units: number;
  readonly price: number;
  readonly commission: number;
}

const MULTIPLIERS = [1, 50];

/** Books deals as an engine would: a table of fills and the account side by side. */
function booked(deals: readonly Deal[]) {
  const account = new Account(
    toMicros(100_000),
    MULTIPLIERS.map((multiplier) => ({ multiplier })),
  );
  const fills = fillsOf(deals);
  deals.forEach((_, fill) => account.book(fills, fill, fill));
  return {
    account,
    closed: closedTrades(account, fills),
    open: openTrades(account, fills, () => deals.length),
  };
}

const deal = (side: number, units: number, price: number, commission = 0, symbol = 0): Deal => ({
  symbol,
  side,
  units,
  price,
  commission,
});

test('a round trip brings its P&L into cash, both commissions taken off', () => {
  const { account, closed, open } = booked([deal(1, 10, 100, 1), deal(-1, 10, 110, 2)]);
  expect(account.cash).toBe(toMicros(100_097));
  expect(account.equity).toBe(account.cash);
  expect(open).toEqual([]);
  expect(closed).toEqual([
    {
      symbol: 0,
      side: 'long',
      quantity: 10,
      entryTime: 0,
      entryPrice: 100,
      exitTime: 1_000,
      exitPrice: 110,
      pnl: 97,
      adverseExcursion: null,
      favourableExcursion: null,
      entryRate: null,
      returnOnEntry: 0.097,
      commission: 3,
      barsHeld: 1,
    },
  ]);
});

test('a sale closes the oldest lots first and shares its commission among them', () => {
  const { account, closed, open } = booked([deal(1, 10, 100), deal(1, 10, 120), deal(-1, 15, 130, 3)]);
  expect(closed.map(({ quantity, entryPrice, pnl }) => [quantity, entryPrice, pnl])).toEqual([
    [10, 100, 298],
    [5, 120, 49],
  ]);
  expect(account.averageCost(0)).toBe(120);
  expect(
    open.map(({ quantity, entryPrice, exitTime, pnl }) => [quantity, entryPrice, exitTime, pnl]),
  ).toEqual([[5, 120, null, 50]]);
});

test('a fill larger than the position closes it and opens the rest the other way', () => {
  const { account, closed, open } = booked([deal(1, 10, 100), deal(-1, 25, 110, 5)]);
  expect(account.positions[0]).toBe(-15e6);
  expect(closed.map(({ side, quantity, pnl }) => [side, quantity, pnl])).toEqual([['long', 10, 98]]);
  expect(open.map(({ side, quantity, pnl, commission }) => [side, quantity, pnl, commission])).toEqual([
    ['short', 15, -3, 3],
  ]);
  expect(account.openPositionCount).toBe(1);
});

test('marks move worth and nothing else', () => {
  const { account } = booked([deal(1, 2, 3_000, 0, 1)]);
  account.mark(1, 3_010.25);
  expect(account.cash).toBe(toMicros(100_000 - 2 * 3_000 * 50));
  expect(account.equity).toBe(toMicros(100_000 + 2 * 10.25 * 50));
  account.mark(0, 77);
  expect(account.equity).toBe(toMicros(101_025));
  expect(account.averageCost(0)).toBeNaN();
});

test('refuses money that cannot be counted', () => {
  expect(() => booked([deal(1, 1e9, 1e6)])).toThrow('beyond what can be counted');
});

test('what a quantity is worth is exact in decimals', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 50_000_000 }),
      (units, price) => {
        const exact = BigInt(units) * BigInt(price) * 100n; // price in 1e-4: units x price is in 1e-4 currency
        fc.pre(exact < 2n ** 50n);
        expect(BigInt(notionalMicros(toQuantityMicros(units), price / 1e4, 1))).toBe(exact);
      },
    ),
  );
});

test('balances to the last unit against whole numbers of any size', () => {
  const anyDeal = fc.record({
    symbol: fc.nat(1),
    side: fc.constantFrom(1, -1),
    units: fc.oneof(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 5_000_000 }).map((n) => n / 1e6),
    ),
    price: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
    commission: fc.integer({ min: 0, max: 9_999_999 }).map((n) => n / 1e6),
  });
  fc.assert(
    fc.property(
      fc.array(anyDeal, { maxLength: 60 }),
      fc.double({ min: 0.01, max: 5_000, noNaN: true }),
      (deals, last) => {
        let cash = 100_000_000_000n;
        const positions = [0n, 0n];
        for (const { symbol, side, units, price, commission } of deals) {
          const quantity = toQuantityMicros(units);
          const value = BigInt(notionalMicros(quantity, price, MULTIPLIERS[symbol]!));
          cash -= BigInt(side) * value + BigInt(toMicros(commission));
          positions[symbol]! += BigInt(side) * BigInt(quantity);
        }
        const { account } = booked(deals);
        expect(BigInt(account.cash)).toBe(cash);
        expect([...account.positions].map((position) => BigInt(position))).toEqual(positions);

        account.mark(0, last);
        account.mark(1, last);
        const worth = positions.map((position, symbol) =>
          BigInt(notionalMicros(quantityMicros(Number(position)), last, MULTIPLIERS[symbol]!)),
        );
        expect(BigInt(account.equity)).toBe(cash + worth[0]! + worth[1]!);

        // Closed and open trades together are all that the account has gained, to the last micro, symbol by symbol.
        const { closed, open } = tradesOf(account, deals);
        for (const symbol of [0, 1]) {
          const told = [...closed, ...open].filter((trade) => trade.symbol === symbol);
          const sum = told.reduce((total, trade) => total + BigInt(Math.round(trade.pnl * 1e6)), 0n);
          expect(sum).toBe(BigInt(account.pnlOf(symbol)));
          const held = open
            .filter((trade) => trade.symbol === symbol)
            .reduce(
              (total, { side, quantity }) =>
                total + BigInt(Math.round(quantity * 1e6)) * (side === 'long' ? 1n : -1n),
              0n,
            );
          expect(held).toBe(positions[symbol]);
        }
        expect(account.pnlOf(0) + account.pnlOf(1)).toBe(micros(account.equity - 100_000_000_000));
      },
    ),
  );
});

test('the thousands of trades of a long run keep every figure', () => {
  const rounds = 2_500;
  const deals = Array.from({ length: 2 * rounds }, (_, i) =>
    i % 2 === 0 ? deal(1, 1 + (i >> 1), 100, 1) : deal(-1, 1 + (i >> 1), 101, 2),
  );
  const { closed } = booked(deals);
  expect(closed).toHaveLength(rounds);
  const wrong = closed.filter(
    ({ quantity, pnl, commission, entryTime, exitTime, barsHeld, returnOnEntry }, i) =>
      quantity !== 1 + i ||
      pnl !== quantity - 3 ||
      commission !== 3 ||
      entryTime !== 2_000 * i ||
      exitTime !== entryTime + 1_000 ||
      barsHeld !== 1 ||
      Math.abs(returnOnEntry - pnl / (100 * quantity)) > 1e-12,
  );
  expect(wrong).toEqual([]);
});

function fillsOf(deals: readonly Deal[]) {
  return {
    symbol: Float64Array.from(deals, (one) => one.symbol),
    time: Float64Array.from(deals, (_, fill) => fill * 1_000),
    side: Float64Array.from(deals, (one) => one.side),
    quantity: Float64Array.from(deals, (one) => toQuantityMicros(one.units)),
    price: Float64Array.from(deals, (one) => one.price),
    commission: Float64Array.from(deals, (one) => toMicros(one.commission)),
  };
}

function tradesOf(account: Account, deals: readonly Deal[]) {
  const fills = fillsOf(deals);
  return { closed: closedTrades(account, fills), open: openTrades(account, fills, () => deals.length) };
}
