import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { EngineSymbol } from '../../trading-engine/job.ts';
import { planSymbol } from '../plan-run.ts';
import { fitCostLine, type CostLine, type CostSample } from './cost-line.ts';

export interface LoadedSymbol {
  readonly series: SeriesSummary;
  readonly symbol: EngineSymbol;
}

export interface LoadedSample {
  /** Groups of which every series was loaded, in their order. */
  readonly groups: readonly (readonly LoadedSymbol[])[];
  /** Over the bars of a series, those that a last date cuts off included. */
  readonly load: CostLine;
}

/**
 * Loads groups of series, evenly from first to last, until the budget is used up; at least `atLeast` of them, the first
 * ones. A group with a series that cannot be loaded, or has no bar in the dates of the run, is left out: the run itself says
 * why.
 */
export async function loadSample(
  spec: BacktestSpec,
  groups: readonly (readonly SeriesSummary[])[],
  atLeast: number,
  budgetMs: number,
  {
    library,
    now,
    signal,
  }: { library: Pick<LibraryCalls, 'loadBars'>; now: () => number; signal: AbortSignal },
): Promise<Result<LoadedSample, string>> {
  const startedAt = now();
  const whole = new Map<number, readonly LoadedSymbol[]>();
  const samples: CostSample[] = [];
  let why = 'There is no series.';
  for (const index of samplingOrder(groups.length, atLeast)) {
    if (whole.size >= atLeast && now() - startedAt > budgetMs) break;
    const group: LoadedSymbol[] = [];
    for (const series of groups[index]!) {
      signal.throwIfAborted();
      const askedAt = now();
      const bars = await library.loadBars(series.seriesId);
      const ms = now() - askedAt;
      const symbol = bars.ok ? planSymbol(spec, bars.value) : bars;
      if (bars.ok) samples.push({ units: bars.value.barCount, ms });
      if (symbol.ok) group.push({ series, symbol: symbol.value });
      else why = symbol.error.message;
    }
    if (group.length === groups[index]!.length) whole.set(index, group);
  }
  if (whole.size === 0) return err(why);
  const inOrder = [...whole].toSorted(([a], [b]) => a - b).map(([, group]) => group);
  return ok({ groups: inOrder, load: fitCostLine(samples) });
}

/** The first ones, then the last, the middle, the quarters and so on. */
function samplingOrder(length: number, first: number): readonly number[] {
  const order = new Set<number>(Array.from({ length: Math.min(first, length) }, (_, index) => index));
  for (let parts = 1; order.size < length; parts *= 2)
    for (let part = 1; part <= parts; part++) order.add(Math.ceil((part * length) / parts) - 1);
  return [...order];
}
