import { coarserMisfit } from '#shared/bars/coarser-bars.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { parseParameters } from '#shared/strategies/parse-parameters.ts';
import { symbolsMisfit } from '#shared/strategies/symbol-roles.ts';
import { coarserSizes } from './planning/describe-strategy.ts';

/**
 * Whether symbols, bars and account are what the strategy takes, before anything is loaded. Codes: `symbols-misfit`,
 * `multipliers-differ`, `legs-differ`, `needs-margin`, `bar-size-misfit`.
 */
export function checkFit(
  definition: StrategyDefinition,
  { execution, parameters }: Pick<BacktestSpec, 'execution' | 'parameters'>,
  series: readonly SeriesSummary[],
): Result<null, ServiceFailure> {
  const { title, roles, sellsShort = false } = definition;
  const misfit = symbolsMisfit(definition, series.length);
  if (misfit !== null && roles !== undefined)
    return err(failure('symbols-misfit', misfit, 'Choose the symbols again.'));
  const odd = series.find(({ multiplier }) => multiplier !== series[0]!.multiplier);
  if (roles !== undefined && odd !== undefined) {
    const first = series[0]!;
    return err(
      failure(
        'multipliers-differ',
        `${title} compares prices of one multiplier: ${first.symbol} has ${first.multiplier}, ${odd.symbol} has ${odd.multiplier}.`,
        'Choose symbols of one multiplier.',
      ),
    );
  }
  const foreign = series.find(({ currency }) => currency !== series[0]!.currency);
  if (roles !== undefined && foreign !== undefined) {
    const first = series[0]!;
    return err(
      failure(
        'legs-differ',
        `${title} compares prices of one currency: ${first.symbol} is in ${first.currency}, ${foreign.symbol} in ${foreign.currency}.`,
        'Choose symbols of one currency.',
      ),
    );
  }
  if (sellsShort && (execution?.account ?? 'cash') === 'cash') {
    return err(
      failure(
        'needs-margin',
        `${title} sells short, and a cash account cannot.`,
        'Choose an account with margin (--account margin).',
      ),
    );
  }
  const parsed = parseParameters(definition, parameters);
  const sizes = parsed.ok ? coarserSizes(definition, parsed.value, series.length) : [];
  const first = series[0]!;
  for (const size of sizes) {
    const sizeMisfit = coarserMisfit(first.barSize, size);
    if (sizeMisfit === null) continue;
    return err(
      failure(
        'bar-size-misfit',
        `${title} asks for bars of ${size} beside those of ${first.symbol}, and ${sizeMisfit}.`,
        'Choose series of smaller bars, or another size in the strategy.',
      ),
    );
  }
  return ok(null);
}
