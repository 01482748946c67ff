import { beforeEach, expect, test } from 'vitest';
import { profitAndLossRequests } from './profit-and-loss.ts';
import { AAPL, AccountBench } from './testing/account-bench.ts';

let bench: AccountBench;
let table: ReturnType<typeof profitAndLossRequests>;
beforeEach(() => {
  bench = new AccountBench();
  table = profitAndLossRequests(bench.books, bench);
});

const ask = (reqId: number, account = 'DU1000001', modelCode = '') =>
  table.reqPnL({ kind: 'reqPnL', reqId, account, modelCode }, bench.session);
const askSingle = (reqId: number, account = 'DU1000001', conId = AAPL.conId) =>
  table.reqPnLSingle({ kind: 'reqPnLSingle', reqId, account, modelCode: '', conId }, bench.session);

test('of an account: at once, with nothing for what has no figure, then each second in which it changed', () => {
  ask(1);
  const none = { dailyPnL: undefined, unrealizedPnL: undefined, realizedPnL: undefined };
  expect(bench.news()).toEqual([{ kind: 'pnl', reqId: 1, ...none }]);
  bench.clock.advance(5_000);
  expect(bench.news()).toEqual([]);
  bench.pnl = { daily: -12.5, unrealized: 3, realized: 0 };
  bench.clock.advance(5_000);
  expect(bench.news()).toEqual([
    { kind: 'pnl', reqId: 1, dailyPnL: -12.5, unrealizedPnL: 3, realizedPnL: 0 },
  ]);
});

test('of a position: its size and worth too, and 0 once it is closed', () => {
  bench.hold('DU1000001', 10);
  askSingle(1);
  bench.hold('DU1000001', 10, 101);
  bench.clock.advance(1_000);
  bench.hold('DU1000001', 0);
  bench.clock.advance(1_000);
  expect(bench.news()).toMatchObject([
    { position: 10, value: 1_000, unrealizedPnL: 0 },
    { position: 10, value: 1_010, unrealizedPnL: 10 },
    { position: 0, value: 0, unrealizedPnL: 0 },
  ]);
});

test('ends when it is cancelled and with its session', () => {
  for (const reqId of [1, 2]) ask(reqId);
  askSingle(1);
  table.cancelPnL({ kind: 'cancelPnL', reqId: 1 }, bench.session);
  bench.news();
  bench.pnl = { daily: 1, unrealized: 1, realized: 1 };
  bench.clock.advance(1_000);
  expect(bench.news()).toMatchObject([{ kind: 'pnl', reqId: 2 }]);
  bench.leave();
  bench.pnl = { daily: 2, unrealized: 1, realized: 1 };
  bench.hold('DU1000001', 7);
  bench.clock.advance(1_000);
  expect(bench.news()).toEqual([]);
});

test('says what is wrong with an account, a contract, a model or an id', () => {
  ask(1);
  ask(1);
  ask(2, 'DU9');
  ask(3, '');
  ask(4, 'DU1000001', 'growth');
  askSingle(5, 'DU1000001', 987_654_321);
  table.cancelPnL({ kind: 'cancelPnL', reqId: 6 }, bench.session);
  table.cancelPnLSingle({ kind: 'cancelPnLSingle', reqId: 7 }, bench.session);
  const codes = bench.errors().map(([id, code]) => `${id}: ${code}`);
  expect(codes).toEqual(['1: 322', '2: 321', '3: 321', '4: 321', '5: 200', '6: 300', '7: 300']);
});

test('one account needs no name', () => {
  bench = new AccountBench(['DU1000001']);
  table = profitAndLossRequests(bench.books, bench);
  ask(1, '');
  expect(bench.news()).toMatchObject([{ kind: 'pnl', reqId: 1 }]);
});
