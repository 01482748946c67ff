import { compileFunction } from 'node:vm';
import type { StrategyCode } from '#shared/model/user-strategy.ts';
import type { Strategy, StrategyDefinition } from '#shared/strategies/strategy.ts';
import { frameName } from '../trading-engine/user-frame.ts';
import { narrowed } from './narrow-context.ts';
import { narrowWorld } from './narrow-world.ts';
import { SDK } from './sdk.ts';
import { BODY_NAMES } from './to-body.ts';

const STRICT = "'use strict';";

/** The file's default export, made anew with each call: nothing that the file keeps outlives a run. Throws what the file throws. */
export type MakeDefinition = () => unknown;

/** Throws SyntaxError for what only the engine finds: `let` twice, `await` outside of an async function. */
export function compileBody({ file, body }: Pick<StrategyCode, 'file' | 'body'>): MakeDefinition {
  const { names, values } = narrowWorld();
  const run = compileFunction(STRICT + body, [BODY_NAMES.out, BODY_NAMES.sdk, ...names], {
    filename: frameName(file),
    columnOffset: -STRICT.length,
  }) as (...values: unknown[]) => void;
  return () => {
    const out: { default?: unknown } = {};
    run.call(undefined, out, SDK, ...values);
    return out.default;
  };
}

/** For the engine, of code that has passed the check. */
export function loadStrategy(code: StrategyCode): StrategyDefinition {
  const make = compileBody(code) as () => StrategyDefinition;
  const first = make();
  return {
    ...first,
    // What the check has read is the identity, whatever the file says this time.
    id: code.strategyId,
    create: (parameters, setup) =>
      narrowed((narrow) => checkedStrategy(make().create(parameters, narrow)), setup),
  };
}

/** Throws when it is no strategy that the engine can call. */
export function checkedStrategy(strategy: Strategy | undefined | null): Strategy {
  const { onBar, onOrder } = (strategy ?? {}) as Partial<Strategy>;
  if (typeof onBar !== 'function')
    throw new Error('create() has to return an object with onBar(context) { ... }');
  if (onOrder !== undefined && typeof onOrder !== 'function') throw new Error('onOrder has to be a function');
  for (const [name, method] of Object.entries({ onBar, onOrder })) {
    if (method !== undefined && Object.getPrototypeOf(method) === ASYNC)
      throw new Error(`${name} cannot be async: its orders would come after the bar`);
  }
  return strategy as Strategy;
}

const ASYNC: unknown = Object.getPrototypeOf(async () => Promise.resolve());
