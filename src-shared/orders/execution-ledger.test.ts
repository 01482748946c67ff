import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderPrice } from '../model/order-price.ts';
import { quantityMicros } from '../model/quantity.ts';
import { ExecutionLedger } from './execution-ledger.ts';

const execution = (execId: string, quantity: number) => ({
  execId,
  quantity: quantityMicros(quantity),
  price: orderPrice(1),
});

test('a repeated execution counts once, a correction replaces it, an older correction is too late', () => {
  const ledger = new ExecutionLedger();
  expect(ledger.book(execution('0000e0d5.00000001.01.01', 5))).toBe('new');
  expect(ledger.book(execution('0000e0d5.00000001.01.01', 5))).toBe('repeated');
  expect(ledger.book(execution('0000e0d5.00000001.01.10', 7))).toBe('correction');
  expect(ledger.book(execution('0000e0d5.00000001.01.09', 6))).toBe('superseded');
  expect(ledger.filled).toBe(7);
});

test('any order and repetition of executions and corrections gives the same filled quantity', () => {
  const history = fc.array(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(history, fc.array(fc.nat(), { maxLength: 60 }), (fills, picks) => {
      const reports = fills.flatMap((versions, fill) =>
        versions.map((quantity, version) => execution(`a.${fill}.01.0${version + 1}`, quantity)),
      );
      const repeats = reports.length === 0 ? [] : picks.map((pick) => reports[pick % reports.length]!);
      const ledger = new ExecutionLedger();
      for (const report of [...repeats, ...reports]) ledger.book(report);
      expect(ledger.filled).toBe(fills.reduce((sum, versions) => sum + versions.at(-1)!, 0));
    }),
  );
});
