import type { Contract } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { fromWireAmount, fromWireLine, fromWirePnl, fromWirePosition } from './wire-accounts.ts';

const ES = { conId: 1, symbol: 'ES', secType: 'FUT', currency: 'USD', multiplier: 50 } as Contract;
const UNSET = Number.MAX_VALUE;

test('what TWS has no figure for is unknown, never zero and never huge', () => {
  expect([undefined, UNSET, NaN, Infinity, 1e300, -1.5].map((value) => fromWireAmount(value))).toEqual([
    ...[null, null, null, null, null, -1_500_000],
  ]);
  expect(fromWirePnl(UNSET, 0, undefined)).toEqual({ daily: null, unrealized: 0, realized: null });
});

test('an average cost is told for the whole multiplier and kept per unit of price', () => {
  expect(fromWirePosition('DU1', ES, -2, 250_050)).toMatchObject({ quantity: -2e6, averageCost: 5_001 });
  expect(fromWirePosition('DU1', ES, 0, 0), 'closed: it has none').toMatchObject({ averageCost: null });
  expect(fromWirePosition('DU1', ES, 1, UNSET)).toMatchObject({ averageCost: null });
});

test('what is no contract or no quantity is no position', () => {
  expect(fromWirePosition('DU1', { ...ES, conId: 0 }, 1, 1)).toBeNull();
  expect(fromWirePosition('DU1', ES, UNSET, 1)).toBeNull();
});

test('a line keeps the price that is there and leaves out the one that is not', () => {
  const position = fromWirePosition('DU1', ES, 2, 250_000)!;
  expect(fromWireLine(position, 5_010, 501_000, 1_000, UNSET)).toMatchObject({
    ...{ marketPrice: 5_010, marketValue: 501_000e6, unrealizedPnl: 1_000e6, realizedPnl: null },
  });
  expect(fromWireLine(position, UNSET, UNSET, undefined, 0).marketPrice).toBeNull();
});
