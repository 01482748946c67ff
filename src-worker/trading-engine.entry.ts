/** A worker thread of the pool: one job or a set of trials in, what came of it out, arrays handed over rather than copied. */
import { workerData } from 'node:worker_threads';
import { strategies as shippedStrategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { runEngine } from './trading-engine/engine.ts';
import { handOver } from './trading-engine/hand-over.ts';
import type { EngineJob } from './trading-engine/job.ts';
import { KeptColumns } from './trading-engine/kept-columns.ts';
import { runScreen as runScreenOf, type ScreenSet, type ScreenSetOutcome } from './trading-engine/screen.ts';
import { runTrials as runTrialsOf, type TrialSet, type TrialSetOutcome } from './trading-engine/trials.ts';

const { strategyModules } = workerData as { readonly strategyModules: readonly string[] };
const strategies = [...shippedStrategies, ...(await Promise.all(strategyModules.map(loadStrategies))).flat()];
const kept = new KeptColumns();

export default function run(job: EngineJob): unknown {
  const outcome = runEngine(job, strategies);
  return outcome.kind === 'done' ? handOver(outcome) : outcome;
}

export function runTrials(set: TrialSet): TrialSetOutcome {
  return runTrialsOf(set, strategies, kept);
}

export function runScreen(set: ScreenSet): ScreenSetOutcome {
  return runScreenOf(set);
}

async function loadStrategies(path: string): Promise<readonly StrategyDefinition[]> {
  const module = (await import(/* @vite-ignore */ path)) as { default: readonly StrategyDefinition[] };
  return module.default;
}
