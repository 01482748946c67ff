import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

function parsed(...options: string[]) {
  return parseArguments(['backtest', '--strategy', 'sma-cross', '--symbols', 'SAP,SPX', ...options]);
}

test('an account holds one currency where nothing is said', () => {
  expect(parsed()).not.toHaveProperty('value.settings.currencies');
});

test('takes the currency of the account, fixed rates and interest', () => {
  expect(parsed('--base', 'usd')).toHaveProperty('value.settings.currencies', {
    base: 'USD',
    rates: [],
    interest: 0,
  });
  const options = ['--base', 'USD', '--rate', 'EUR=1.08', '--rate', 'jpy=0.0067', '--currency-interest', '3'];
  expect(parsed(...options)).toHaveProperty('value.settings.currencies', {
    base: 'USD',
    rates: [
      { kind: 'fixed', currency: 'EUR', rate: 1.08 },
      { kind: 'fixed', currency: 'JPY', rate: 0.0067 },
    ],
    interest: 3,
  });
});

test.each([
  [['--rate', 'EUR=1.08'], /--base USD/],
  [['--base', 'dollar!'], /--base: a currency is/],
  [['--base', 'USD', '--rate', 'EUR'], /--rate takes CURRENCY=RATE/],
  [['--base', 'USD', '--rate', 'EUR=0'], /--rate: /],
  [['--base', 'USD', '--rate', 'EUR=1', '--rate', 'EUR=2'], /given twice/],
])('refuses %j', (options, words) => {
  const result = parsed(...options);
  expect(result.ok ? '' : result.error.message).toMatch(words);
});
