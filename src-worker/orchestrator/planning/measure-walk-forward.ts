import { barColumns, lowerBound } from '#shared/bars/columns.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import { cutJob, tradedTimes } from '../studies/cut-job.ts';
import { stretchesOf, type Stretch } from '../studies/walk-forward-windows.ts';
import { amdahlMs, type WorkParts } from './amdahl.ts';
import { costOf } from './cost-line.ts';
import type { PlanDraft } from './draft-plan.ts';
import { makespan } from './makespan.ts';
import type { MeasuredWork } from './measured-work.ts';
import type { RehearsalOptions } from './rehearse-run.ts';
import { rehearseTrials } from './rehearse-trials.ts';
import { columnBars, columnsOfTrials, trialsMs } from './shared-columns.ts';
import { barsOf } from './thin-job.ts';

/** Window by window: its trials on the bars in-sample, then the chosen one on those after it, one after the other. */
export async function measureWalkForward(
  job: EngineJob,
  { definition, trials, workers, windows }: PlanDraft,
  loadMs: number,
  rehearsal: RehearsalOptions,
): Promise<Result<MeasuredWork, string>> {
  const { now } = rehearsal;
  const found = stretchesOf(tradedTimes(job), windows!);
  if (!found.ok) return err([found.error.message, found.error.help].filter(Boolean).join(' '));
  const stretches = found.value;
  const middle = stretches[stretches.length >> 1]!;
  const cuttingAt = now();
  const inSample = cutJob(job, { tradeFrom: middle.inSample, end: middle.split });
  const cutMsPerBar = (now() - cuttingAt) / Math.max(1, inSample === null ? 0 : barsOf(inSample));
  if (inSample === null) return err('No symbol has a bar in the middle window.');
  const columns = columnsOfTrials(definition, trials, job.symbols.length);
  const sample = columns.map((its, i) => ({ trial: trials[i]!, columns: its }));
  const seen = await rehearseTrials(inSample, sample, workers, rehearsal);

  const sizes = windowSizes(job, stretches);
  const { msPerColumnBar } = seen;
  const unitMs = sizes.map(({ traded, shown }) => {
    const trialMs = costOf(seen.trial, traded);
    const facts = { columns, trialCount: trials.length, workers: 1, trialMs, msPerColumnBar };
    return cutMsPerBar * sumOf(shown) + trialsMs(facts, shown);
  });
  const afterMs = sizes.map(({ after, shownAfter }) => {
    const [fresh] = columnBars(columns.slice(0, 1), shownAfter);
    return cutMsPerBar * sumOf(shownAfter) + costOf(seen.trial, after) + msPerColumnBar * (fresh ?? 0);
  });
  const parallelMs = sumOf(unitMs);
  const longestTrial = Math.max(...sizes.map(({ traded }) => costOf(seen.trial, traded)));
  const parts: WorkParts = {
    serialMs: loadMs + sumOf(afterMs),
    parallelMs,
    longestMs: longestTrial,
    pieces: trials.length * stretches.length,
  };
  // A window is mostly one worker's; whoever has none left helps.
  const shared = Math.min(makespan(unitMs, workers), parallelMs / workers + longestTrial);
  const bars = sumOf(sizes.map(({ traded }) => traded)) * trials.length;
  return ok({
    ...seen,
    ms: Math.max(amdahlMs(parts, workers), parts.serialMs + shared),
    parts,
    compute: { fixedMs: 0, msPerUnit: parallelMs / Math.max(1, bars) },
    bars: seen.work,
    extrapolation: Math.max(1, bars / Math.max(1, seen.work)),
    trialCount: trials.length * stretches.length,
  });
}

interface WindowSize {
  /** Bars traded in-sample and after it, over all symbols. */
  readonly traded: number;
  readonly after: number;
  /** Of each symbol, with those that only warm up. */
  readonly shown: readonly number[];
  readonly shownAfter: readonly number[];
}

function windowSizes(job: EngineJob, stretches: readonly Stretch[]): readonly WindowSize[] {
  const times = job.symbols.map(({ columns, barCount }) => barColumns(barCount, columns).time);
  const before = (time: number) => times.map((its) => lowerBound(its, time));
  return stretches.map(({ inSample, split, end }) => {
    const [shown, shownAfter] = [before(split), before(end)];
    return {
      traded: sumOf(shown) - sumOf(before(inSample)),
      after: sumOf(shownAfter) - sumOf(shown),
      shown,
      shownAfter,
    };
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
