import { firstGap, rateMisfit, ratesOf, type RateColumns } from '#shared/bars/currency-rates.ts';
import { barColumns } from '#shared/bars/columns.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec, CurrencyRate, RunCurrencies } from '#shared/model/backtest.ts';
import { USD, type Currency } from '#shared/model/currency.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import type { EngineCurrencies, EngineSymbol } from '../trading-engine/job.ts';

/**
 * Where the rate of every other currency of the symbols comes from: as it was said, else from the library, a pair of both
 * currencies, told either way round, or two over the dollar. Codes: `currencies-differ`, `no-rate`, `rate-misfit`.
 */
export function settleCurrencies(
  { currencies }: Pick<BacktestSpec, 'currencies'>,
  series: readonly SeriesSummary[],
  library: readonly SeriesSummary[],
): Result<RunCurrencies | undefined, ServiceFailure> {
  const first = series[0]!;
  if (currencies === undefined) {
    const other = series.find(({ currency }) => currency !== first.currency);
    if (other === undefined) return ok(undefined);
    return err(
      failure(
        'currencies-differ',
        `${first.symbol} has currency ${first.currency}, ${other.symbol} has ${other.currency}: an account that holds several needs one of its own.`,
        `Say which: the account's currency in the form, or --base ${first.currency}. Or run the symbols of each currency by themselves.`,
      ),
    );
  }
  const { base } = currencies;
  const rates: CurrencyRate[] = [];
  for (const currency of new Set(series.map((one) => one.currency))) {
    if (currency === base) continue;
    const said = currencies.rates.find((rate) => rate.currency === currency);
    const rate = said ?? rateFromLibrary(currency, base, first, library);
    if (rate === null) return err(noRate(currency, base, first));
    const misfit = seriesMisfit(rate, first, library);
    if (misfit !== null) return err(misfit);
    rates.push(rate);
  }
  return ok({ ...currencies, rates });
}

export interface LoadedCurrencies {
  /** Undefined: the account holds one currency. */
  readonly currencies: EngineCurrencies | undefined;
  /** The series that rates came from, and the SHA-256 of their bars. */
  readonly series: readonly { readonly summary: SeriesSummary; readonly dataHash: string }[];
}

/** The rates of a run, as the library has them now; they must cover all that is traded on. An error is a sentence. */
export async function loadCurrencies(
  library: Pick<LibraryCalls, 'loadBars' | 'listSeries'>,
  spec: Pick<BacktestSpec, 'currencies'>,
  series: readonly SeriesSummary[],
  symbols: readonly EngineSymbol[],
): Promise<Result<LoadedCurrencies, string>> {
  if (spec.currencies === undefined) return ok({ currencies: undefined, series: [] });
  const settled = settleCurrencies(spec, series, await library.listSeries());
  if (!settled.ok) return err(`${settled.error.message} ${settled.error.help}`);
  const { base, rates, interest } = settled.value!;
  if (rates.length === 0 && interest === 0) return ok({ currencies: undefined, series: [] });
  const others: EngineCurrencies['others'][number][] = [];
  const loaded: LoadedCurrencies['series'][number][] = [];
  for (const rate of rates) {
    const columns = await columnsOf(rate, symbols, library, loaded);
    if (!columns.ok) return columns;
    const gap = rate.kind === 'fixed' ? null : gapOf(columns.value, symbols);
    if (gap !== null)
      return err(
        `There is no rate of ${rate.currency} in ${base} on ${isoDateOf(gap)}, or only one more than 7 days old. Import more of its series, use other dates, or say a fixed rate (--rate ${rate.currency}=1.1).`,
      );
    others.push({ currency: rate.currency, ...shared(columns.value) });
  }
  return ok({ currencies: { base, interest, others }, series: loaded });
}

async function columnsOf(
  rate: CurrencyRate,
  symbols: readonly EngineSymbol[],
  library: Pick<LibraryCalls, 'loadBars'>,
  loaded: LoadedCurrencies['series'][number][],
): Promise<Result<RateColumns, string>> {
  if (rate.kind === 'fixed')
    return ok({ from: Float64Array.of(-Infinity), rate: Float64Array.of(rate.rate) });
  const legs = [];
  for (const { seriesId, isInverse } of rate.legs) {
    const bars = await library.loadBars(seriesId);
    if (!bars.ok) return err(bars.error.message);
    const { summary, dataHash, barCount, columns } = bars.value;
    if (!loaded.some((one) => one.summary.seriesId === seriesId)) loaded.push({ summary, dataHash });
    const { barSize, timeZone } = summary;
    legs.push({ bars: barColumns(barCount, columns), barSize, timeZone, isInverse });
  }
  const rates = ratesOf(legs, symbols[0]!.barSize);
  const wrong = rates.rate.findIndex((one) => !(one > 0 && Number.isFinite(one)));
  if (wrong < 0) return ok(rates);
  return err(
    `A rate of ${rate.currency} on ${isoDateOf(rates.from[wrong]!)} is not above zero. Correct its series.`,
  );
}

function gapOf(rates: RateColumns, symbols: readonly EngineSymbol[]): number | null {
  let first = Infinity;
  let last = -Infinity;
  for (const { barCount, columns, firstTraded } of symbols) {
    if (firstTraded >= barCount) continue;
    const { time } = barColumns(barCount, columns);
    first = Math.min(first, time[firstTraded]!);
    last = Math.max(last, time[barCount - 1]!);
  }
  return first > last ? null : firstGap(rates, symbols[0]!.barSize, first, last);
}

function shared({ from, rate }: RateColumns): {
  readonly count: number;
  readonly columns: SharedArrayBuffer;
} {
  const count = from.length;
  const columns = new SharedArrayBuffer(count * 16);
  new Float64Array(columns, 0, count).set(from);
  new Float64Array(columns, count * 8, count).set(rate);
  return { count, columns };
}

function rateFromLibrary(
  currency: Currency,
  base: Currency,
  run: SeriesSummary,
  library: readonly SeriesSummary[],
): CurrencyRate | null {
  const direct = pairIn(library, run, currency, base);
  if (direct !== null) return { kind: 'series', currency, legs: [direct] };
  if (currency === USD || base === USD) return null;
  const [into, outOf] = [pairIn(library, run, currency, USD), pairIn(library, run, USD, base)];
  return into === null || outOf === null ? null : { kind: 'series', currency, legs: [into, outOf] };
}

/** A series of the one in the other, or the other way round; of the run's own bar size before others, of many bars before few. */
function pairIn(library: readonly SeriesSummary[], run: SeriesSummary, from: Currency, to: Currency) {
  const found = library
    .filter(({ barSize, barCount }) => barCount > 0 && rateMisfit(run.barSize, barSize) === null)
    .flatMap((one) => {
      const pair = one.symbol.replaceAll(/[^A-Za-z]/g, '').toUpperCase();
      if (pair === `${from}${to}` && one.currency === to) return [{ one, isInverse: false }];
      if (pair === `${to}${from}` && one.currency === from) return [{ one, isInverse: true }];
      return [];
    });
  const rank = (barSize: SeriesSummary['barSize']) =>
    barSize === run.barSize ? 0 : barSize === '1 day' ? 2 : 1;
  const [best] = found.sort(
    (a, b) =>
      rank(a.one.barSize) - rank(b.one.barSize) ||
      Number(a.isInverse) - Number(b.isInverse) ||
      b.one.barCount - a.one.barCount ||
      a.one.seriesId - b.one.seriesId,
  );
  return best === undefined ? null : { seriesId: best.one.seriesId, isInverse: best.isInverse };
}

function seriesMisfit(
  rate: CurrencyRate,
  run: SeriesSummary,
  library: readonly SeriesSummary[],
): ServiceFailure | null {
  if (rate.kind === 'fixed') return null;
  for (const { seriesId } of rate.legs) {
    const found = library.find((one) => one.seriesId === seriesId);
    if (found === undefined)
      return failure('no-rate', `The series of the rate of ${rate.currency} is not in the library any more.`, 'Leave the rate out, so that another is looked for, or say a fixed one.'); // prettier-ignore
    const misfit = rateMisfit(run.barSize, found.barSize);
    if (misfit !== null) return failure('rate-misfit', `${found.symbol}: ${misfit}.`, 'Choose another series, or say a fixed rate.'); // prettier-ignore
  }
  return null;
}

function noRate(currency: Currency, base: Currency, run: SeriesSummary): ServiceFailure {
  return failure(
    'no-rate',
    `The library has no rate of ${currency} in ${base}: no series ${currency}${base} or ${base}${currency}${currency === USD || base === USD ? '' : ', nor both over USD'} of ${run.barSize}${run.barSize.includes('day') ? '' : ' or 1 day'}.`,
    `Import one, or say a fixed rate: --rate ${currency}=1.1, or in the form.`,
  );
}
