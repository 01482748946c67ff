import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { describeExecutionFailure, type Executor } from '../../executors/executor.ts';
import type { EngineJob, EngineResult } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import { cutJob } from '../studies/cut-job.ts';
import { fitCostLine, type CostLine } from './cost-line.ts';

/** What a short run over a part of the bars has shown. Lines are over bars. */
export interface RunRehearsal {
  readonly compute: CostLine;
  readonly store: CostLine;
  /** Bars of the longest part, and how many times that the whole is. */
  readonly bars: number;
  readonly extrapolation: number;
  readonly fillsPerBar: number;
  readonly tookMs: number;
}

export interface RehearsalOptions {
  readonly executor: Executor;
  readonly library: Pick<LibraryCalls, 'rehearseStore'>;
  readonly signal: AbortSignal;
  /** Milliseconds that the rehearsal should take at most; a strategy that takes longer for its first part is stopped. */
  readonly budgetMs: number;
  readonly now: () => number;
}

/** The rehearsal came to nothing: the strategy failed, or was too slow for it. A sentence. */
export class RehearsalFailed extends Error {
  override readonly name = 'RehearsalFailed';
}

export const FIRST_PART_BARS = 4_000;
/** From one part to the next. */
export const GROWTH = 4;
/** A thread that is still compiling gets faster from one run to the next: it is warm when it gains less than this. */
export const WARM_GAIN = 0.1;
const RUNS_PER_PART_MAX = 6;
/** A first part that takes longer than this is given up. */
export const GIVE_UP_MS = 2_500;

/**
 * Runs the job over longer and longer parts of its bars, in a real thread, and packs the results as they would be stored:
 * what the last part cost is what the rest will. The thread is warm afterwards, as it is for the run that follows.
 *
 * @param wholeBars of the whole run, of which the job may have a part of the symbols
 */
export async function rehearseRun(
  job: EngineJob,
  wholeBars: number,
  options: RehearsalOptions,
): Promise<RunRehearsal> {
  const { library, budgetMs, now } = options;
  const startedAt = now();
  const all = barsOf(job);
  for (let target = FIRST_PART_BARS; ; target *= GROWTH) {
    const share = Math.min(1, target / all);
    const part = share === 1 ? job : firstPart(job, share);
    const left = () => budgetMs - (now() - startedAt);
    const { ms, result } = await warmRun(part, options, left);
    if (share < 1 && ms * GROWTH * 2 < left()) continue;
    const units = barsOf(part);
    return {
      compute: fitCostLine([{ units, ms }]),
      store: fitCostLine([{ units, ms: await storing(result, library, now) }]),
      bars: units,
      extrapolation: Math.max(1, wholeBars / Math.max(1, units)),
      fillsPerBar: result.fills.time.length / Math.max(1, units),
      tookMs: now() - startedAt,
    };
  }
}

/** Runs it until it gets no faster, or there is no time left. */
async function warmRun(
  part: EngineJob,
  options: RehearsalOptions,
  left: () => number,
): Promise<{ readonly ms: number; readonly result: EngineResult }> {
  let best = await timedRun(part, options);
  for (let run = 1; run < RUNS_PER_PART_MAX; run++) {
    // The first one may have started the thread.
    if (run > 1 && best.ms > left()) break;
    const next = await timedRun(part, options);
    const gain = 1 - next.ms / best.ms;
    if (next.ms < best.ms) best = next;
    if (run > 1 && gain < WARM_GAIN) break;
  }
  return best;
}

async function storing(
  result: EngineResult,
  library: RehearsalOptions['library'],
  now: () => number,
): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 2; turn++) {
    const startedAt = now();
    await library.rehearseStore(result);
    times.push(now() - startedAt);
  }
  return Math.min(...times);
}

/** The first share of the traded bars of the symbol that has most, and what the others have until then. */
export function firstPart(job: EngineJob, share: number): EngineJob {
  const longest = job.symbols.reduce((a, b) =>
    b.barCount - b.firstTraded > a.barCount - a.firstTraded ? b : a,
  );
  const times = new Float64Array(longest.columns, 0, longest.barCount);
  const place = longest.firstTraded + Math.ceil(share * (longest.barCount - longest.firstTraded));
  const end = times[Math.max(place, longest.firstTraded + 1)];
  return end === undefined ? job : (cutJob(job, { end }) ?? job);
}

export function barsOf({ symbols }: Pick<EngineJob, 'symbols'>): number {
  return symbols.reduce((sum, { barCount }) => sum + barCount, 0);
}

async function timedRun(
  job: EngineJob,
  { executor, signal, now }: RehearsalOptions,
): Promise<{ readonly ms: number; readonly result: EngineResult }> {
  const fresh = { ...job, progress: JobProgress.forSymbols(job.symbols.length).buffer };
  const limit = AbortSignal.timeout(GIVE_UP_MS);
  const startedAt = now();
  const outcome = await executor.run(fresh, AbortSignal.any([signal, limit]));
  const ms = now() - startedAt;
  signal.throwIfAborted();
  if (!outcome.ok) throw new RehearsalFailed(describeExecutionFailure(outcome.error));
  if (outcome.value.kind === 'cancelled')
    throw new RehearsalFailed(`Its first bars took more than ${GIVE_UP_MS / 1_000} s.`);
  return { ms, result: outcome.value };
}
