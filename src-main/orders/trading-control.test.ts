import { expect, test } from 'vitest';
import type { PortfolioDifference } from '#shared/model/account.ts';
import { OrderBook } from './order-book.ts';
import { TradingControl, type TradingControlOptions } from './trading-control.ts';

function differing(...kinds: readonly PortfolioDifference['about'][]) {
  const differences = kinds.map((about) => ({
    ...{ key: about, about, account: 'U1', contractId: null, name: 'USD', currency: 'USD', since: 1 },
    ...{ ours: 1, brokers: 2 },
  }));
  return new TradingControl({
    book: new OrderBook(),
    reconciler: () => ({ isProven: true, differences: [], isRunning: false, lastAt: 1, trouble: null }),
    portfolio: { isCompared: true, differences },
    broker: { isOpen: true },
    connection: () => ({ phase: 'ready', isServerLinkLost: false, accounts: ['U1'], profile: null }),
    breakers: () => [],
    resetWindow: () => ({ from: Infinity, to: Infinity }),
    clock: { now: () => 1 },
    onChange: () => undefined,
  } as unknown as TradingControlOptions).status;
}

test('a position that is not the broker’s lets only through what reduces; cash, cost and results are told and stop nothing', () => {
  expect(differing().state).toBe('active');
  expect(differing('cash', 'average-cost', 'realized-pnl')).toMatchObject({ state: 'active', reasons: [] });
  expect(differing('cash', 'quantity')).toMatchObject({
    state: 'reducing',
    reasons: [{ code: 'differences' }],
  });
  const told = differing('cash', 'average-cost', 'quantity').reconciliation.differences;
  expect(told.map(({ about, canBeAccepted }) => [about, canBeAccepted])).toEqual([
    ['cash', true],
    ['position', false],
    ['position', true],
  ]);
});
