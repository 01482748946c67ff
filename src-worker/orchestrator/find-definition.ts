import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';

export function findDefinition(
  strategies: readonly StrategyDefinition[],
  strategyId: string,
): Result<StrategyDefinition, ServiceFailure> {
  const definition = strategies.find((one) => one.id === strategyId);
  if (definition !== undefined) return ok(definition);
  const ids = strategies.map((one) => one.id).join(', ');
  return err(failure('unknown-strategy', `There is no strategy '${strategyId}'.`, `Choose one of ${ids}.`));
}
