import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { CurrencyRate, RunCurrencies } from '#shared/model/backtest.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { parseDecimal } from './decimal.ts';

/** `EUR=1.08, JPY=0.0067`: fixed rates as they are typed. An error is a sentence. */
export function parseRates(text: string): Result<CurrencyRate[], string> {
  const rates: CurrencyRate[] = [];
  for (const part of text.split(/[,;]\s+|[;\s]+/).filter((one) => one !== '')) {
    const [code = '', figure = '', more] = part.split('=');
    const currency = currencySchema.safeParse(code.toUpperCase());
    const rate = parseDecimal(figure);
    if (!currency.success || rate === null || rate <= 0 || more !== undefined)
      return err(`'${part}' is no rate. Write each as EUR=1.08, with a blank between them.`);
    if (rates.some((one) => one.currency === currency.data)) return err(`${currency.data} is there twice.`);
    rates.push({ kind: 'fixed', currency: currency.data, rate });
  }
  return ok(rates);
}

/** What was fixed, as text again; rates of the library are looked for anew. */
export function ratesText({ rates }: Pick<RunCurrencies, 'rates'>): string {
  return rates.flatMap((one) => (one.kind === 'fixed' ? [`${one.currency}=${one.rate}`] : [])).join(', ');
}
