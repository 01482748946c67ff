import { expect, test } from 'vitest';
import { micros } from '../../model/money.ts';
import { cents } from './account-values.ts';
import { AAPL, Branch, EURUSD } from './testing/branch.ts';

test.each([
  [0, '0.00'],
  [1_000_000_000_000, '1000000.00'],
  [-10_000, '-0.01'],
  [-4_999, '0.00'],
  [-5_000, '0.00'],
  [5_001, '0.01'],
  [15_000, '0.02'],
  [25_000, '0.02'],
  [9_007_199_254_740_991, '9007199254.74'],
])('%d micro-dollars are written %s', (amount, text) => {
  expect(cents(micros(amount))).toBe(text);
});

test('an account is told under the names that clients look for', () => {
  const branch = new Branch();
  branch.fill(AAPL, 'buy', 100, 200);
  branch.fill(EURUSD, 'sell', 8_000, 1.25);
  const lines = branch.accounts.values('DU1');
  const keys = lines.map(({ key, currency }) => `${key} ${currency}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of [
    'CashBalance',
    'TotalCashBalance',
    'StockMarketValue',
    'OptionMarketValue',
    'FuturesPNL',
    'NetLiquidationByCurrency',
    'UnrealizedPnL',
    'RealizedPnL',
    'ExchangeRate',
    'AccruedCash',
    'Currency',
    'RealCurrency',
    'AccountOrGroup',
  ])
    // prettier-ignore
    for (const currency of ['BASE', 'USD', 'EUR']) expect(keys).toContain(`${key} ${currency}`);
  const account = Object.fromEntries(
    lines.filter(({ currency }) => currency === 'USD' || currency === '').map(({ key, value }) => [key, value]), // prettier-ignore
  );
  expect(account).toMatchObject({
    AccountCode: 'DU1',
    AccountReady: 'true',
    AccountType: 'INDIVIDUAL',
    NetLiquidation: '999997.00',
    TotalCashValue: '979997.00',
    // 10,000 USD came in for the euros, which settle at once here; the shares tomorrow.
    SettledCash: '999997.00',
    EquityWithLoanValue: '999997.00',
    GrossPositionValue: '20000.00',
    // Half of 20,000, and 2 % of the 10,000 USD that 8,000 EUR are.
    InitMarginReq: '10200.00',
    MaintMarginReq: '5200.00',
    AvailableFunds: '989797.00',
    ExcessLiquidity: '994797.00',
    BuyingPower: '1979594.00',
    Cushion: '0.9948',
    'Leverage-S': '0.02',
    'NetLiquidation-S': '999997.00',
    'AvailableFunds-S': '989797.00',
    CashBalance: '989997.00',
    StockMarketValue: '20000.00',
  });
  expect(branch.value('CashBalance', 'EUR')).toBe('-8000.00');
  expect(branch.value('CashBalance', 'BASE')).toBe('979997.00');
});

test('a summary gives the tags asked for, in their order, and the ledger by currency', () => {
  const branch = new Branch();
  branch.fill(EURUSD, 'buy', 8_000, 1.25);
  const summary = (...tags: string[]) =>
    branch.accounts.summary('DU1', tags).map(({ key, value, currency }) => `${key} ${value} ${currency}`);
  expect(summary('NetLiquidation', 'Nonsense', 'AccountType', 'Cushion', 'HighestSeverity')).toEqual([
    'NetLiquidation 999998.00 USD',
    'AccountType INDIVIDUAL ',
    'Cushion 0.9998 ',
    'HighestSeverity 0 ',
  ]);
  const every = ['AccountType', 'NetLiquidation', 'TotalCashValue', 'SettledCash', 'AccruedCash', 'BuyingPower', 'EquityWithLoanValue', 'PreviousEquityWithLoanValue', 'GrossPositionValue', 'RegTEquity', 'RegTMargin', 'SMA', 'InitMarginReq', 'MaintMarginReq', 'AvailableFunds', 'ExcessLiquidity', 'Cushion', 'FullInitMarginReq', 'FullMaintMarginReq', 'FullAvailableFunds', 'FullExcessLiquidity', 'LookAheadNextChange', 'LookAheadInitMarginReq', 'LookAheadMaintMarginReq', 'LookAheadAvailableFunds', 'LookAheadExcessLiquidity', 'HighestSeverity', 'DayTradesRemaining', 'Leverage']; // prettier-ignore
  expect(branch.accounts.summary('DU1', every).map(({ key }) => key)).toEqual(every);
  expect(summary('$LEDGER')).toContain('CashBalance 999998.00 BASE');
  expect(summary('$LEDGER:EUR')).toContain('CashBalance 8000.00 EUR');
  expect(summary('$LEDGER:CHF')).toEqual([]);
  const all = summary('$LEDGER:ALL');
  for (const line of ['CashBalance 999998.00 BASE', 'CashBalance 989998.00 USD', 'CashBalance 8000.00 EUR'])
    expect(all).toContain(line);
});
