import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toQuantityMicros } from '../model/quantity.ts';
import { SimulatedBroker } from './simulated-broker.ts';

const units = toQuantityMicros;

function broker(symbolCount = 2) {
  return new SimulatedBroker({
    contracts: Array.from({ length: symbolCount }, () => ({ tick: 0.01, multiplier: 1 })),
    commission: { kind: 'per-order', amount: 1 },
    slippage: { kind: 'ticks', ticks: 1 },
  });
}

test('fills the orders of a symbol at its next open, in the order they were given, and leaves the others', () => {
  const it = broker();
  it.submitMarket(0, 1, units(3), 10);
  it.submitMarket(1, 1, units(7), 10);
  it.submitMarket(0, -1, units(2), 10);
  it.onOpen(0, 20, 100);
  expect(it.fills.columns()).toEqual({
    symbol: Float64Array.of(0, 0),
    time: Float64Array.of(20, 20),
    side: Float64Array.of(1, -1),
    quantity: Float64Array.of(3e6, 2e6),
    price: Float64Array.of(100.01, 99.99),
    commission: Float64Array.of(1e6, 1e6),
  });
  expect(it.hasOpenOrders(0)).toBe(false);
  expect(it.orders.open()).toEqual([{ symbol: 1, side: 1, quantity: 7e6, submittedAt: 10 }]);
});

test('counts what slippage cost, on both sides', () => {
  const it = broker();
  it.submitMarket(0, 1, units(100), 1);
  it.onOpen(0, 2, 50);
  it.submitMarket(0, -1, units(100), 3);
  it.onOpen(0, 4, 60);
  expect(it.slippageCost).toBe(2_000_000);
});

test('every order fills once and whole, in order per symbol, whatever comes in between', () => {
  const anyStep = fc.record({
    symbol: fc.nat(2),
    opens: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400 }), (steps) => {
      const it = broker(3);
      const waiting: number[][] = [[], [], []];
      const expected: [symbol: number, quantity: number][] = [];
      steps.forEach(({ symbol, opens, quantity }, time) => {
        if (opens) {
          it.onOpen(symbol, time, 100);
          expected.push(...waiting[symbol]!.splice(0).map((one): [number, number] => [symbol, one]));
        } else {
          it.submitMarket(symbol, 1, units(quantity), time);
          waiting[symbol]!.push(units(quantity));
        }
        expect(it.hasOpenOrders(symbol)).toBe(waiting[symbol]!.length > 0);
      });
      const { symbol, quantity } = it.fills.columns();
      expect([...symbol].map((one, i) => [one, quantity[i]])).toEqual(expected);
      expect(it.orders.open().map((order) => order.quantity)).toEqual(waiting.flat());
    }),
  );
});
