import { expect, test } from 'vitest';
import type { PortfolioDifference } from '#shared/model/account.ts';
import type { DamagedRow } from '../ports/order-journal.ts';
import { OrderBook } from './order-book.ts';
import { TradingControl, type TradingControlOptions } from './trading-control.ts';

const none = { rows: [] as DamagedRow[], count: 0 };

function differing(...kinds: readonly PortfolioDifference['about'][]) {
  return statusWith(kinds, {});
}

function statusWith(kinds: readonly PortfolioDifference['about'][], more: object) {
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
    heedsReset: () => true,
    resetWindow: () => ({ from: Infinity, to: Infinity }),
    ...{ clock: { now: () => 1 }, tradingClock: { now: () => 1, isProven: true } },
    onChange: () => undefined,
    ...{ damaged: () => none, damagedCount: () => 0 },
    ...more,
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

test('rows of the journal that cannot be read are told by name and count, and let only through what reduces', () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    ...{ source: 'order', key: `a-${index}`, reason: 'it is no JSON' },
  }));
  const status = statusWith([], { damaged: () => ({ rows, count: 31 }), damagedCount: () => 31 });
  expect(status).toMatchObject({ state: 'reducing', reasons: [{ code: 'journal-damaged' }] });
  const [told] = status.reconciliation.differences;
  expect(told).toMatchObject({ about: 'journal', canBeAccepted: true, since: 1 });
  expect(told!.message).toMatch(/^31 rows .* order a-0 \(it is no JSON\);.*, and 26 more\.$/);
  const one = statusWith([], {
    damaged: () => ({ rows: rows.slice(0, 1), count: 1 }),
    damagedCount: () => 1,
  });
  expect(one.reconciliation.differences[0]!.message).toBe(
    'A row of the order journal cannot be read and is left out: order a-0 (it is no JSON).',
  );
});

test('a comparison that has failed too often halts, and says why', () => {
  const reconciler = () => ({
    ...{ isProven: false, differences: [], isRunning: false, lastAt: 1 },
    trouble: 'no answer within 20 s',
  });
  expect(statusWith([], { reconciler })).toMatchObject({
    state: 'halted',
    reasons: [
      { code: 'not-reconciled', message: expect.stringContaining('no answer within 20 s') as unknown },
    ],
  });
  const portfolio = { isCompared: false, trouble: 'positions: no answer within 15 s', differences: [] };
  expect(statusWith([], { portfolio }).reasons).toMatchObject([
    { message: expect.stringContaining('positions: no answer within 15 s') as unknown },
  ]);
});

test('as long as TWS has not told its time nothing is proven: nobody knows which day it is', () => {
  expect(statusWith([], { tradingClock: { now: () => 1, isProven: false } })).toMatchObject({
    state: 'halted',
    reasons: [{ code: 'not-reconciled', message: expect.stringContaining('told its time') as unknown }],
  });
});

test('the broker’s reset lets only through what reduces, where its rule is on', () => {
  const during = {
    resetWindow: () => ({ from: 0, to: 2 }),
    heedsReset: (account: string) => account === 'U1',
  };
  expect(statusWith([], during)).toMatchObject({ state: 'reducing', reasons: [{ code: 'reset-window' }] });
  const connection = () => ({ phase: 'ready', isServerLinkLost: false, accounts: ['U2'], profile: null });
  expect(statusWith([], { ...during, connection })).toMatchObject({ state: 'active', reasons: [] });
});
