import { thinnedIndices } from '#shared/bars/thin.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { TrialSummary } from '#shared/model/study.ts';
import type { OutcomeOf, StudySpec, StudyTrial } from '#shared/model/study-run.ts';
import { checks } from './checks-work.ts';
import { monteCarlo } from './monte-carlo-work.ts';
import { stabilityOf } from './stability.ts';
import type { StudyResult, StudyWorkWatch } from './study-result.ts';
import type { StudyServices } from './study-services.ts';
import { prepareSweep, runSweep } from './sweep.ts';
import { runWalkForward, type WalkForwardResult } from './walk-forward.ts';

/** Does what a study asks for. Rejects with the reason of the signal, or an error in words, when it cannot. */
export function workOn(
  spec: StudySpec,
  services: StudyServices,
  watch: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  switch (spec.kind) {
    case 'sweep':
      return sweep(spec, services, watch);
    case 'walk-forward':
      return walkForward(spec, services, watch);
    case 'monte-carlo':
      return monteCarlo(spec, services, watch);
    case 'checks':
      return checks(spec, services, watch);
  }
}

function studyTrial({ index, parameters, figures, fillCount, hash, reason }: TrialSummary): StudyTrial {
  return { index, parameters, figures, fillCount, hash, reason };
}

async function sweep(
  { sweep: spec }: Extract<StudySpec, { kind: 'sweep' }>,
  services: StudyServices,
  { signal, onProgress, onTrial }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok) return prepared;
  onProgress(0, prepared.value.trials.length);
  const result = await runSweep(prepared.value, services, {
    signal,
    onTrial: (trial, done, total) => {
      onTrial(studyTrial(trial));
      onProgress(done, total);
    },
  });
  if (!result.ok) return result;
  const { refusedCount, deflation, dataHashes } = result.value;
  const trials = result.value.trials.map(studyTrial);
  const stability = stabilityOf(trials, spec);
  const failedCount = trials.filter(({ figures }) => figures === null).length;
  const best = stability === null ? undefined : trials[stability.bestIndex];
  const deflated = best?.figures?.deflatedSharpe ?? null;
  return ok({
    outcome: { kind: 'sweep', refusedCount, deflation, stability, dataHashes: [...dataHashes] },
    trials,
    finding:
      best === undefined
        ? `None of ${trials.length} trials has the figure that ranks them.`
        : `Best of ${trials.length}${failedCount === 0 ? '' : ` (${failedCount} failed)`}: ${parameterWords(best.parameters)}${deflated === null ? '' : `; deflated Sharpe ${(deflated * 100).toFixed(1)} %`}`,
  });
}

async function walkForward(
  { sweep: spec, windows }: Extract<StudySpec, { kind: 'walk-forward' }>,
  services: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok) return prepared;
  const result = await runWalkForward(prepared.value, windows, services, {
    signal,
    onTrial: (_, done, total) => {
      onProgress(done, total);
    },
  });
  if (!result.ok) return result;
  const { outOfSampleReturn, outOfSampleSharpe, probabilisticSharpe, deflatedSharpe } = result.value;
  const { meanSharpe, trialCount, distinctChosenCount } = result.value;
  const percent = `${(outOfSampleReturn * 100).toFixed(2)} %`;
  return ok({
    outcome: {
      kind: 'walk-forward',
      windows: result.value.windows.map(
        ({ inSample, outOfSample: after, chosen, result: traded, reason }) => ({
          inSample: [...inSample],
          outOfSample: [...after],
          parameters: chosen?.parameters ?? null,
          inSampleFigures: chosen?.figures ?? null,
          outOfSampleReturn: traded?.statistics.totalReturn ?? null,
          outOfSampleSharpe: traded?.statistics.sharpe ?? null,
          outOfSampleDrawdown: traded?.statistics.maxDrawdown ?? null,
          outOfSampleTrades: traded?.statistics.tradeCount ?? null,
          hash: traded?.hash ?? null,
          reason,
        }),
      ),
      outOfSampleReturn,
      outOfSampleSharpe,
      probabilisticSharpe,
      deflatedSharpe,
      meanSharpe,
      trialCount,
      distinctChosenCount,
      curve: curveOf(result.value, prepared.value.job.cash),
      dataHashes: [...prepared.value.dataHashes],
    },
    trials: [],
    finding: `${result.value.windows.length} windows, ${percent} out of sample; ${distinctChosenCount} different sets were chosen`,
  });
}

const CURVE_POINTS_MAX = 2_000;

/** Growth of 1 over the out-of-sample parts, each on what the last one left. @param cash micros that each began with */
function curveOf({ windows }: WalkForwardResult, cash: number): OutcomeOf<'walk-forward'>['curve'] {
  const times: number[] = [];
  const growth: number[] = [];
  let before = 1;
  for (const { result } of windows) {
    if (result === null) continue;
    result.equityTime.forEach((time, i) => {
      times.push(time);
      growth.push((before * result.equityMicros[i]!) / cash);
    });
    before = growth.at(-1) ?? before;
  }
  return Array.from(thinnedIndices(Float64Array.from(growth), CURVE_POINTS_MAX), (i) => [
    times[i]!,
    growth[i]!,
  ]);
}

function parameterWords(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
