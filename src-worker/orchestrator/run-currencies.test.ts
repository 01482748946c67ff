import { expect, test } from 'vitest';
import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';
import { ok } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { runCurrenciesSchema } from '#shared/model/backtest.ts';
import { seriesSummarySchema, type SeriesSummary } from '#shared/model/series.ts';
import { barsOfCloses, symbolOf } from '../trading-engine/testing/test-jobs.ts';
import { loadCurrencies, settleCurrencies } from './run-currencies.ts';

let nextId = 0;
const series = (symbol: string, currency: string, change: object = {}): SeriesSummary =>
  seriesSummarySchema.parse({
    ...{ seriesId: ++nextId, symbol, source: 'test', barSize: '1 day', currency, tick: 0.01, multiplier: 1, lot: 1 },
    ...{ timeZone: 'UTC', adjustment: 'raw', barCount: 5, firstTime: 0, lastTime: 1, updatedAt: 0, ...change },
  }); // prettier-ignore
const sap = series('SAP', 'EUR');
const spy = series('SPY', 'USD');
const sony = series('6758', 'JPY');
const eurusd = series('EUR.USD', 'USD');
const usdjpy = series('USD/JPY', 'JPY');
const account = (base: string, change: object = {}) => ({
  currencies: runCurrenciesSchema.parse({ base, ...change }),
});
const fixed = (currency: string, rate: number) => ({ kind: 'fixed', currency, rate });

function ratesOf(
  base: string,
  symbols: readonly SeriesSummary[],
  library: readonly SeriesSummary[],
  change: object = {},
) {
  const settled = settleCurrencies(account(base, change), symbols, library);
  if (!settled.ok) return settled.error.message;
  return settled.value!.rates.map((rate) =>
    rate.kind === 'fixed'
      ? rate.rate
      : rate.legs.map(({ seriesId, isInverse }) => (isInverse ? -seriesId : +seriesId)),
  );
}

test('a rate is the library’s pair of both currencies, told either way round, or two over the dollar', () => {
  const library = [sap, spy, sony, eurusd, usdjpy];
  expect(ratesOf('USD', [sap, spy], library)).toEqual([[+eurusd.seriesId]]);
  expect(ratesOf('EUR', [sap, spy], library)).toEqual([[-eurusd.seriesId]]);
  expect(ratesOf('USD', [sony, sap], library)).toEqual([[-usdjpy.seriesId], [+eurusd.seriesId]]);
  expect(ratesOf('EUR', [sony, sap], library)).toEqual([[-usdjpy.seriesId, -eurusd.seriesId]]);
  expect(ratesOf('USD', [spy], library)).toEqual([]);
});

test('what is said goes before what is found; without either the run is refused, and never takes 1', () => {
  expect(ratesOf('USD', [sap], [sap, eurusd], { rates: [fixed('EUR', 1.08)] })).toEqual([1.08]);
  expect(ratesOf('USD', [sap, spy], [sap, spy, usdjpy])).toContain('no rate of EUR in USD');
  // A series that is called so and told in something else is not a rate, nor one without bars or of longer bars.
  const odd = [
    series('EURUSD', 'EUR'),
    series('EURUSD', 'USD', { barCount: 0 }),
    series('EURUSD', 'USD', { barSize: '1 week' }),
  ];
  expect(ratesOf('USD', [sap], odd)).toContain('no rate of EUR in USD');
  const gone = { rates: [{ kind: 'series', currency: 'EUR', legs: [{ seriesId: 999, isInverse: false }] }] };
  expect(ratesOf('USD', [sap], [sap], gone)).toContain('not in the library any more');
});

test('several currencies need an account with one of its own, one currency needs nothing', () => {
  expect(settleCurrencies({}, [sap, spy], [])).toMatchObject({
    ok: false,
    error: { code: 'currencies-differ' },
  });
  expect(settleCurrencies({}, [sap, sap], [])).toEqual(ok(undefined));
});

function library(closes: readonly number[], first = 0) {
  const columns = new SharedArrayBuffer(columnsByteLength(closes.length));
  const bars = barColumns(closes.length, columns);
  closes.forEach((close, i) => {
    bars.time[i] = Date.UTC(2024, 0, 1) + (first + i) * MS_PER_DAY;
    bars.close[i] = close;
  });
  return {
    listSeries: () => Promise.resolve([sap, eurusd]),
    loadBars: () =>
      Promise.resolve(ok({ summary: eurusd, dataHash: 'abc', barCount: closes.length, columns })),
  };
}

const symbol = symbolOf(barsOfCloses([1, 2, 3, 4, 5]), { symbol: 'SAP' });

test('rates are loaded with the hash of their bars', async () => {
  const loaded = await loadCurrencies(library([1.1, 1.2, 1.3, 1.4, 1.5]), account('USD'), [sap], [symbol]);
  if (!loaded.ok) throw new Error(loaded.error);
  const { currencies, series: from } = loaded.value;
  expect(from).toEqual([{ summary: eurusd, dataHash: 'abc' }]);
  expect(currencies).toMatchObject({ base: 'USD', interest: 0, others: [{ currency: 'EUR', count: 5 }] });
  expect(new Float64Array(currencies!.others[0]!.columns, 5 * 8)[4]).toBe(1.5);
});

test('one currency, its own, is an account like any other', async () => {
  const loaded = await loadCurrencies(library([1]), account('EUR'), [sap], [symbol]);
  expect(loaded).toEqual(ok({ currencies: undefined, series: [] }));
});

test.each([
  ['begin after the run', [1.1, 1.2], 2, /no rate of EUR in USD on 2024-01-01/],
  ['are not above zero', [1.1, 0, 1.1, 1.1, 1.1], 0, /not above zero/],
])('rates that %s end it before it begins', async (_, closes, first, words) => {
  const loaded = await loadCurrencies(library(closes, first), account('USD'), [sap], [symbol]);
  expect(loaded.ok ? '' : loaded.error).toMatch(words);
});
