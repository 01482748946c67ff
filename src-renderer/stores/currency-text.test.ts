import { expect, test } from 'vitest';
import { runCurrenciesSchema } from '#shared/model/backtest.ts';
import { parseRates, ratesText } from './currency-text.ts';

test('rates are read as they are written, and written as they are read', () => {
  const rates = parseRates('EUR=1.08, jpy=0.0067');
  if (!rates.ok) throw new Error(rates.error);
  expect(rates.value).toMatchObject([{ currency: 'EUR', rate: 1.08 }, { currency: 'JPY', rate: 0.0067 }]); // prettier-ignore
  expect(ratesText(runCurrenciesSchema.parse({ base: 'USD', rates: rates.value }))).toBe(
    'EUR=1.08, JPY=0.0067',
  );
  expect(parseRates('  ')).toEqual({ ok: true, value: [] });
});

test.each(['EUR', 'EUR=', 'EUR=0', 'EUR=-1', 'EUR=1=2', 'E=1', 'EUR=1 EUR=2', '1.08'])(
  '%j is no list of rates',
  (text) => {
    expect(parseRates(text).ok).toBe(false);
  },
);
