import { beforeEach, expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { accountUpdateRequests } from './account-updates.ts';
import { refreshes } from './refreshes.ts';
import { AccountBench } from './testing/account-bench.ts';

const [FIRST, SECOND] = ['DU1000001', 'DU1000002'] as const;
const LINES = ['AccountReady - true', 'NetLiquidation USD 1000.00', 'CashBalance BASE 1000.00'];

let bench: AccountBench;
let table: ReturnType<typeof accountUpdateRequests>;
beforeEach(() => {
  bench = new AccountBench();
  table = accountUpdateRequests(bench.books, bench.clock, refreshes(bench.clock));
  for (const account of bench.books.names) bench.write(account, ...LINES);
});

const ask = (acctCode: string, subscribe = true) =>
  table.reqAccountUpdates({ kind: 'reqAccountUpdates', subscribe, acctCode }, bench.session);
const askMulti = (reqId: number, account: string, ledgerAndNLV = false, modelCode = '') =>
  table.reqAccountUpdatesMulti(
    { kind: 'reqAccountUpdatesMulti', reqId, account, modelCode, ledgerAndNLV },
    bench.session,
  );

const inShort = (message: GatewayMessage): string => {
  switch (message.kind) {
    case 'accountValue':
      return `${message.account} ${message.key} ${message.value}${message.currency}`;
    case 'portfolioValue':
      return `${message.account} ${message.contract.symbol} ${message.position} worth ${message.marketValue}`;
    case 'accountUpdateTime':
      return message.time;
    case 'accountUpdateMulti':
      return `${message.reqId} ${message.account} ${message.key} ${message.value}`;
    case 'errorMessage':
      return `${message.id}: ${message.code}`;
    default:
      return message.kind;
  }
};
const news = () => bench.news().map(inShort);

test('the whole account first: its lines, what it holds, the time, and the end', () => {
  bench.hold(FIRST, 3);
  ask(FIRST);
  expect(news()).toEqual([
    `${FIRST} AccountReady true`,
    `${FIRST} NetLiquidation 1000.00USD`,
    `${FIRST} CashBalance 1000.00BASE`,
    `${FIRST} AAPL 3 worth 300`,
    '15:00',
    'accountDownloadEnd',
  ]);
});

test('then what has changed: at once when something is booked, after three minutes when only prices moved', () => {
  bench.hold(FIRST, 3);
  ask(FIRST);
  news();
  bench.write(FIRST, ...LINES.with(1, 'NetLiquidation USD 990.00'));
  bench.hold(FIRST, 5);
  expect(news()).toEqual([`${FIRST} NetLiquidation 990.00USD`, `${FIRST} AAPL 5 worth 500`, '15:00']);
  bench.write(FIRST, ...LINES);
  bench.clock.advance(3 * MS_PER_MINUTE - 1);
  expect(news()).toEqual([]);
  bench.clock.advance(1);
  expect(news()).toEqual([`${FIRST} NetLiquidation 1000.00USD`, '15:03']);
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual(['15:06']);
});

test('another account is none of its business', () => {
  ask(SECOND);
  news();
  bench.hold(FIRST, 1);
  expect(news()).toEqual([]);
});

test('a closed position is told with 0, and not again when the day forgets it', () => {
  bench.hold(FIRST, 3);
  ask(FIRST);
  news();
  bench.hold(FIRST, 0);
  expect(news()).toEqual([`${FIRST} AAPL 0 worth 0`, '15:00']);
  bench.forgetClosed(FIRST);
  bench.change(FIRST);
  expect(news()).toEqual(['15:00']);
});

test('after a fresh start nothing is left of what was held, nor of a currency', () => {
  bench.write(FIRST, ...LINES, 'CashBalance EUR 5.00', 'ExchangeRate EUR 1.16', 'Currency EUR EUR');
  bench.hold(FIRST, 3);
  ask(FIRST);
  news();
  bench.write(FIRST, ...LINES);
  bench.hold(FIRST, 0);
  bench.forgetClosed(FIRST);
  expect(news()).toEqual([`${FIRST} CashBalance 0.00EUR`, `${FIRST} AAPL 0 worth 0`, '15:00']);
});

test('there is one for each session: another one takes its place, with notice 2100', () => {
  ask(FIRST);
  news();
  ask(SECOND);
  expect(news()).toEqual(['-1: 2100', expect.stringContaining(SECOND), ...Array(4).fill(expect.anything())]);
  bench.hold(FIRST, 1);
  expect(news()).toEqual([]);
  ask(SECOND, false);
  expect(news()).toEqual(['-1: 2100']);
  bench.hold(SECOND, 1);
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([]);
});

test('needs the name of an account where there are several; a wrong one leaves the stream as it was', () => {
  ask(FIRST);
  news();
  ask('');
  ask('DU9');
  expect(news()).toEqual(['-1: 321', '-1: 321']);
  bench.hold(FIRST, 1);
  expect(news()).toHaveLength(2);
});

test('by request: every line of every account, then what changes', () => {
  askMulti(1, 'All');
  const lines = (account: string) => [
    `1 ${account} AccountReady true`,
    `1 ${account} NetLiquidation 1000.00`,
    `1 ${account} CashBalance 1000.00`,
  ];
  expect(news()).toEqual([...lines(FIRST), ...lines(SECOND), 'accountUpdateMultiEnd']);
  bench.write(SECOND, ...LINES.with(2, 'CashBalance BASE 7.00'));
  bench.change(SECOND);
  expect(news()).toEqual([`1 ${SECOND} CashBalance 7.00`]);
  bench.write(FIRST, ...LINES.with(2, 'CashBalance BASE 8.00'));
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([`1 ${FIRST} CashBalance 8.00`]);
});

test('by request, the ledger and the net liquidation alone', () => {
  askMulti(1, FIRST, true);
  expect(news()).toEqual([
    `1 ${FIRST} NetLiquidation 1000.00`,
    `1 ${FIRST} CashBalance 1000.00`,
    'accountUpdateMultiEnd',
  ]);
});

test('by request, says what is wrong', () => {
  askMulti(1, FIRST);
  news();
  askMulti(1, FIRST);
  askMulti(2, 'DU9');
  askMulti(3, FIRST, false, 'growth');
  table.cancelAccountUpdatesMulti({ kind: 'cancelAccountUpdatesMulti', reqId: 4 }, bench.session);
  expect(news()).toEqual(['1: 322', '2: 321', '3: 321', '4: 300']);
  table.cancelAccountUpdatesMulti({ kind: 'cancelAccountUpdatesMulti', reqId: 1 }, bench.session);
  bench.write(FIRST);
  bench.change(FIRST);
  expect(news()).toEqual([]);
});

test('lives on when market data is lost, and ends with its session', () => {
  ask(FIRST);
  askMulti(1, FIRST);
  news();
  bench.loseData();
  bench.write(FIRST, ...LINES.with(1, 'NetLiquidation USD 1.00'));
  bench.change(FIRST);
  expect(news()).toEqual([`${FIRST} NetLiquidation 1.00USD`, '15:00', `1 ${FIRST} NetLiquidation 1.00`]);
  bench.leave();
  bench.write(FIRST, ...LINES);
  bench.change(FIRST);
  bench.clock.advance(3 * MS_PER_MINUTE);
  expect(news()).toEqual([]);
  expect(bench.listeners.size).toBe(0);
});
