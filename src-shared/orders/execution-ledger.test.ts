import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePriceOf, bookExecution, filledOf, peakOf, type ExecutionLedger } from './execution-ledger.ts';
import { fill, price, units } from './testing/samples.ts';

test('a repeated execution counts once, a correction replaces it, an older correction is too late', () => {
  let ledger: ExecutionLedger = [];
  const book = (execId: string, quantity: number) => {
    const taken = bookExecution(ledger, fill(execId, quantity));
    ledger = taken.ledger;
    return taken.booked;
  };
  expect(book('0000e0d5.00000001.01.01', 5)).toBe('new');
  expect(book('0000e0d5.00000001.01.01', 5)).toBe('repeated');
  expect(book('0000e0d5.00000001.01.10', 7)).toBe('correction');
  expect(book('0000e0d5.00000001.01.09', 9)).toBe('superseded');
  expect(book('without a number at its end', 1)).toBe('new');
  expect(filledOf(ledger)).toBe(units(8));
  expect(peakOf(ledger)).toBe(units(10));
});

test('any order and repetition of executions and corrections gives the same ledger', () => {
  const history = fc.array(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(history, fc.array(fc.nat(), { maxLength: 60 }), (fills, picks) => {
      const reports = fills.flatMap((versions, root) =>
        versions.map((quantity, version) => fill(`a.${root}.01.0${version + 1}`, quantity)),
      );
      const repeats = reports.length === 0 ? [] : picks.map((pick) => reports[pick % reports.length]!);
      const booked = (all: typeof reports) =>
        all.reduce<ExecutionLedger>((ledger, report) => bookExecution(ledger, report).ledger, []);
      expect(booked([...repeats, ...reports])).toEqual(booked(reports));
      expect(filledOf(booked(reports))).toBe(
        fills.reduce((sum, versions) => sum + units(versions.at(-1)!), 0),
      );
    }),
  );
});

test('the average price weighs each fill by its size and rounds once', () => {
  const at = (root: number, quantity: number, each: number) =>
    bookExecution([], fill(`a.${root}.01`, quantity, { price: price(each) })).ledger[0]!;
  expect(averagePriceOf([])).toBeNull();
  expect(averagePriceOf([at(1, 0, 5)])).toBeNull();
  expect(averagePriceOf([at(1, 1, 20), at(2, 2, 20.01)])).toBe(2_000_666_667);
  expect(averagePriceOf([at(1, 100, 1.23), at(2, 300, 1.27)])).toBe(price(1.26));
});
