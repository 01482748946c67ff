import { z } from 'zod';
import { bollingerReversion } from './bollinger-reversion.ts';
import { bullishBreakout } from './bullish-breakout.ts';
import { buyAndHold } from './buy-and-hold.ts';
import { donchianTrend } from './donchian-trend.ts';
import { emaCross } from './ema-cross.ts';
import { etfArbitrage } from './etf-arbitrage.ts';
import { macdMomentum } from './macd-momentum.ts';
import { pairsTrading } from './pairs-trading.ts';
import { rsiMeanReversion } from './rsi-mean-reversion.ts';
import { smaCross } from './sma-cross.ts';
import type { StrategyDefinition, SymbolRoles } from './strategy.ts';

/**
 * Every strategy the application ships, in the order lists show them. Side by side their `create` takes any object: hand it
 * only what the definition's own schema has parsed.
 */
export const strategies: readonly StrategyDefinition[] = [
  ...[smaCross, emaCross, rsiMeanReversion, macdMomentum, donchianTrend, bollingerReversion],
  ...[pairsTrading, etfArbitrage],
  bullishBreakout,
  buyAndHold,
] as readonly StrategyDefinition[];

export function findStrategy(strategyId: string): StrategyDefinition | undefined {
  return strategies.find((definition) => definition.id === strategyId);
}

/** A strategy as a form or the command line needs it. */
export interface StrategyDescription {
  strategyId: string;
  title: string;
  description: string;
  /** JSON Schema of the parameters: properties with type, minimum, maximum, default, title, description. */
  parametersJsonSchema: Record<string, unknown>;
  defaults: Record<string, number | string | boolean>;
  /** What its symbols are to it, in the order of the run; null: each is traded by itself, however many. */
  roles: { names: string[]; fewest: number; most: number } | null;
  /** It needs an account with margin. */
  sellsShort: boolean;
}

export function describeStrategies(
  definitions: readonly StrategyDefinition[] = strategies,
): StrategyDescription[] {
  return definitions.map((definition) => ({
    strategyId: definition.id,
    title: definition.title,
    description: definition.description,
    parametersJsonSchema: z.toJSONSchema(definition.parameters, { io: 'input' }),
    defaults: definition.parameters.parse({}) as Record<string, number | string | boolean>,
    roles: definition.roles === undefined ? null : describeRoles(definition.roles),
    sellsShort: definition.sellsShort ?? false,
  }));
}

function describeRoles({ names, fewest, most }: SymbolRoles) {
  return { names: [...names], fewest, most };
}
