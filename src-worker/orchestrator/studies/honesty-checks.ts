import { assert } from '#shared/kernel/assert.ts';
import { describeExecutionFailure, type Executor } from '../../executors/executor.ts';
import type { EngineJob, EngineResult, FillColumns } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import { cutJob, tradedTimes } from './cut-job.ts';

export interface LookAheadCheck {
  /** Unix ms: at each the future was taken away. */
  readonly cutTimes: readonly number[];
  /** Null: the strategy did with and without its future the same. */
  readonly firstDifference: {
    /** Where the future was taken away, and where something else was done than with it. */
    readonly cutTime: number;
    readonly time: number;
    readonly what: 'fill' | 'equity';
  } | null;
}

export interface WarmupCheck {
  /** From where on runs with different histories were compared: Unix ms. */
  readonly tradedFrom: number;
  /** Bars of history before it, and whether the run filled the same as with all of them. Longest first. */
  readonly histories: readonly { readonly bars: number; readonly isSame: boolean }[];
  /** The shortest of them from which on every longer one filled the same; null when only the whole history does. */
  readonly enough: number | null;
}

/** A check could not be made because its run failed; the message is the run's reason. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** Shares of the traded bars after which the future is taken away; the last but one bar too, where a peek at the next shows. */
const CUTS = [0.11, 0.25, 0.4, 0.55, 0.7, 0.85];

/**
 * Runs the job with its future cut off at several points. A strategy that does not look ahead does the same up to there:
 * the same fills and the same worth. Rejects with CheckFailed when a run fails, and with the signal's reason when cancelled.
 */
export async function checkLookAhead(
  job: EngineJob,
  executor: Executor,
  signal: AbortSignal,
): Promise<LookAheadCheck> {
  const whole = await run(job, executor, signal);
  const times = tradedTimes(job);
  const places = [...CUTS.map((share) => Math.floor(share * times.length)), times.length - 1];
  const cutTimes = [...new Set(places.filter((at) => at > 0))].map((at) => times[at]!);
  for (const cutTime of cutTimes) {
    const cut = cutJob(job, { end: cutTime });
    assert(cut !== null, 'there is a traded bar before every cut');
    const part = await run(cut, executor, signal);
    const difference = differenceBefore(cutTime, whole, part);
    if (difference !== null) return { cutTimes, firstDifference: { cutTime, ...difference } };
  }
  return { cutTimes, firstDifference: null };
}

/**
 * Trades the second half with less and less history before it. Averages that never forget change a little with every bar
 * of history; this tells how much of it the decisions need.
 */
export async function checkWarmup(
  job: EngineJob,
  executor: Executor,
  signal: AbortSignal,
): Promise<WarmupCheck> {
  const times = tradedTimes(job);
  const tradedFrom = times[times.length >> 1]!;
  const reference = cutJob(job, { tradeFrom: tradedFrom });
  assert(reference !== null, 'the second half has a bar');
  const longest = Math.max(...reference.symbols.map(({ firstTraded }) => firstTraded));
  const whole = await run(reference, executor, signal);
  const histories: { bars: number; isSame: boolean }[] = [];
  for (let bars = longest; ; bars = Math.floor(bars / 2)) {
    const cut = cutJob(job, { tradeFrom: tradedFrom, warmupBars: bars });
    assert(cut !== null, 'the second half has a bar');
    const shorter = await run(cut, executor, signal);
    histories.push({ bars, isSame: shorter.hash === whole.hash });
    if (bars === 0) break;
  }
  const differs = histories.findIndex(({ isSame }) => !isSame);
  const last = differs === -1 ? histories.at(-1) : histories[differs - 1];
  return { tradedFrom, histories, enough: last?.bars ?? null };
}

async function run(job: EngineJob, executor: Executor, signal: AbortSignal): Promise<EngineResult> {
  const fresh = { ...job, progress: JobProgress.forSymbols(job.symbols.length).buffer };
  const outcome = await executor.run(fresh, signal);
  signal.throwIfAborted();
  if (!outcome.ok) throw new CheckFailed(describeExecutionFailure(outcome.error));
  assert(outcome.value.kind === 'done', 'a run that nobody cancelled comes to its end');
  return outcome.value;
}

function differenceBefore(
  cutTime: number,
  whole: EngineResult,
  part: EngineResult,
): { readonly time: number; readonly what: 'fill' | 'equity' } | null {
  const fill = firstOtherFill(cutTime, whole.fills, part.fills);
  if (fill !== null) return { time: fill, what: 'fill' };
  for (let step = 0; step < part.equityTime.length; step++) {
    if (part.equityMicros[step] !== whole.equityMicros[step])
      return { time: part.equityTime[step]!, what: 'equity' };
  }
  return null;
}

/** Start of the bar of the first fill before `cutTime` that only one of the two has. */
function firstOtherFill(cutTime: number, whole: FillColumns, part: FillColumns): number | null {
  const length = Math.max(whole.time.length, part.time.length);
  for (let fill = 0; fill < length; fill++) {
    const [left, right] = [whole.time[fill] ?? Infinity, part.time[fill] ?? Infinity];
    if (left >= cutTime && right >= cutTime) return null;
    for (const name of ['time', 'symbol', 'side', 'quantity', 'price'] as const)
      if (whole[name][fill] !== part[name][fill]) return Math.min(left, right);
  }
  return null;
}
