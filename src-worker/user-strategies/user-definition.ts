import { z } from 'zod';
import type { StrategyCode, StrategySource } from '#shared/model/user-strategy.ts';
import { INDICATORS } from '#shared/indicators/library.ts';
import type { Strategy, StrategyDefinition, StrategySetup } from '#shared/strategies/strategy.ts';
import type { CheckedStrategy, SetUp } from './check.ts';

/** A user's strategy outside of the threads that may run it: what lists, forms and the orchestrator need, and its code to pass on. */
export interface UserStrategyDefinition extends StrategyDefinition {
  readonly code: StrategyCode;
  readonly source: StrategySource;
}

/**
 * @param checked came out of a thread with the user's code in it: only its plain values are used. What its schema checks
 * beyond types and ranges (`refine`) is checked when the strategy is made, in the thread.
 */
export function userDefinition(source: StrategySource, checked: CheckedStrategy): UserStrategyDefinition {
  const { body, strategyId, title, description, parametersJsonSchema, traits } = checked;
  return {
    ...traits,
    id: strategyId,
    title,
    description,
    parameters: z.fromJSONSchema(parametersJsonSchema) as z.ZodObject,
    create: (_, setup) => standIn(checked.setUp, setup),
    code: { strategyId, file: source.file, hash: source.hash, body },
    source,
  };
}

/**
 * Asks for the indicators and bars that the strategy asked for when it was checked, for every symbol those of the one in its place, so
 * that a run can be planned. It decides nothing: the strategy itself is made in a thread of its own, and nowhere else.
 */
function standIn({ asked, askedBars, symbolCount, hearsOrders }: SetUp, setup: StrategySetup): Strategy {
  if (setup.symbolCount < symbolCount) throw new Error(`it takes ${symbolCount} symbols`);
  for (let symbol = 0; symbol < setup.symbolCount; symbol++) {
    const place = Math.min(symbol, symbolCount - 1);
    for (const { id, parameters, other, size } of asked.filter((one) => one.symbol === place)) {
      const indicator = INDICATORS.find((one) => one.id === id);
      const { indicators } = size === null ? setup : setup.coarser(size);
      if (indicator !== undefined) indicators.of(indicator, symbol, parameters, other);
    }
    for (const { size } of askedBars.filter((one) => one.symbol === place)) setup.coarser(size).of(symbol);
  }
  for (const { size } of askedBars) setup.coarser(size);
  const onBar = () => {
    throw new Error("a user's strategy decides in a worker thread of its own, and nowhere else");
  };
  return hearsOrders ? { onBar, onOrder: onBar } : { onBar };
}

export function asUserStrategy(
  definition: StrategyDefinition | undefined,
): UserStrategyDefinition | undefined {
  return definition !== undefined && 'code' in definition
    ? (definition as UserStrategyDefinition)
    : undefined;
}
