import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Deflation, SweepSpec, TrialSummary } from '#shared/model/study.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import { checkFit } from '../check-fit.ts';
import { expecting } from '../planning/expecting.ts';
import { checkSeries } from '../plan-run.ts';
import type { TrialRunTimes } from './busy-times.ts';
import { combinationsOf } from './combinations.ts';
import { loadJob } from './load-job.ts';
import { CANCELLED } from '../cancelled.ts';
import { findDefinition } from '../find-definition.ts';
import type { StudyServices, StudyWatch } from './study-services.ts';
import { runTrialUnits } from './trial-run.ts';
import { deflationOf, rankTrials, trialSummary } from './trial-summary.ts';

/** A sweep that can begin: checked, its bars loaded. */
export interface PreparedSweep {
  readonly spec: SweepSpec;
  readonly job: EngineJob;
  readonly trials: readonly Trial[];
  /** Combinations that the strategy refuses. */
  readonly refusedCount: number;
  readonly dataHashes: readonly string[];
  /** Names the bars. */
  readonly bars: string;
  /** How long they took to load. */
  readonly loadMs: number;
}

export interface SweepResult {
  /** In the order of the grid or of the draws. */
  readonly trials: readonly TrialSummary[];
  /** Indexes, best first. */
  readonly ranking: readonly number[];
  readonly refusedCount: number;
  /** Null when no trial was done. */
  readonly deflation: Deflation | null;
  readonly dataHashes: readonly string[];
  readonly times: TrialRunTimes;
}

let preparedCount = 0;

/** Codes: those of a run that is refused, and `invalid-space`. */
export async function prepareSweep(
  spec: SweepSpec,
  services: Pick<StudyServices, 'library' | 'strategies'> & Partial<Pick<StudyServices, 'now'>>,
): Promise<Result<PreparedSweep, ServiceFailure>> {
  const { library, strategies, now = () => performance.now() } = services;
  const { base } = spec;
  const found = combinationsOf(spec, strategies);
  if (!found.ok) return found;
  const series = checkSeries(base, await library.listSeries());
  if (!series.ok) return series;
  const definition = findDefinition(strategies, base.strategyId);
  const fits = definition.ok ? checkFit(definition.value, base, series.value) : definition;
  if (!fits.ok) return fits;
  const askedAt = now();
  const loaded = await loadJob(library, base, series.value);
  const loadMs = now() - askedAt;
  if (!loaded.ok) return err(failure('bars-not-loaded', loaded.error));
  const { sets, refusedCount } = found.value;
  const trials = sets.map((parameters, index) => ({ index, strategyId: base.strategyId, parameters }));
  return ok({ spec, ...loaded.value, trials, refusedCount, bars: `sweep ${++preparedCount}`, loadMs });
}

/** Codes: `cancelled`. */
export function runSweep(
  prepared: PreparedSweep,
  services: Pick<StudyServices, 'executor' | 'workers' | 'now' | 'planner'>,
  watch: StudyWatch,
): Promise<Result<SweepResult, ServiceFailure>> {
  const request = { kind: 'sweep', spec: prepared.spec } as const;
  return expecting(services.planner, request, watch.signal, async (plan) => {
    const startedAt = services.now();
    const value = await runTrialsOf(prepared, services, watch, plan?.memory.inFlight ?? Infinity);
    const isWhole = value.ok && value.value.trials.every(({ figures }) => figures !== null);
    if (!isWhole) return { value, actual: null };
    const ms = prepared.loadMs + services.now() - startedAt;
    return { value, actual: { ms, serialMs: prepared.loadMs + value.value.times.serialMs, runId: null } };
  });
}

/** @param inFlight trials at a time that memory has room for: each has columns and an account of its own */
async function runTrialsOf(
  { spec, job, trials, refusedCount, dataHashes, bars }: PreparedSweep,
  { executor, workers, now }: Pick<StudyServices, 'executor' | 'workers' | 'now'>,
  { signal, onTrial }: StudyWatch,
  inFlight: number,
): Promise<Result<SweepResult, ServiceFailure>> {
  const symbols = job.symbols.map(({ symbol }) => symbol);
  let doneCount = 0;
  const unit = { bars, trials, weight: 1, load: () => Promise.resolve(ok(job)) };
  const { outcomes, isCancelled, times } = await runTrialUnits([unit], {
    executor,
    workers: Math.min(workers, inFlight),
    signal,
    now,
    onTrial: (outcome) => {
      doneCount++;
      onTrial?.(trialSummary(trials[outcome.index]!, symbols, outcome, null), doneCount, trials.length);
    },
  });
  if (isCancelled) return err(CANCELLED);
  const deflation = deflationOf(outcomes);
  const summaries = outcomes.map((outcome) =>
    trialSummary(trials[outcome.index]!, symbols, outcome, deflation),
  );
  const ranking = rankTrials(summaries, spec.objective);
  return ok({ trials: summaries, ranking, refusedCount, deflation, dataHashes, times });
}
