import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import { parseParameters } from '#shared/strategies/parse-parameters.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { findDefinition } from './find-definition.ts';

export interface CheckedStrategy {
  readonly definition: StrategyDefinition;
  /** With the defaults filled in. */
  readonly parameters: BacktestSpec['parameters'];
}

/** Whether there is such a strategy and it takes these parameters. Codes: `unknown-strategy`, `invalid-parameters`. */
export function checkStrategy(
  { strategyId, parameters }: Pick<BacktestSpec, 'strategyId' | 'parameters'>,
  strategies: readonly StrategyDefinition[],
): Result<CheckedStrategy, ServiceFailure> {
  const definition = findDefinition(strategies, strategyId);
  if (!definition.ok) return definition;
  const parsed = parseParameters(definition.value, parameters);
  if (parsed.ok)
    return ok({ definition: definition.value, parameters: parsed.value as BacktestSpec['parameters'] });
  const faults = parsed.error.map((issue) => issue.message).join('; ');
  return err(failure('invalid-parameters', `${faults}.`, 'Correct the parameter and run again.'));
}
