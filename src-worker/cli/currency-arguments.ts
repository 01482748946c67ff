import type { ParseArgsConfig } from 'node:util';
import { runCurrenciesSchema, type BacktestSpec } from '#shared/model/backtest.ts';
import { checked, Misuse, number } from './argument-values.ts';

/** What an account that holds several currencies is told in, and its rates. */
export const CURRENCY_OPTIONS = {
  base: { type: 'string' },
  rate: { type: 'string', multiple: true, default: [] },
  'currency-interest': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type Values = {
  readonly base?: string;
  readonly rate?: readonly string[];
  readonly 'currency-interest'?: string;
};

const OPTION_OF: Readonly<Record<string, string>> = { base: '--base', interest: '--currency-interest' };

/** Absent where nothing was said: all symbols are in one currency. */
export function parseCurrencies(values: Values): Pick<BacktestSpec, 'currencies'> {
  const { base, rate = [], 'currency-interest': interest } = values;
  if (base === undefined) {
    if (rate.length === 0 && interest === undefined) return {};
    throw new Misuse('--rate and --currency-interest need the currency of the account: --base USD.');
  }
  const rates = rate.map((text) => {
    const [, currency, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
    if (currency === undefined || value === undefined)
      throw new Misuse(
        `--rate takes CURRENCY=RATE, what one is worth in ${base}, as EUR=1.08; was '${text}'.`,
      );
    return { kind: 'fixed', currency: currency.toUpperCase(), rate: number('--rate', value) };
  });
  const twice = rates.find(({ currency }, i) => rates.findIndex((one) => one.currency === currency) !== i);
  if (twice !== undefined) throw new Misuse(`--rate ${twice.currency} is given twice.`);
  const said = {
    base: base.toUpperCase(),
    rates,
    ...(interest === undefined ? {} : { interest: number('--currency-interest', interest) }),
  };
  return { currencies: checked(runCurrenciesSchema, said, (field) => OPTION_OF[field] ?? '--rate') };
}
