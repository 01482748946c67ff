import { barSizeMs } from '#shared/model/bar-size.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { fewestSymbols } from './describe-strategy.ts';
import { groupByCorrelation, type PriceLine } from './pair-symbols.ts';

/** Bars that the correlation is taken over: the last ones, two years of days. */
const BARS = 500;
/** Nights and weekends: so many bars are spread over about this much more time. */
const SPREAD = 4;

/**
 * Who shares an account when each symbol would have its own: one symbol, or, for a strategy that needs several, those that
 * move together most.
 */
export async function accountGroups(
  definition: StrategyDefinition,
  { parameters }: Pick<BacktestSpec, 'parameters'>,
  series: readonly SeriesSummary[],
  library: Pick<LibraryCalls, 'foldedBars'>,
): Promise<readonly (readonly SeriesSummary[])[]> {
  const size = fewestSymbols(definition, parameters);
  if (size <= 1) return series.map((one) => [one]);
  const prices: (PriceLine | undefined)[] = [];
  for (const { seriesId, lastTime, barSize } of series) {
    const from = lastTime - BARS * barSizeMs(barSize) * SPREAD;
    // Not folded: the times must be those of the others.
    const bars = await library.foldedBars({ seriesId, from, to: lastTime, maxPoints: BARS * SPREAD * 2 });
    prices.push(bars.ok ? bars.value : undefined);
  }
  return groupByCorrelation(series, prices, size);
}
