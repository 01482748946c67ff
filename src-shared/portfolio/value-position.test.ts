import { describe, expect, test } from 'vitest';
import { quantityMicros } from '../model/quantity.ts';
import { PortfolioBook } from './portfolio-book.ts';
import { AAPL, ACCOUNT, ES, fill, SAP } from './testing/executions.ts';
import { valuePosition, type PositionFacts } from './value-position.ts';

const DAY = 1_000;

function valued(book: PortfolioBook, contract = AAPL, more: Partial<PositionFacts> = {}) {
  return valuePosition({
    ...{ account: ACCOUNT, contract, book: book.contract(ACCOUNT, contract.contractId) ?? null },
    mark: { price: 120, at: DAY, source: 'quote', isStale: false },
    ...{ broker: null, brokerDayPnl: null, dayFrom: DAY, unrealizedAtDayStart: null },
    ...{ rate: (currency: string) => (currency === 'EUR' ? 1.25 : 1), netLiquidation: 10_000 },
    ...more,
  });
}

const adjustment = (at: number, units: number, cost: number) => ({
  ...{ kind: 'adjustment' as const, id: `adjustment ${at}`, at, quantity: quantityMicros(units * 1e6) },
  cost: BigInt(cost) * 1_000_000n,
});

describe('one position', () => {
  test('is worth its mark, in its own currency and the account’s, and a part of the equity', () => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY, 10, 100, SAP));
    expect(valued(book, SAP)).toMatchObject({
      ...{ quantity: 10e6, averageCost: 100, equityPart: 0.15, origin: 'traded', openedAt: DAY },
      amounts: { marketValue: 1_200e6, unrealizedPnl: 200e6, realizedPnl: 0, dayPnl: 200e6 },
      baseAmounts: { marketValue: 1_500e6, unrealizedPnl: 250e6, realizedPnl: 0, dayPnl: 250e6 },
    });
  });

  test('of a future has an average cost in points, when short too', () => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY, -2, 100, ES));
    expect(valued(book, ES)).toMatchObject({
      ...{ quantity: -2e6, averageCost: 100 },
      amounts: { marketValue: -12_000e6, unrealizedPnl: -2_000e6 },
    });
  });

  test('that is closed has no average cost, and needs no mark', () => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY, 10, 100));
    book.book(fill('b.01', DAY + 1, -10, 110));
    expect(valued(book, AAPL, { mark: null })).toMatchObject({
      ...{ quantity: 0, averageCost: null, equityPart: 0, openedAt: null },
      amounts: { marketValue: 0, unrealizedPnl: 0, realizedPnl: 100e6, dayPnl: 100e6 },
    });
  });

  test('without a mark or a rate has no worth, and none is made up', () => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY, 10, 100, SAP));
    const unknown = { marketValue: null, unrealizedPnl: null, dayPnl: null };
    expect(valued(book, SAP, { mark: null })).toMatchObject({ equityPart: null, amounts: unknown });
    expect(valued(book, SAP, { rate: () => NaN })).toMatchObject({ equityPart: null, baseAmounts: unknown });
  });

  test.each([null, 0, -1])('is no part of an equity of %s', (netLiquidation) => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY, 10, 100));
    expect(valued(book, AAPL, { netLiquidation }).equityPart).toBeNull();
  });
});

describe('the result of the day', () => {
  const held = () => {
    const book = new PortfolioBook();
    book.book(fill('a.01', DAY - 1, 10, 100));
    return book;
  };

  test('counts what was held from where it stood when the day began', () => {
    expect(valued(held(), AAPL, { unrealizedAtDayStart: 150_000_000n }).amounts.dayPnl).toBe(50e6);
  });

  test('of what was held is the broker’s where nobody looked, and else not known', () => {
    expect(valued(held(), AAPL, { brokerDayPnl: 7e6 }).amounts.dayPnl).toBe(7e6);
    expect(valued(held()).amounts.dayPnl).toBeNull();
  });

  test('of what was bought today needs no look, beside what was sold today', () => {
    const book = held();
    book.book(fill('b.01', DAY - 1, -10, 100));
    book.book(fill('c.01', DAY, 5, 100));
    book.book(fill('d.01', DAY + 1, -2, 110));
    expect(valued(book).amounts.dayPnl).toBe(20e6 + 60e6);
  });

  test('takes what was first seen today for new, and what was seen before for held', () => {
    const seen = (at: number) => {
      const book = new PortfolioBook();
      book.adjust(ACCOUNT, AAPL, adjustment(at, 10, 1_000));
      return valued(book);
    };
    expect(seen(DAY)).toMatchObject({ origin: 'elsewhere', averageCost: 100, amounts: { dayPnl: 200e6 } });
    expect(seen(DAY - 1).amounts.dayPnl).toBeNull();
  });
});

test('a position that was opened elsewhere and traded here is of both', () => {
  const book = new PortfolioBook();
  book.adjust(ACCOUNT, AAPL, adjustment(1, 10, 1_000));
  book.book(fill('a.01', 2, 10, 120));
  expect(valued(book)).toMatchObject({ quantity: 20e6, averageCost: 110, origin: 'mixed', openedAt: 1 });
});
