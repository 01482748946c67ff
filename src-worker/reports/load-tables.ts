import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { applyActions } from '#shared/bars/apply-actions.ts';
import { ratesOf, ratesOver, type RateColumns } from '#shared/bars/currency-rates.ts';
import { barColumns } from '#shared/bars/columns.ts';
import { barsInHours } from '#shared/bars/session-bars.ts';
import { sessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec, RunDetail, RunId } from '#shared/model/backtest.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { ReportTable } from '#shared/model/report-table.ts';
import { buyAndHoldWorth, heldInBase } from '#shared/statistics/buy-and-hold.ts';
import type { Holding } from '#shared/statistics/tables/benchmark-tables.ts';
import { dailyRun } from '#shared/statistics/tables/daily.ts';
import { reportTables } from '#shared/statistics/tables/report-tables.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { loadReport } from './load-report.ts';
import type { RunReport } from './run-report.ts';

/** The tables of a stored run, and all they were made of. Codes: those of `loadReport`. */
export async function loadTables(
  library: LibraryCalls,
  runId: RunId,
): Promise<Result<{ readonly report: RunReport; readonly tables: readonly ReportTable[] }, ServiceFailure>> {
  const report = await loadReport(library, runId);
  if (!report.ok) return report;
  const holding = await loadHolding(library, report.value.detail, dailyRun(report.value).times);
  return ok({ report: report.value, tables: reportTables(report.value, holding) });
}

/** The run's bars must still be the run's: holding others says nothing of it. One series at a time is in memory. */
async function loadHolding(
  library: LibraryCalls,
  { spec, series, symbolOutcomes }: RunDetail,
  times: readonly number[],
): Promise<Holding> {
  const worth = new Array<number>(times.length).fill(0);
  // After them come the series of rates.
  const traded = series.slice(0, spec.seriesIds.length);
  for (const [symbol, { seriesId, symbol: name, dataHash, currency }] of traded.entries()) {
    const loaded = await library.loadBars(seriesId);
    if (!loaded.ok) return err(`the bars of ${name} are no longer in the library.`);
    if (loaded.value.dataHash !== dataHash) return err(`the bars of ${name} have changed since.`);
    const { summary } = loaded.value;
    const all = barColumns(loaded.value.barCount, loaded.value.columns);
    const { session } = spec;
    const shown =
      session === undefined ? all : barsInHours(all, sessionCalendar(session.calendar), session.hours);
    const firstTraded = symbolOutcomes[symbol]?.warmupBarCount ?? 0;
    // Splits after the run's end are in it too: growth is the same in any shares.
    const acted = applyActions(
      spec.actions ?? [],
      summary,
      shown.time.buffer as SharedArrayBuffer,
      shown.length,
    );
    const bars = barColumns(shown.length, acted.columns);
    const rates = await loadRates(library, spec.currencies, currency, series, summary.barSize);
    if (!rates.ok) return rates;
    const local = { bars, firstTraded, dividends: acted.dividends };
    const held = rates.value === null ? local : heldInBase(local, ratesOver(rates.value, bars.time));
    buyAndHoldWorth([held], times).forEach((value, i) => {
      worth[i]! += value / traded.length;
    });
  }
  return ok(worth);
}

/** Null: it is the account's own currency. */
async function loadRates(
  library: LibraryCalls,
  currencies: BacktestSpec['currencies'],
  currency: Currency,
  series: RunDetail['series'],
  barSize: BarSize,
): Promise<Result<RateColumns | null, string>> {
  const rate = currencies?.rates.find((one) => one.currency === currency);
  if (rate === undefined) return ok(null);
  if (rate.kind === 'fixed')
    return ok({ from: Float64Array.of(-Infinity), rate: Float64Array.of(rate.rate) });
  const legs = [];
  for (const { seriesId, isInverse } of rate.legs) {
    const bars = await library.loadBars(seriesId);
    const known = series.findLast((one) => one.seriesId === seriesId);
    if (!bars.ok) return err(`the rates of ${currency} are no longer in the library.`);
    if (bars.value.dataHash !== known?.dataHash) return err(`the rates of ${currency} have changed since.`);
    const { summary, barCount, columns } = bars.value;
    legs.push({ ...summary, bars: barColumns(barCount, columns), isInverse });
  }
  return ok(ratesOf(legs, barSize));
}
