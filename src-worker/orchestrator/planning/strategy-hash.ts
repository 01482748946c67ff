import type { StrategyCode } from '#shared/model/user-strategy.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';

/** Of the file of a user's strategy: edited, it is another strategy. Null: one of the application's. */
export function strategyHashOf(
  definition: StrategyDefinition & { readonly code?: StrategyCode },
): string | null {
  return definition.code?.hash ?? null;
}
