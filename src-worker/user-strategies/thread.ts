import { strategies as shippedStrategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { runEngine } from '../trading-engine/engine.ts';
import { handOver } from '../trading-engine/hand-over.ts';
import type { EngineJob } from '../trading-engine/job.ts';
import { KeptColumns } from '../trading-engine/kept-columns.ts';
import { strategyFailure } from '../trading-engine/strategy-failure.ts';
import { runTrials as runTrialsOf, type TrialSet, type TrialSetOutcome } from '../trading-engine/trials.ts';
import type { CheckAnswer, StrategyText } from './check.ts';
import { loadStrategy } from './evaluate.ts';
import { forbidCodeFromText, freezeLanguage } from './narrow-world.ts';

/** A strategy's own frames must be among those that are kept, however deep it has called into the engine. */
Error.stackTraceLimit = 50;
forbidCodeFromText();
freezeLanguage();

const kept = new KeptColumns();
let last: { readonly hash: string; readonly strategies: readonly StrategyDefinition[] } | undefined;

export function run(job: EngineJob): unknown {
  const outcome = runEngine(job, strategiesFor(job));
  return outcome.kind === 'done' ? handOver(outcome) : outcome;
}

export function runTrials(set: TrialSet): TrialSetOutcome {
  return runTrialsOf(set, strategiesFor(set.job), kept);
}

/** @param begun one Int32, set when the file's own code is about to be met */
export async function check({
  begun,
  ...text
}: StrategyText & { readonly begun: SharedArrayBuffer }): Promise<CheckAnswer> {
  // What strips types is 4 MB, and only a check needs it.
  const { checkStrategy } = await import('./check.ts');
  Atomics.store(new Int32Array(begun), 0, 1);
  return checkStrategy(text);
}

function strategiesFor({ code }: EngineJob): readonly StrategyDefinition[] {
  if (code === undefined) return shippedStrategies;
  if (last?.hash !== code.hash) {
    try {
      last = { hash: code.hash, strategies: [...shippedStrategies, loadStrategy(code)] };
    } catch (error) {
      throw strategyFailure(code.strategyId, error);
    }
  }
  return last.strategies;
}
