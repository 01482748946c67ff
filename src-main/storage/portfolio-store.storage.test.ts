import { expect, test } from 'vitest';
import { AAPL, ACCOUNT, commission, fill } from '#shared/portfolio/testing/executions.ts';
import { createOrderJournal } from './order-journal.ts';
import { createPortfolioStore } from './portfolio-store.ts';
import { createStoredExecutions } from './stored-executions.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();

test('what was taken over, accounts and ends of days survive, each profile for itself', () => {
  const huge = 123_456_789_012_345_678_901n;
  const store = createPortfolioStore(database.db);
  const position = { id: 'a', account: ACCOUNT, contract: AAPL, at: 5, quantity: -3e6, cost: -huge, reason: 'accepted' } as const; // prettier-ignore
  const cash = { account: ACCOUNT, currency: 'USD', at: 5, amount: huge, reason: 'first-seen' } as const;
  const day = { account: ACCOUNT, day: '2026-01-06', at: 9, currency: 'USD' as never, netLiquidation: 7 as never, totalCash: null, realizedPnl: null, unrealizedPnl: null, dayPnl: null }; // prettier-ignore
  const start = { account: ACCOUNT, contractId: 7, day: '2026-01-06', unrealized: -5n };
  const account = { account: ACCOUNT, firstSeenAt: 1, highWater: null };
  expect(store.save('one', { accounts: [account], positions: [position], cash: [cash], days: [day], positionDays: [start] }).ok).toBe(true); // prettier-ignore
  store.save('one', {
    accounts: [{ ...account, highWater: 12 }],
    days: [{ ...day, at: 10 }],
    positionDays: [{ ...start, day: '2026-01-07' }],
  });
  database.reopen();
  const again = createPortfolioStore(database.db);
  expect(again.load('one')).toEqual({
    ...{ accounts: [{ ...account, highWater: 12 }], positions: [position], cash: [cash] },
    positionDays: [{ ...start, day: '2026-01-07' }],
  });
  expect(again.days('one', ACCOUNT, 5)).toEqual([{ ...day, at: 10 }]);
  expect(again.load('other')).toEqual({ accounts: [], positions: [], cash: [], positionDays: [] });
});

test('a step that cannot be stored is not stored in part', () => {
  const store = createPortfolioStore(database.db);
  const account = { account: ACCOUNT, firstSeenAt: 1, highWater: 1 };
  const position = { id: 'a', account: ACCOUNT, contract: AAPL, at: 5, quantity: 1, cost: 1n, reason: 'accepted' } as const; // prettier-ignore
  store.save('one', { accounts: [account], positions: [position] });
  expect(() => store.save('one', { accounts: [{ ...account, highWater: 2 }], positions: [position] })).toThrow('UNIQUE'); // prettier-ignore
  expect(store.load('one')).toMatchObject({ accounts: [account], positions: [position] });
});

test('the journal’s executions come in pages by time, with their commissions where there are any', () => {
  const journal = createOrderJournal(database.db);
  const executions = [fill('b.01', 20, 1, 10), fill('a.01', 20, 2, 10), fill('c.01', 10, 3, 10)];
  journal.commit('one', {
    executions: executions.map((execution) => ({ ref: null, execution })),
    commissions: [commission('a.01', 1.25)],
  });
  journal.commit('other', { executions: [{ ref: null, execution: fill('z.01', 1, 1, 1) }] });
  const stored = createStoredExecutions(database.db);
  const first = stored.page('one', null, 2);
  expect(first.map(({ execution, commission: paid }) => [execution.execId, paid?.commission])).toEqual([
    ...[['c.01', undefined], ['a.01', 1_250_000]], // prettier-ignore
  ]);
  expect(first[0]!.execution).toEqual(executions[2]);
  const rest = stored.page('one', first[1]!.execution, 2);
  expect(rest.map(({ execution }) => execution.execId)).toEqual(['b.01']);
  expect(stored.page('one', rest[0]!.execution, 2)).toEqual([]);
});
