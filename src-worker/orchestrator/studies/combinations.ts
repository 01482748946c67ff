import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { SweepSpec } from '#shared/model/study.ts';
import { parameterGrid, randomParameters, type ParameterSets } from '#shared/strategies/parameter-space.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { findDefinition } from '../find-definition.ts';

/** The sets of parameters that a sweep tries. Codes: `unknown-strategy`, `invalid-space`. */
export function combinationsOf(
  { base, space, random }: SweepSpec,
  strategies: readonly StrategyDefinition[],
): Result<ParameterSets, ServiceFailure> {
  const definition = findDefinition(strategies, base.strategyId);
  if (!definition.ok) return definition;
  const found =
    random === undefined
      ? parameterGrid(definition.value, base.parameters, space)
      : randomParameters(definition.value, base.parameters, space, random.count, random.seed);
  return found.ok ? found : err(failure('invalid-space', found.error, 'Correct the parameters to vary.'));
}
