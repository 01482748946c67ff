import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommissionModel, SlippageModel } from '../model/backtest.ts';
import { toMicros } from '../model/money.ts';
import { toQuantityMicros } from '../model/quantity.ts';
import { CommissionSchedule } from './commission.ts';
import { SlippageSchedule } from './slippage.ts';

test.each<[CommissionModel, number, number, number]>([
  [{ kind: 'none' }, 100, 5_000, 0],
  [{ kind: 'per-order', amount: 1.25 }, 100, 5_000, 1.25],
  [{ kind: 'per-unit', amount: 0.005, minimum: 1 }, 100, 5_000, 1],
  [{ kind: 'per-unit', amount: 0.005, minimum: 1 }, 697, 100_000, 3.485],
  [{ kind: 'basis-points', basisPoints: 2 }, 100, 9_997.68, 1.999536],
  [{ kind: 'basis-points', basisPoints: 2 }, 1, -37.63, 0.007526],
])('%j on %d units worth %d costs %d', (model, units, value, cost) => {
  const commission = new CommissionSchedule(model).of(toQuantityMicros(units), toMicros(value));
  expect(commission).toBe(toMicros(cost));
});

test('a commission rounds half to even', () => {
  const schedule = new CommissionSchedule({ kind: 'basis-points', basisPoints: 5_000 });
  const unit = toQuantityMicros(1);
  expect(schedule.of(unit, toMicros(0.000001))).toBe(0);
  expect(schedule.of(unit, toMicros(0.000003))).toBe(2);
});

test.each<[SlippageModel, number, number, number]>([
  [{ kind: 'none' }, 1, 1_438.359985, 1_438.359985],
  [{ kind: 'none' }, -1, 1_438.359985, 1_438.359985],
  [{ kind: 'ticks', ticks: 2 }, 1, 100, 100.5],
  [{ kind: 'ticks', ticks: 2 }, -1, 100, 99.5],
  [{ kind: 'basis-points', basisPoints: 10 }, 1, 100, 100.1],
  [{ kind: 'basis-points', basisPoints: 10 }, -1, 100, 99.9],
  [{ kind: 'basis-points', basisPoints: 10 }, -1, -40, -40.04],
  [{ kind: 'ticks', ticks: 2 }, -1, 0.1, 0],
])('%j moves side %d from %d to %d', (model, side, market, price) => {
  expect(new SlippageSchedule(model).priceOf(side, market, 0.25)).toBeCloseTo(price, 12);
});

test('slippage is never in the favour of the trader, and nothing where there is none', () => {
  const anyModel = fc.oneof(
    fc.record({ kind: fc.constant('ticks' as const), ticks: fc.integer({ min: 0, max: 1_000 }) }),
    fc.record({
      kind: fc.constant('basis-points' as const),
      basisPoints: fc.double({ min: 0, max: 1_000, noNaN: true }),
    }),
  );
  const anyMarket = fc.double({ min: -1_000, max: 1_000_000, noNaN: true });
  fc.assert(
    fc.property(anyModel, anyMarket, fc.constantFrom(1, -1), (model, market, side) => {
      const price = new SlippageSchedule(model).priceOf(side, market, 0.01);
      expect(side * (price - market)).toBeGreaterThanOrEqual(0);
      expect(new SlippageSchedule({ kind: 'none' }).priceOf(side, market, 0.01) === market).toBe(true);
    }),
  );
});
