import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactDate, dayOfDate } from '../../model/civil-day.ts';
import { isoDateSchema } from '../../model/iso-date.ts';
import { fromMicros, toMicros } from '../../model/money.ts';
import { fromQuantityMicros, toQuantityMicros } from '../../model/quantity.ts';
import { sessionCalendar } from '../../model/sessions/session-calendar.ts';
import { dividendsOf, splitsOf, type Split } from '../universe/corporate-actions.ts';
import { dividendCash, splitPosition } from './entitlements.ts';

const calendar = sessionCalendar('us-stocks');
const inYear =
  (year: number) =>
  ({ exDay }: { exDay: number }) =>
    compactDate(exDay).startsWith(String(year));

describe('dividends', () => {
  test('fall due four times a year, on trading days, paid two weeks after', () => {
    const apple = dividendsOf('AAPL', calendar);
    expect(
      apple
        .filter(inYear(2026))
        .map(({ exDay, recordDay, payDay }) => [exDay, recordDay, payDay].map(compactDate)),
    ).toEqual([
      ['20260209', '20260209', '20260223'],
      ['20260508', '20260508', '20260522'],
      ['20260810', '20260810', '20260824'],
      ['20261109', '20261109', '20261123'],
    ]);
    for (const { exDay, recordDay, payDay } of apple)
      for (const day of [exDay, recordDay, payDay]) expect(calendar.sessionOfDay(day)).not.toBeNull();
  });

  test('before settlement in one day the record was taken a day later', () => {
    const days = dividendsOf('AAPL', calendar).filter(inYear(2024)).map(({ exDay, recordDay }) => recordDay - exDay);
    expect(days).toEqual([1, 1, 0, 0]);
  }); // prettier-ignore

  test('are paid to who is long and by who is short', () => {
    const [dividend] = dividendsOf('AAPL', calendar);
    expect(fromMicros(dividendCash(dividend!, toQuantityMicros(1_000)))).toBe(260);
    expect(fromMicros(dividendCash(dividend!, toQuantityMicros(-1_000)))).toBe(-260);
    expect(dividendsOf('AMZN', calendar)).toEqual([]);
  });
});

describe('splits', () => {
  test('come every June, two for one and back', () => {
    expect(splitsOf('AAPL', calendar)).toEqual([]);
    const splits = splitsOf('GE', calendar).filter(({ exDay }) => exDay > dayOfDate(isoDateSchema.parse('2025-01-01')));
    expect(splits.slice(0, 2).map(({ exDay, numerator, denominator }) => [compactDate(exDay), numerator, denominator])).toEqual([
      ['20250609', 2, 1],
      ['20260608', 1, 2],
    ]);
  }); // prettier-ignore

  const split = (numerator: number, denominator: number): Split => ({
    kind: 'split',
    symbol: 'GE',
    exDay: 20_000,
    numerator,
    denominator,
  });
  const after = (ratio: [number, number], shares: number, cost: number, price: number) => {
    const {
      quantity,
      cost: left,
      cashInLieu,
    } = splitPosition(split(...ratio), toQuantityMicros(shares), toMicros(cost), toMicros(price));
    return [fromQuantityMicros(quantity), fromMicros(left), fromMicros(cashInLieu)];
  };

  test.each<[[number, number], number, number, number, number[]]>([
    [[2, 1], 100, 30_000, 150, [200, 30_000, 0]],
    [[1, 2], 100, 30_000, 600, [50, 30_000, 0]],
    // The hundred and first share becomes half of one, paid at the new price; its cost leaves with it.
    [[1, 2], 101, 30_300, 600, [50, 30_000, 300]],
    [[1, 2], -101, -30_300, 600, [-50, -30_000, -300]],
    [[1, 8], 7, 700, 400, [0, 0, 350]],
    [[3, 2], 1, 90, 60, [1, 60, 30]],
    [[2, 1], 0, 0, 150, [0, 0, 0]],
  ])('%j of %d shares that cost %d, at %d', (ratio, shares, cost, price, expected) => {
    expect(after(ratio, shares, cost, price)).toEqual(expected);
  });

  test('no share comes from nowhere: whole shares and the fraction in cash are worth the old position', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 1_000 }),
        (shares, numerator, denominator, price) => {
          const [quantity, , cash] = after([numerator, denominator], shares, shares * 100, price);
          expect(Number.isInteger(quantity)).toBe(true);
          const worth = quantity! * price + cash!;
          expect(worth).toBeCloseTo(((shares * numerator) / denominator) * price, 4);
          expect(Math.abs(cash!)).toBeLessThanOrEqual(price);
        },
      ),
    );
  });
});
