import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { Executor } from '../../executors/executor.ts';
import { planJob } from '../plan-run.ts';
import { amdahlMs, type WorkParts } from './amdahl.ts';
import { costOf, type CostLine } from './cost-line.ts';
import type { PlanDraft } from './draft-plan.ts';
import { loadSample, type LoadedSymbol } from './load-sample.ts';
import { RehearsalFailed, rehearseRun } from './rehearse-run.ts';
import { rehearseTrials } from './rehearse-trials.ts';

/** What the calibration run says of the whole. */
export interface MeasuredWork {
  readonly ms: number;
  readonly parts: WorkParts;
  /** Over the bars of a trial. */
  readonly compute: CostLine;
  readonly extrapolation: number;
  readonly fillsPerBar: number;
  readonly bars: number;
  readonly trials: number;
  readonly tookMs: number;
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
  budgetMs: number,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<Result<MeasuredWork, string>> {
  try {
    return draft.kind === 'per-symbol'
      ? await measureSymbols(draft, budgetMs, services, signal)
      : await measureAccount(draft, budgetMs, services, signal);
  } catch (error) {
    if (error instanceof RehearsalFailed) return err(error.message);
    throw error;
  }
}

/** One account over all symbols: a run, or the trials of a sweep. */
async function measureAccount(
  draft: PlanDraft,
  budgetMs: number,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<Result<MeasuredWork, string>> {
  const { base, accounts, allBars, trials, workers, kind, description } = draft;
  const { library, executor, now } = services;
  const startedAt = now();
  const series = accounts[0]!;
  const least = Math.min(series.length, description?.symbolsTogether ?? 1);
  const options = { library, now, signal };
  const each = series.map((one) => [one]);
  const loaded = await loadSample(base, each, least, budgetMs * LOADING_SHARE, options);
  if (!loaded.ok) return loaded;
  const { groups, load } = loaded.value;
  const job = planJob(
    base,
    groups.flat().map(({ symbol }) => symbol),
  );
  const loadMs = loadingMs(load, series);
  const wholeBars = allBars * keptShare(groups.flat());
  const rehearsal = { executor, library, signal, budgetMs: budgetMs * (1 - LOADING_SHARE), now };
  if (kind === 'single') {
    const seen = await rehearseRun(job, wholeBars, rehearsal);
    const computeMs = costOf(seen.compute, wholeBars);
    const parts: WorkParts = {
      serialMs: loadMs + costOf(seen.store, wholeBars),
      parallelMs: computeMs,
      longestMs: computeMs,
      pieces: 1,
    };
    return ok({ ...seen, ms: amdahlMs(parts, 1), parts, trials: 1, tookMs: now() - startedAt });
  }
  const seen = await rehearseTrials([{ job, trials }], workers, rehearsal);
  const trialMs = costOf(seen.compute, wholeBars);
  const parallelMs = trials.length * trialMs;
  const parts: WorkParts = { serialMs: loadMs, parallelMs, longestMs: trialMs, pieces: trials.length };
  return ok({
    ...seen,
    ms: amdahlMs(parts, workers),
    parts,
    bars: seen.work,
    extrapolation: Math.max(1, (wholeBars * trials.length) / Math.max(1, seen.work)),
    tookMs: now() - startedAt,
  });
}

/** An account for each symbol, or group of symbols. Loading is one thread's work, and goes on while others compute. */
async function measureSymbols(
  draft: PlanDraft,
  budgetMs: number,
  services: MeasureServices,
  signal: AbortSignal,
): Promise<Result<MeasuredWork, string>> {
  const { base, accounts, allBars, trials, workers } = draft;
  const { library, executor, now } = services;
  const startedAt = now();
  const options = { library, now, signal };
  const loaded = await loadSample(base, accounts, 1, budgetMs * LOADING_SHARE, options);
  if (!loaded.ok) return loaded;
  const { groups, load } = loaded.value;
  const units = groups.map((group) => ({
    job: planJob(
      base,
      group.map(({ symbol }) => symbol),
    ),
    trials,
  }));
  const rehearsal = { executor, library, signal, budgetMs: budgetMs * (1 - LOADING_SHARE), now };
  const seen = await rehearseTrials(units, workers, rehearsal);
  const share = keptShare(groups.flat());
  const unitMs = accounts.map((group) => {
    const bars = group.reduce((sum, { barCount }) => sum + barCount, 0) * share;
    return loadingMs(load, group) + trials.length * costOf(seen.compute, bars);
  });
  const parts: WorkParts = {
    serialMs: 0,
    parallelMs: unitMs.reduce((sum, one) => sum + one, 0),
    longestMs: Math.max(loadingMs(load, accounts.flat()), ...unitMs),
    pieces: accounts.length,
  };
  return ok({
    ...seen,
    ms: amdahlMs(parts, workers),
    parts,
    bars: seen.work,
    extrapolation: Math.max(1, (allBars * share * trials.length) / Math.max(1, seen.work)),
    tookMs: now() - startedAt,
  });
}

function loadingMs(load: CostLine, series: readonly SeriesSummary[]): number {
  return series.reduce((sum, { barCount }) => sum + costOf(load, barCount), 0);
}

/** What a last date has left of the bars that were loaded: of the others it will leave about as much. */
function keptShare(loaded: readonly LoadedSymbol[]): number {
  const stored = loaded.reduce((sum, { series }) => sum + series.barCount, 0);
  return stored === 0 ? 1 : loaded.reduce((sum, { symbol }) => sum + symbol.barCount, 0) / stored;
}
