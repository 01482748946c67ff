import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { EngineJob, EngineSymbol } from '../../trading-engine/job.ts';
import { loadCurrencies } from '../run-currencies.ts';
import { planJob, planSymbol } from '../plan-run.ts';

export interface LoadedJob {
  readonly job: EngineJob;
  /** SHA-256 of each series' bars, then of those that rates came from. */
  readonly dataHashes: readonly string[];
}

/** The job of a run over these series, as the library has them now. An error is a sentence. */
export async function loadJob(
  library: Pick<LibraryCalls, 'loadBars' | 'listSeries'>,
  spec: BacktestSpec,
  series: readonly SeriesSummary[],
): Promise<Result<LoadedJob, string>> {
  const symbols: EngineSymbol[] = [];
  const dataHashes: string[] = [];
  for (const asked of series) {
    const bars = await library.loadBars(asked.seriesId);
    if (!bars.ok) return err(bars.error.message);
    if (bars.value.summary.currency !== asked.currency) {
      const now = bars.value.summary.currency;
      return err(`${asked.symbol} was in ${asked.currency} and is in ${now} now. Run it again.`);
    }
    const symbol = planSymbol(spec, bars.value);
    if (!symbol.ok) return err(symbol.error.message);
    symbols.push(symbol.value);
    dataHashes.push(bars.value.dataHash);
  }
  const loaded = await loadCurrencies(library, spec, series, symbols);
  if (!loaded.ok) return loaded;
  dataHashes.push(...loaded.value.series.map(({ dataHash }) => dataHash));
  return ok({ job: planJob(spec, symbols, loaded.value.currencies), dataHashes });
}
