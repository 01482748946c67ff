import { beforeEach, expect, test } from 'vitest';
import { positionRequests } from './positions.ts';
import { AccountBench } from './testing/account-bench.ts';

let bench: AccountBench;
let table: ReturnType<typeof positionRequests>;
beforeEach(() => {
  bench = new AccountBench();
  table = positionRequests(bench.books);
});

/** Kinds, with account and position where there are any. */
const news = () =>
  bench
    .news()
    .map((message) =>
      message.kind === 'position' || message.kind === 'positionMulti'
        ? [message.kind, message.account, message.contract.symbol, message.position]
        : message.kind,
    );

test('tells the positions of every account, then each change, and a closed one once with 0', () => {
  bench.hold('DU1000002', 10);
  table.reqPositions({ kind: 'reqPositions' }, bench.session);
  expect(news()).toEqual([['position', 'DU1000002', 'AAPL', 10], 'positionEnd']);
  bench.hold('DU1000001', -5);
  expect(news()).toEqual([['position', 'DU1000001', 'AAPL', -5]]);
  bench.hold('DU1000001', -5);
  expect(news()).toEqual([]);
  bench.hold('DU1000002', 0);
  bench.hold('DU1000002', 0);
  expect(news()).toEqual([['position', 'DU1000002', 'AAPL', 0]]);
});

test('asked again it tells everything again; cancelled, or its session over, nothing more', () => {
  bench.hold('DU1000001', 1);
  for (let i = 0; i < 2; i++) table.reqPositions({ kind: 'reqPositions' }, bench.session);
  expect(news()).toHaveLength(4);
  expect(bench.listeners.size).toBe(1);
  table.cancelPositions({ kind: 'cancelPositions' }, bench.session);
  bench.hold('DU1000001', 2);
  expect(news()).toEqual([]);
  table.reqPositions({ kind: 'reqPositions' }, bench.session);
  bench.leave();
  expect(bench.listeners.size).toBe(0);
});

test('by account: its own positions, and an error for what is not there', () => {
  const ask = (reqId: number, account: string, modelCode = '') =>
    table.reqPositionsMulti({ kind: 'reqPositionsMulti', reqId, account, modelCode }, bench.session);
  bench.hold('DU1000001', 3);
  bench.hold('DU1000002', 4);
  ask(1, 'DU1000002');
  expect(news()).toEqual([['positionMulti', 'DU1000002', 'AAPL', 4], 'positionMultiEnd']);
  ask(2, 'All');
  expect(news()).toHaveLength(3);
  ask(2, 'All');
  ask(3, 'DU9');
  ask(4, 'DU1000001', 'growth');
  table.cancelPositionsMulti({ kind: 'cancelPositionsMulti', reqId: 9 }, bench.session);
  expect(bench.errors()).toEqual([
    ...[
      [2, 322],
      [3, 321],
    ],
    ...[
      [4, 321],
      [9, 300],
    ],
  ]);
  table.cancelPositionsMulti({ kind: 'cancelPositionsMulti', reqId: 2 }, bench.session);
  bench.hold('DU1000001', 0);
  expect(news()).toEqual([]);
});
