import { beforeEach, expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { accountSummaryRequests } from './account-summary.ts';
import { refreshes } from './refreshes.ts';
import { AccountBench } from './testing/account-bench.ts';

const [FIRST, SECOND] = ['DU1000001', 'DU1000002'] as const;
const LINES = ['AccountType - INDIVIDUAL', 'NetLiquidation USD 1000.00', 'BuyingPower USD 4000.00'];

let bench: AccountBench;
let table: ReturnType<typeof accountSummaryRequests>;
beforeEach(() => {
  bench = new AccountBench();
  table = accountSummaryRequests(bench.books, refreshes(bench.clock));
  for (const account of bench.books.names) bench.write(account, ...LINES);
});

const ask = (reqId: number, group: string, tags: string) =>
  table.reqAccountSummary({ kind: 'reqAccountSummary', reqId, group, tags }, bench.session);
const cancel = (reqId: number) =>
  table.cancelAccountSummary({ kind: 'cancelAccountSummary', reqId }, bench.session);
const news = () =>
  bench.news().map((message) => {
    if (message.kind === 'errorMessage') return `${message.id}: ${message.code}`;
    if (message.kind !== 'accountSummary') return message.kind;
    const { reqId, account, tag, value, currency } = message;
    return `${reqId} ${account} ${tag} ${value}${currency}`;
  });

test('the lines that were asked for, of every account, then the end', () => {
  ask(1, 'All', 'NetLiquidation, AccountType,NoSuchTag,');
  const lines = (account: string) => [
    `1 ${account} AccountType INDIVIDUAL`,
    `1 ${account} NetLiquidation 1000.00USD`,
  ];
  expect(news()).toEqual([...lines(FIRST), ...lines(SECOND), 'accountSummaryEnd']);
});

test('every three minutes those that have changed, and none before, whatever is booked', () => {
  ask(1, 'All', 'NetLiquidation');
  news();
  bench.write(SECOND, ...LINES.with(1, 'NetLiquidation USD 5.00'));
  bench.change(SECOND);
  bench.clock.advance(3 * MS_PER_MINUTE - 1);
  expect(news()).toEqual([]);
  bench.clock.advance(1);
  expect(news()).toEqual([`1 ${SECOND} NetLiquidation 5.00USD`]);
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([]);
});

test('an account is a group of its own', () => {
  ask(1, SECOND, 'BuyingPower');
  expect(news()).toEqual([`1 ${SECOND} BuyingPower 4000.00USD`, 'accountSummaryEnd']);
});

test('there are two for each session at most', () => {
  for (const reqId of [1, 2, 3]) ask(reqId, FIRST, 'BuyingPower');
  expect(news().slice(4)).toEqual(['3: 322']);
  cancel(1);
  ask(3, FIRST, 'BuyingPower');
  expect(news()).toHaveLength(2);
});

test('an id in use, a group unknown, no tag or too many, and a cancel of nothing are refused with their codes', () => {
  ask(1, 'All', 'BuyingPower');
  news();
  ask(1, 'All', 'BuyingPower');
  ask(2, 'Family', 'BuyingPower');
  ask(3, 'All', ' , ');
  ask(4, 'All', Array.from({ length: 201 }, (_, i) => `Tag${i}`).join());
  cancel(5);
  expect(news()).toEqual(['1: 322', '2: 321', '3: 321', '4: 321', '5: 300']);
});

test('lives on when market data is lost; ends when it is cancelled and with its session', () => {
  ask(1, 'All', 'NetLiquidation');
  ask(2, 'All', 'NetLiquidation');
  news();
  bench.loseData();
  cancel(1);
  bench.write(FIRST, 'NetLiquidation USD 5.00');
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([`2 ${FIRST} NetLiquidation 5.00USD`]);
  bench.leave();
  bench.write(FIRST, 'NetLiquidation USD 6.00');
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([]);
});
