import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import type { WalkForwardWindows } from '#shared/model/study-run.ts';
import type { SweepSpec, TrialSummary } from '#shared/model/study.ts';
import { dailyReturns, returnsPerYear, type DailyReturns } from '#shared/statistics/daily-returns.ts';
import {
  probabilisticSharpeOf,
  sharpeMoments,
  type SharpeMoments,
} from '#shared/statistics/sharpe-confidence.ts';
import { describeExecutionFailure } from '../../executors/executor.ts';
import type { EngineJob, EngineResult } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import { expecting } from '../planning/expecting.ts';
import { cutJob, tradedTimes } from './cut-job.ts';
import { CANCELLED } from '../cancelled.ts';
import type { StudyServices, StudyWatch } from './study-services.ts';
import type { PreparedSweep } from './sweep.ts';
import { runTrialUnits } from './trial-run.ts';
import type { TrialUnit } from './unit-queue.ts';
import { rankTrials, trialSummary } from './trial-summary.ts';
import { luckiestOver } from './window-luck.ts';
import { stretchesOf } from './walk-forward-windows.ts';

export interface WalkForwardWindow {
  /** Unix ms of the first and last bar of each part. */
  readonly inSample: readonly [from: number, to: number];
  readonly outOfSample: readonly [from: number, to: number];
  /** The best trial in-sample; null when none had the figure that ranks them. */
  readonly chosen: TrialSummary | null;
  /** What it did afterwards, on an account that begins anew. */
  readonly result: EngineResult | null;
  /** Why there is no result. */
  readonly reason: string | null;
}

export interface WalkForwardResult {
  readonly windows: readonly WalkForwardWindow[];
  /** All out-of-sample parts one after the other, each on what the last one left. */
  readonly outOfSampleReturn: number;
  /** Per period, over all out-of-sample days together; null where they say nothing. */
  readonly outOfSample: SharpeMoments | null;
  /** The same per year. */
  readonly outOfSampleSharpe: number | null;
  /** How likely its Sharpe ratio lies above 0, and above the luckiest of as many trials as a window had. */
  readonly probabilisticSharpe: number | null;
  readonly deflatedSharpe: number | null;
  /** Mean Sharpe ratio (per year) of the chosen in-sample, and of what they did afterwards. */
  readonly meanSharpe: { readonly inSample: number | null; readonly outOfSample: number | null };
  /** Trials of every window. */
  readonly trialCount: number;
  /** Sets of parameters that were chosen, each once: few of many windows speaks for them. */
  readonly distinctChosenCount: number;
}

/**
 * Chooses parameters on one stretch and trades them on the next, again and again: what comes out was never seen by what chose
 * it. Indicators are warm from all bars before. Codes: `cancelled`, `windows-do-not-fit`.
 */
export function runWalkForward(
  prepared: PreparedSweep,
  windows: WalkForwardWindows,
  services: Pick<StudyServices, 'executor' | 'workers' | 'now' | 'planner'>,
  watch: StudyWatch,
): Promise<Result<WalkForwardResult, ServiceFailure>> {
  const request = { kind: 'walk-forward', spec: prepared.spec, windows } as const;
  return expecting<Result<WalkForwardResult, ServiceFailure>>(
    services.planner,
    request,
    watch.signal,
    async (plan) => {
      const startedAt = services.now();
      const inFlight = plan?.memory.inFlight ?? services.workers;
      const done = await runWindows(prepared, windows, { ...services, inFlight }, watch);
      if (!done.ok) return { value: done, actual: null };
      const { result, serialMs, isWhole } = done.value;
      const actual = {
        ms: prepared.loadMs + services.now() - startedAt,
        serialMs: prepared.loadMs + serialMs,
        runId: null,
      };
      return { value: ok(result), actual: isWhole ? actual : null };
    },
  );
}

/** @param inFlight windows at a time that memory has room for */
async function runWindows(
  prepared: PreparedSweep,
  windows: WalkForwardWindows,
  services: Pick<StudyServices, 'executor' | 'workers' | 'now'> & { readonly inFlight: number },
  { signal, onTrial }: StudyWatch,
): Promise<
  Result<
    { readonly result: WalkForwardResult; readonly serialMs: number; readonly isWhole: boolean },
    ServiceFailure
  >
> {
  const { job, trials, spec } = prepared;
  const times = tradedTimes(job);
  const stretches = stretchesOf(times, windows);
  if (!stretches.ok) return stretches;
  const symbols = job.symbols.map(({ symbol }) => symbol);
  const total = stretches.value.length * trials.length;
  const units = stretches.value.map(({ inSample, split }, window): TrialUnit => {
    return {
      bars: `${prepared.bars} window ${window}`,
      weight: 1,
      trials: trials.map((trial) => ({ ...trial, index: window * trials.length + trial.index })),
      load: () => {
        const cut = cutJob(job, { tradeFrom: inSample, end: split });
        return Promise.resolve(cut === null ? err('No symbol has a bar in this window.') : ok(cut));
      },
    };
  });
  const summaryOf = (outcome: Parameters<typeof trialSummary>[2]) =>
    trialSummary(trials[outcome.index % trials.length]!, symbols, outcome, null);
  let doneCount = 0;
  const {
    outcomes,
    isCancelled,
    times: trialTimes,
  } = await runTrialUnits(units, {
    ...services,
    workers: Math.min(services.workers, services.inFlight),
    signal,
    onTrial: (outcome) => onTrial?.(summaryOf(outcome), ++doneCount, total),
  });
  if (isCancelled) return err(CANCELLED);

  const afterwardsAt = services.now();
  const done: WalkForwardWindow[] = [];
  for (const [window, stretch] of stretches.value.entries()) {
    const ofWindow = outcomes.slice(window * trials.length, (window + 1) * trials.length).map(summaryOf);
    const chosen = bestOf(ofWindow, spec);
    const after = chosen === null ? undefined : cutJob(job, { tradeFrom: stretch.split, end: stretch.end });
    const traded = await tradeOn(after, chosen, services, signal);
    if (signal.aborted) return err(CANCELLED);
    done.push({
      inSample: [stretch.inSample, stretch.lastInSample],
      outOfSample: [stretch.split, stretch.last],
      chosen,
      ...traded,
    });
  }
  const moments = stretches.value.map((_, window) =>
    outcomes
      .slice(window * trials.length, (window + 1) * trials.length)
      .flatMap((one) => (one.kind === 'done' && one.moments !== null ? [one.moments] : [])),
  );
  return ok({
    result: summed(done, job, trials.length, moments),
    // One window after the other is traded: no two threads compute.
    serialMs: trialTimes.serialMs + services.now() - afterwardsAt,
    isWhole: outcomes.every(({ kind }) => kind === 'done') && done.every(({ reason }) => reason === null),
  });
}

function bestOf(trials: readonly TrialSummary[], { objective }: SweepSpec): TrialSummary | null {
  // Indexes are places in the grid, the same in every window.
  const best = trials[rankTrials(trials, objective)[0]!];
  return best?.figures?.[objective] === undefined || best.figures[objective] === null ? null : best;
}

async function tradeOn(
  job: EngineJob | null | undefined,
  chosen: TrialSummary | null,
  { executor }: Pick<StudyServices, 'executor'>,
  signal: AbortSignal,
): Promise<Pick<WalkForwardWindow, 'result' | 'reason'>> {
  if (chosen === null) return { result: null, reason: 'No trial in-sample had the figure that ranks them.' };
  if (job === null || job === undefined)
    return { result: null, reason: 'No symbol has a bar in this window.' };
  const { strategyId, parameters } = chosen;
  const progress = JobProgress.forSymbols(job.symbols.length).buffer;
  const outcome = await executor.run({ ...job, strategyId, parameters, progress }, signal);
  if (!outcome.ok) return { result: null, reason: describeExecutionFailure(outcome.error) };
  return outcome.value.kind === 'done'
    ? { result: outcome.value, reason: null }
    : { result: null, reason: CANCELLED.message };
}

function summed(
  windows: readonly WalkForwardWindow[],
  job: EngineJob,
  trialCount: number,
  moments: readonly (readonly SharpeMoments[])[],
): WalkForwardResult {
  const { barSize, timeZone } = job.symbols[0]!;
  const zone = isDatedBySession(barSize) ? 'UTC' : timeZone;
  const results = windows.flatMap(({ result }) => (result === null ? [] : [result]));
  const days = results.map(({ equityTime, equityMicros }) =>
    dailyReturns(equityTime, equityMicros, job.cash, zone),
  );
  const returns = days.flatMap((one) => one.returns);
  const outOfSample = sharpeMoments(returns);
  const above = (luck: number) => (outOfSample === null ? null : probabilisticSharpeOf(outOfSample, luck));
  return {
    windows,
    outOfSampleReturn: results.reduce((growth, one) => growth * (1 + one.statistics.totalReturn), 1) - 1,
    outOfSample,
    outOfSampleSharpe:
      outOfSample === null ? null : outOfSample.sharpe * Math.sqrt(returnsPerYear(barSize, together(days))),
    probabilisticSharpe: above(0),
    deflatedSharpe: outOfSample === null ? null : above(luckiestOver(moments, trialCount, outOfSample.count)),
    meanSharpe: {
      inSample: meanOf(windows.map(({ chosen }) => chosen?.figures?.sharpe ?? null)),
      outOfSample: meanOf(results.map(({ statistics }) => statistics.sharpe)),
    },
    trialCount,
    distinctChosenCount: new Set(
      windows.flatMap(({ chosen }) => (chosen === null ? [] : [JSON.stringify(chosen.parameters)])),
    ).size,
  };
}

/** The days of all windows, as far as counting a year needs them. */
function together(days: readonly DailyReturns[]): Parameters<typeof returnsPerYear>[1] {
  const [first, ...others] = days;
  return others.reduce<DailyReturns>(
    (sum, one) => ({
      ...sum,
      returns: [...sum.returns, ...one.returns],
      saturdays: sum.saturdays + one.saturdays,
      sundays: sum.sundays + one.sundays,
    }),
    first!,
  );
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}
