import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { RunSettings } from './run-arguments.ts';

/** What was asked for; where nothing was said of the account, one with margin for a strategy that cannot do without. */
export function settingsFor(settings: RunSettings, strategies: readonly StrategyDefinition[]): RunSettings {
  const definition = strategies.find(({ id }) => id === settings.strategyId);
  if (definition?.sellsShort !== true || settings.execution !== undefined) return settings;
  return { ...settings, execution: { ...DEFAULT_EXECUTION, account: 'margin' } };
}
