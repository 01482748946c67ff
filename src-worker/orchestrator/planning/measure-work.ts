import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { Executor } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import { planJob } from '../plan-run.ts';
import { loadCurrencies } from '../run-currencies.ts';
import { loadJob } from '../studies/load-job.ts';
import { amdahlMs, type WorkParts } from './amdahl.ts';
import { costOf, type CostLine } from './cost-line.ts';
import type { PlanDraft } from './draft-plan.ts';
import { loadSample, type LoadedSymbol } from './load-sample.ts';
import { makespan } from './makespan.ts';
import { measureWalkForward } from './measure-walk-forward.ts';
import type { MeasuredWork } from './measured-work.ts';
import { RehearsalFailed, rehearseRun, type RehearsalOptions } from './rehearse-run.ts';
import { rehearseTrials, tradedBarsOf } from './rehearse-trials.ts';
import { rehearseUnits } from './rehearse-units.ts';
import { columnsOfTrials, trialsMs } from './shared-columns.ts';

/** How long a calibration run may take: to make the threads warm, and to measure. Milliseconds. */
export interface CalibrationBudget {
  readonly warmingMs: number;
  readonly measuringMs: number;
}

interface MeasureServices {
  readonly library: LibraryCalls;
  readonly executor: Executor;
  readonly now: () => number;
}

/** Of the budget, for loading; the rest is for computing. */
const LOADING_SHARE = 0.3;

/** Loads some of the bars, computes over a part of them, and says what the whole will cost. An error is a sentence. */
export async function measureWork(
  draft: PlanDraft,
  budget: CalibrationBudget,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<Result<MeasuredWork, string>> {
  try {
    return draft.kind === 'per-symbol'
      ? ok(await measureSymbols(draft, budget, services, signal))
      : await measureAccount(draft, budget, services, signal);
  } catch (error) {
    if (error instanceof RehearsalFailed) return err(error.message);
    throw error;
  }
}

/** One account over all symbols: a run, or the trials of a sweep or of windows. */
async function measureAccount(
  draft: PlanDraft,
  budget: CalibrationBudget,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<Result<MeasuredWork, string>> {
  const { base, accounts, allBars, kind, description } = draft;
  const { library, now } = services;
  const startedAt = now();
  const series = accounts[0]!;
  const least =
    kind === 'single' ? Math.min(series.length, description?.symbolsTogether ?? 1) : series.length;
  const each = series.map((one) => [one]);
  const options = { library, now, signal };
  const loaded = await loadSample(base, each, least, budget.measuringMs * LOADING_SHARE, options);
  if (!loaded.ok) return loaded;
  const { groups, load } = loaded.value;
  const together = groups.flat();
  const symbols = together.map(({ symbol }) => symbol);
  const rates = await loadCurrencies(
    library,
    base,
    together.map((one) => one.series),
    symbols,
  );
  if (!rates.ok) return rates;
  const job = planJob(base, symbols, rates.value.currencies);
  const loadMs = loadingMs(load, series);
  const wholeBars = allBars * keptShare(groups.flat());
  const rehearsal = rehearsalOf(budget, 1 - LOADING_SHARE, services, signal);
  const measured =
    kind === 'single'
      ? await measureRun(job, wholeBars, loadMs, rehearsal)
      : kind === 'walk-forward'
        ? await measureWalkForward(job, draft, loadMs, rehearsal)
        : await measureSweep(job, draft, loadMs, rehearsal);
  return measured.ok ? ok({ ...measured.value, tookMs: now() - startedAt }) : measured;
}

async function measureRun(
  job: EngineJob,
  wholeBars: number,
  loadMs: number,
  rehearsal: RehearsalOptions,
): Promise<Result<MeasuredWork, string>> {
  const seen = await rehearseRun(job, wholeBars, rehearsal);
  const computeMs = costOf(seen.compute, wholeBars);
  const serialMs = loadMs + costOf(seen.store, wholeBars);
  const parts: WorkParts = { serialMs, parallelMs: computeMs, longestMs: computeMs, pieces: 1 };
  return ok({ ...seen, ms: amdahlMs(parts, 1), parts, trials: 1, trialCount: 1 });
}

async function measureSweep(
  job: EngineJob,
  { definition, trials, workers }: PlanDraft,
  loadMs: number,
  rehearsal: RehearsalOptions,
): Promise<Result<MeasuredWork, string>> {
  const columns = columnsOfTrials(definition, trials, job.symbols.length);
  const sample = columns.map((its, i) => ({ trial: trials[i]!, columns: its }));
  const seen = await rehearseTrials(job, sample, workers, rehearsal);
  const trialMs = costOf(seen.trial, tradedBarsOf(job));
  const parallelMs = trialsMs(
    { columns, trialCount: trials.length, workers, trialMs, msPerColumnBar: seen.msPerColumnBar },
    job.symbols.map(({ barCount }) => barCount),
  );
  const parts: WorkParts = { serialMs: loadMs, parallelMs, longestMs: trialMs, pieces: trials.length };
  const bars = job.symbols.reduce((sum, { barCount }) => sum + barCount, 0);
  return ok({
    ...seen,
    // The last of the workers is, on average, in the middle of a trial when the others have none left.
    ms: amdahlMs(parts, workers) + (workers > 1 ? trialMs / 2 : 0),
    parts,
    compute: { fixedMs: 0, msPerUnit: parallelMs / Math.max(1, bars * trials.length) },
    bars: seen.work,
    extrapolation: Math.max(1, (bars * trials.length) / Math.max(1, seen.work)),
    trialCount: trials.length,
  });
}

/** An account for each symbol, or group of symbols. Loading is one thread's work, and goes on while others compute. */
async function measureSymbols(
  draft: PlanDraft,
  budget: CalibrationBudget,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<MeasuredWork> {
  const { base, accounts, allBars, trials, workers } = draft;
  const [trial] = trials;
  const units = accounts.map((group) => ({
    trial: trial!,
    bars: barsIn(group),
    load: async () => {
      const loaded = await loadJob(services.library, base, group);
      return loaded.ok ? ok(loaded.value.job) : loaded;
    },
  }));
  const seen = await rehearseUnits(units, workers, rehearsalOf(budget, 1, services, signal));
  const unitMs = units.map(({ bars }) => costOf(seen.unit, bars) * seen.together);
  const ms = makespan(unitMs, workers);
  const parts: WorkParts = {
    serialMs: 0,
    parallelMs: unitMs.reduce((sum, one) => sum + one, 0),
    longestMs: Math.max(...unitMs),
    pieces: accounts.length,
  };
  return {
    ...seen,
    ms,
    parts,
    compute: seen.unit,
    bars: seen.work,
    extrapolation: Math.max(1, (allBars * seen.keptShare) / Math.max(1, seen.work)),
    trialCount: accounts.length,
  };
}

function rehearsalOf(
  { warmingMs, measuringMs }: CalibrationBudget,
  share: number,
  { executor, library, now }: MeasureServices,
  signal: AbortSignal,
): RehearsalOptions {
  return { executor, library, signal, now, warmingMs, budgetMs: measuringMs * share };
}

function barsIn(group: readonly SeriesSummary[]): number {
  return group.reduce((sum, { barCount }) => sum + barCount, 0);
}

function loadingMs(load: CostLine, series: readonly SeriesSummary[]): number {
  return series.reduce((sum, { barCount }) => sum + costOf(load, barCount), 0);
}

/** What a last date has left of the bars that were loaded: of the others it will leave about as much. */
function keptShare(loaded: readonly LoadedSymbol[]): number {
  const stored = loaded.reduce((sum, { series }) => sum + series.barCount, 0);
  return stored === 0 ? 1 : loaded.reduce((sum, { symbol }) => sum + symbol.barCount, 0) / stored;
}
