/** A worker thread of the pool: one job in, its outcome out, arrays handed over rather than copied. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { SHIPPED_STRATEGIES } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { runEngine } from './trading-engine/engine.ts';
import type { EngineJob, EngineOutcome } from './trading-engine/job.ts';

const { strategyModules } = workerData as { readonly strategyModules: readonly string[] };
const strategies = [...SHIPPED_STRATEGIES, ...(await Promise.all(strategyModules.map(loadStrategy)))];

export default function run(job: EngineJob): unknown {
  const outcome = runEngine(job, strategies);
  return outcome.kind === 'done' ? handOver(outcome) : outcome;
}

async function loadStrategy(path: string): Promise<StrategyDefinition> {
  const module = (await import(/* @vite-ignore */ path)) as { default: StrategyDefinition };
  return module.default;
}

/** Piscina's way to transfer what lies deeper than the top of an answer. */
function handOver(outcome: Extract<EngineOutcome, { kind: 'done' }>): unknown {
  const arrays = [
    ...Object.values(outcome.fills),
    outcome.equityTime,
    outcome.equityMicros,
  ] as Float64Array[];
  return move({ [transferableSymbol]: arrays.map((array) => array.buffer), [valueSymbol]: outcome } as never);
}
