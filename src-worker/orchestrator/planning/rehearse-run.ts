import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { describeExecutionFailure, type Executor } from '../../executors/executor.ts';
import type { EngineJob, EngineResult } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import { fitCostLine, lineThrough, type CostLine, type CostSample } from './cost-line.ts';
import { barsOf, ThinnedJob } from './thin-job.ts';

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
  /**
   * Milliseconds that measuring should take at most, once the threads are warm; a strategy that takes longer for its first part
   * is stopped.
   */
  readonly budgetMs: number;
  /** The same for making them warm. */
  readonly warmingMs: number;
  readonly now: () => number;
}

/** The calibration run could not be made: the strategy failed, or was too slow. The message is a sentence for people. */
export class RehearsalFailed extends Error {
  override readonly name = 'RehearsalFailed';
}

export const FIRST_PART_BARS = 4_000;
/** A thread that is still compiling gets faster from one run to the next: it is warm when it gains less than this, twice. */
const WARM_GAIN = 0.1;
/** What is compiled at last is so only after a while. */
const WARMING_MS_MIN = 120;
/** Shorter ones are mostly messages. */
const WARMING_RUN_MS = 15;
const WARMING_GROWTH = 4;
/** Of the longest part: one may have had to wait for something. */
const MEASURED_RUNS = 4;
/** A first part that takes longer than this is given up. */
const GIVE_UP_MS = 2_500;
export const TOO_SLOW = `Its first bars took more than ${GIVE_UP_MS / 1_000} s.`;

/**
 * Runs the job in a real thread over a few bars until it gets no faster, then over as long a part as there is time for, and
 * packs the result as it would be stored: what that part cost is what the rest will. The thread is warm afterwards, as it is
 * for the run that follows.
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
  const thinned = new ThinnedJob(job);
  const all = thinned.barCount;
  await warmed(async (bars) => {
    const part = thinned.ofBars(bars);
    return { ms: (await timedRun(part, options)).ms, bars: barsOf(part) };
  }, options);

  const measuringAt = now();
  let bars = Math.min(all, FIRST_PART_BARS);
  let smaller: CostSample | null = null;
  let runs: number[] = [];
  let result: EngineResult;
  for (;;) {
    const part = thinned.ofBars(bars);
    const timed = await timedRun(part, options);
    result = timed.result;
    const left = budgetMs - (now() - measuringAt);
    const growth = Math.max(2, Math.min(8, left / 3 / timed.ms));
    const canGrow = timed.ms * growth < left / 2;
    // Short parts are mostly what a run costs by itself: it takes two lengths to tell that from what bars cost.
    if (bars < all && runs.length === 0 && (canGrow || smaller === null)) {
      const again = await timedRun(part, options);
      smaller = { units: bars, ms: Math.min(timed.ms, again.ms) };
      bars = Math.min(all, bars * (canGrow ? growth : 4));
      continue;
    }
    runs.push(timed.ms);
    if (runs.length === MEASURED_RUNS || timed.ms > left) break;
  }
  // The first one has met columns of this length for the first time.
  if (runs.length === MEASURED_RUNS) runs = runs.slice(1);
  const units = barsOf(thinned.ofBars(bars));
  const samples = [...(smaller === null ? [] : [smaller]), { units, ms: meanOf(runs) }];
  return {
    compute: lineThrough(samples),
    store: fitCostLine([{ units, ms: await storing(result, library, now) }]),
    bars: units,
    extrapolation: Math.max(1, wholeBars / Math.max(1, units)),
    fillsPerBar: result.fills.time.length / Math.max(1, units),
    tookMs: now() - startedAt,
  };
}

/**
 * Runs more and more bars, again and again, until a bar gets no cheaper or time is up. Threads that have just started take
 * several times as long; measured then, a run would look as slow.
 *
 * @param once runs about so many bars and says how many there were; it may have fewer
 * @returns milliseconds per bar, in the end
 */
export async function warmed(
  once: (bars: number) => Promise<{ readonly ms: number; readonly bars: number }>,
  { warmingMs, now }: Pick<RehearsalOptions, 'warmingMs' | 'now'>,
): Promise<number> {
  let asked = FIRST_PART_BARS;
  let best = Infinity;
  let startedAt: number | null = null;
  for (let steady = 0; ;) {
    const { ms, bars } = await once(asked);
    startedAt ??= now(); // the first one starts the threads, which says nothing of the strategy
    const msPerBar = ms / Math.max(1, bars);
    steady = msPerBar > best * (1 - WARM_GAIN) ? steady + 1 : 0;
    best = Math.min(best, msPerBar);
    const passed = now() - startedAt;
    if (steady >= 2 && passed >= Math.min(WARMING_MS_MIN, warmingMs)) return best;
    if (passed + ms > warmingMs) return best;
    if (ms < WARMING_RUN_MS && bars > asked / 2) asked *= WARMING_GROWTH;
  }
}

/** Aborts with the signal, or when a part takes too long: a strategy that hangs must not hold up the run, which finds out by itself. */
export function orTooSlow(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_MS)]);
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

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
}

async function timedRun(
  job: EngineJob,
  { executor, signal, now }: RehearsalOptions,
): Promise<{ readonly ms: number; readonly result: EngineResult }> {
  const fresh = { ...job, progress: JobProgress.forSymbols(job.symbols.length).buffer };
  const limit = orTooSlow(signal);
  const startedAt = now();
  const outcome = await executor.run(fresh, limit);
  const ms = now() - startedAt;
  signal.throwIfAborted();
  if (!outcome.ok) throw new RehearsalFailed(describeExecutionFailure(outcome.error));
  if (outcome.value.kind === 'cancelled') throw new RehearsalFailed(TOO_SLOW);
  return { ms, result: outcome.value };
}
