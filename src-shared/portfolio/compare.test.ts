import { expect, test } from 'vitest';
import { compareCash, comparePositions, type TheirPosition } from './compare.ts';
import { PortfolioBook } from './portfolio-book.ts';
import { AAPL, ACCOUNT, commission, ES, EURUSD, fill } from './testing/executions.ts';

const CONTRACTS = [AAPL, ES, EURUSD];

/** Ten each bought at 100 with a commission of 1, and of the stock two sold again at 110. */
function books() {
  const book = new PortfolioBook();
  for (const contract of CONTRACTS) {
    book.book(fill(`${contract.symbol}.01`, 1, 10, 100, contract));
    book.bookCommission(commission(`${contract.symbol}.01`, 1));
  }
  book.book(fill('sold.01', 2, -2, 110));
  book.bookCommission(commission('sold.01', 0));
  return book;
}

/** As the broker would tell them. */
const THEIRS: readonly TheirPosition[] = [
  { contract: AAPL, quantity: 8e6, averageCost: 100.1, realizedPnl: 19.8e6 },
  { contract: ES, quantity: 10e6, averageCost: 100.002, realizedPnl: 0 },
  { contract: EURUSD, quantity: 10e6, averageCost: 100.1, realizedPnl: 0 },
];
function compared(theirs: readonly TheirPosition[], book = books()) {
  const told = new Map(theirs.map((one) => [one.contract.contractId as number, one]));
  return comparePositions(ACCOUNT, book.contracts(ACCOUNT), told, 0, () => 1);
}
const stock = (more: Partial<TheirPosition>) => [{ ...THEIRS[0]!, ...more }, ...THEIRS.slice(1)];

test('the same is no difference', () => {
  expect(compared(THEIRS)).toEqual([]);
});

test('what the broker does not hold is a difference, but for a pair, whose currencies are compared as cash', () => {
  expect(compared([])).toMatchObject([
    { about: 'quantity', contractId: AAPL.contractId, ours: 8, brokers: 0 },
    { about: 'quantity', contractId: ES.contractId, ours: 10, brokers: 0 },
  ]);
});

test('what only the broker holds is a difference', () => {
  expect(compared(THEIRS, new PortfolioBook())).toMatchObject([
    { about: 'quantity', contractId: AAPL.contractId, ours: 0, brokers: 8 },
    { about: 'quantity', contractId: ES.contractId, ours: 0, brokers: 10 },
    { about: 'quantity', contractId: EURUSD.contractId, ours: 0, brokers: 10 },
  ]);
});

test('another quantity is told alone: the rest follows from it', () => {
  expect(compared(stock({ quantity: 7e6, averageCost: 1, realizedPnl: 1 }))).toMatchObject([
    { about: 'quantity', ours: 8, brokers: 7, account: ACCOUNT, currency: 'USD' },
  ]);
});

test('costs differ beyond a part in two thousand of what is held, which is 0.4004 here', () => {
  const apart = (amount: number) => compared(stock({ averageCost: 100.1 + amount / 8 }));
  for (const amount of [0.39, -0.39]) expect(apart(amount)).toEqual([]);
  for (const amount of [0.41, -0.41])
    expect(apart(amount)).toMatchObject([{ about: 'average-cost', contractId: AAPL.contractId }]);
});

test('what was realised differs beyond a part in a hundred, which is 0.198 here', () => {
  const apart = (amount: number) => compared(stock({ realizedPnl: 19.8e6 + amount * 1e6 }));
  for (const amount of [0.19, -0.19]) expect(apart(amount)).toEqual([]);
  for (const amount of [0.21, -0.21])
    expect(apart(amount)).toMatchObject([{ about: 'realized-pnl', ours: 19.8, brokers: 19.8 + amount }]);
});

test('what the broker has not told is not compared, nor costs while a commission is missing', () => {
  expect(compared(stock({ averageCost: null, realizedPnl: null }))).toEqual([]);
  const book = books();
  book.book(fill('late.01', 3, 1, 100));
  expect(compared(stock({ quantity: 9e6, averageCost: 1, realizedPnl: 1 }), book)).toEqual([]);
});

test('cash differs beyond a cent and what the rounding of its lines explains', () => {
  const cash = (apart: number, roundedLines: number) =>
    compareCash(ACCOUNT, [
      { currency: AAPL.currency, brokers: 100e6 + apart, ours: 100_000_000n, roundedLines },
    ]);
  expect(cash(11_000, 0)).toEqual([]);
  expect(cash(-31_000, 2)).toEqual([]);
  expect(cash(12_000, 0)).toMatchObject([{ about: 'cash', name: 'USD', ours: 100, brokers: 100.012 }]);
  expect(cash(-32_000, 2)).toHaveLength(1);
});
