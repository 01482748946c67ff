import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec, RunDetail, RunId } from '#shared/model/backtest.ts';
import type { StudySpec } from '#shared/model/study-run.ts';
import type { StrategySource } from '#shared/model/user-strategy.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { UserStrategies } from './user-strategies.ts';

/** Where texts are kept that runs were made from. */
export interface KeptSources {
  keepStrategySource(source: StrategySource): Promise<void>;
  strategySource(hash: string): Promise<StrategySource | null>;
}

export interface RunSpecs {
  getRun(runId: RunId): Promise<Result<Pick<RunDetail, 'spec'>, ServiceFailure>>;
}

export interface PinnedSpec<Spec> {
  readonly spec: Spec;
  /** What to look its strategy up in; undefined: among all there are. */
  readonly strategies: readonly StrategyDefinition[] | undefined;
}

/**
 * What every run and study begins with: says on which text of a user's strategy it will run, and stores that text. Codes:
 * those of `UserStrategies.pin`, and `run-not-stored`.
 */
export async function pinSpec<Spec extends Pick<BacktestSpec, 'strategyId' | 'strategyHash'>>(
  spec: Spec,
  userStrategies: Pick<UserStrategies, 'pin'>,
  library: KeptSources,
): Promise<Result<PinnedSpec<Spec>, ServiceFailure>> {
  const pinned = await userStrategies.pin(spec, (hash) => library.strategySource(hash));
  if (!pinned.ok) return pinned;
  const { definition } = pinned.value;
  if (definition === null) return ok({ spec: pinned.value.spec, strategies: undefined });
  try {
    await library.keepStrategySource(definition.source);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('run-not-stored', `It was not started, because its code could not be stored: ${why}`));
  }
  return ok({ spec: pinned.value.spec, strategies: [definition] });
}

/** The same for a study: the spec that its trials are made from, or that of the run that it looks into. */
export async function pinStudy(
  study: StudySpec,
  userStrategies: Pick<UserStrategies, 'pin'>,
  library: KeptSources & RunSpecs,
): Promise<Result<StudySpec, ServiceFailure>> {
  if (study.kind === 'sweep' || study.kind === 'walk-forward') {
    const pinned = await pinSpec(study.sweep.base, userStrategies, library);
    return pinned.ok ? ok({ ...study, sweep: { ...study.sweep, base: pinned.value.spec } }) : pinned;
  }
  const run = await library.getRun(study.runId);
  if (!run.ok) return run;
  // Only its text is needed: what the study runs is what the run was made from.
  const pinned = await pinSpec(run.value.spec, userStrategies, library);
  return pinned.ok ? ok(study) : pinned;
}
