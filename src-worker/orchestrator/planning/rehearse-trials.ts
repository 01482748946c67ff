import { describeExecutionFailure } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import { lineThrough, type CostLine } from './cost-line.ts';
import type { AskedColumns } from './describe-strategy.ts';
import {
  FIRST_PART_BARS,
  orTooSlow,
  RehearsalFailed,
  TOO_SLOW,
  warmed,
  type RehearsalOptions,
} from './rehearse-run.ts';
import { columnBars } from './shared-columns.ts';
import { barsOf, ThinnedJob } from './thin-job.ts';

/** What a few trials on all workers at once have shown, with as many threads at work as there will be. */
export interface TrialsRehearsal {
  /** Over traded bars: what a worker has for one trial when all columns are there, its way to the thread included. */
  readonly trial: CostLine;
  /** For a bar of a column that is not there yet. */
  readonly msPerColumnBar: number;
  /** Bars times trials that were gone through. */
  readonly work: number;
  readonly trials: number;
  readonly fillsPerBar: number;
  readonly tookMs: number;
}

/** A trial, with the columns that it reads. */
export interface SampledTrial {
  readonly trial: Trial;
  readonly columns: readonly AskedColumns[];
}

/** Of each worker, until the part is as long as it can be; then more, for trials differ in how often they trade. */
const TRIALS_FIRST = 2;
const TRIALS_MAX = 64;
const WARMING_TRIALS = 2;
const ROUNDS_MAX = 6;

let rehearsalCount = 0;

/**
 * Runs a sample of the trials on all workers at once: a few bars until the threads are warm, then as many bars and trials as
 * there is time for, each twice in the same thread. The second time its columns are there; what it took longer the first time
 * is what they cost.
 *
 * @param all evenly a sample is taken of them
 */
export async function rehearseTrials(
  job: EngineJob,
  all: readonly SampledTrial[],
  workers: number,
  options: RehearsalOptions,
): Promise<TrialsRehearsal> {
  const { budgetMs, now } = options;
  const startedAt = now();
  const lanes = Math.max(1, Math.min(workers, all.length));
  const thinned = new ThinnedJob(job);
  const few = dealt(spread(all, Math.min(all.length, lanes * WARMING_TRIALS)), lanes).map(doubled);
  await warmed(async (bars) => {
    const part = thinned.ofBars(bars);
    const sets = await atOnce(part, few, options);
    return { ms: Math.max(...sets.map(({ ms }) => ms)), bars: 2 * WARMING_TRIALS * barsOf(part) };
  }, options);

  const measuringAt = now();
  const wholeBars = thinned.barCount;
  const most = Math.min(Math.ceil(all.length / lanes), TRIALS_MAX);
  let bars = Math.min(wholeBars, FIRST_PART_BARS);
  let perLane = Math.min(most, TRIALS_FIRST);
  let smaller: Seen | null = null;
  let rounds: Seen[] = [];
  let work = 0;
  let trials = 0;
  for (;;) {
    const part = thinned.ofBars(bars);
    const sample = dealt(spread(all, Math.min(all.length, perLane * lanes)), lanes).map(doubled);
    const roundAt = now();
    let seen = seenIn(part, await atOnce(part, sample, options));
    const ms = now() - roundAt;
    const left = budgetMs - (now() - measuringAt);
    work += 2 * seen.trialCount * barsOf(part);
    trials += 2 * seen.trialCount;
    // Longer parts first, then more trials: until a round takes its part of the time.
    const growth = Math.max(2, Math.min(8, left / 3 / ms));
    const canGrow = ms * growth < left / 2;
    // Short parts are mostly what a trial costs by itself: it takes two lengths to tell that from what bars cost.
    if (bars < wholeBars && (canGrow || smaller === null)) {
      seen = seenIn(part, await atOnce(part, sample, options));
      smaller = seen;
      bars = Math.min(wholeBars, bars * (canGrow ? growth : 4));
      rounds = [];
    } else if (canGrow && perLane < most) {
      perLane = Math.min(most, Math.ceil(perLane * growth));
      rounds = [];
    } else {
      rounds.push(seen);
      if (rounds.length === ROUNDS_MAX || ms > left) break;
    }
  }
  // The first one has met columns of this length, or these trials, for the first time.
  const seen = middleOf(rounds.length > 1 ? rounds.slice(1) : rounds);
  const samples = [smaller, seen].flatMap((one) =>
    one === null ? [] : [{ units: one.tradedBars, ms: one.trialMs }],
  );
  return {
    trial: lineThrough(samples),
    msPerColumnBar: seen.msPerColumnBar,
    work,
    trials,
    fillsPerBar: seen.fillCount / seen.trialCount / seen.tradedBars,
    tookMs: now() - startedAt,
  };
}

/** What sets over the same bars have shown. */
interface Seen {
  readonly tradedBars: number;
  /** Of a trial whose columns were there, its share of the message included. */
  readonly trialMs: number;
  readonly msPerColumnBar: number;
  /** Each counted once, though it was run twice. */
  readonly trialCount: number;
  readonly fillCount: number;
}

function seenIn(part: EngineJob, sets: readonly TimedSet[]): Seen {
  const barsOfSymbols = part.symbols.map(({ barCount }) => barCount);
  let [own, message, longer, columnsMore, trialCount, fillCount] = [0, 0, 0, 0, 0, 0];
  for (const { sampled, took, ms, fills } of sets) {
    const half = took.length / 2;
    const computed = columnBars(
      sampled.map(({ columns }) => columns),
      barsOfSymbols,
    );
    const [first, second] = [sumOf(took.slice(0, half)), sumOf(took.slice(half))];
    longer += first - second;
    columnsMore += sumOf(computed.slice(0, half)) - sumOf(computed.slice(half));
    own += second;
    message += Math.max(0, ms - first - second) / 2;
    fillCount += fills / 2;
    trialCount += half;
  }
  return {
    tradedBars: Math.max(1, tradedBarsOf(part)),
    trialMs: (own + message) / trialCount,
    msPerColumnBar: columnsMore > 0 ? Math.max(0, longer / columnsMore) : 0,
    trialCount,
    fillCount,
  };
}

function middleOf(rounds: readonly Seen[]): Seen {
  return rounds.toSorted((a, b) => a.trialMs - b.trialMs)[rounds.length >> 1]!;
}

function doubled<T>(trials: readonly T[]): readonly T[] {
  return [...trials, ...trials];
}

interface TimedSet {
  readonly sampled: readonly SampledTrial[];
  /** The whole set, and in the thread each trial of it; milliseconds. */
  readonly ms: number;
  readonly took: readonly number[];
  readonly fills: number;
}

/** One set for each worker, all at the same time; a set of which every trial failed is left out. */
async function atOnce(
  job: EngineJob,
  lanes: readonly (readonly SampledTrial[])[],
  { executor, signal, now }: RehearsalOptions,
): Promise<TimedSet[]> {
  const limit = orTooSlow(signal);
  const bars = `rehearsal ${++rehearsalCount}`;
  let why = TOO_SLOW;
  const sets = await Promise.all(
    lanes.map(async (sampled): Promise<TimedSet | null> => {
      const trials = sampled.map(({ trial }, index) => ({ ...trial, index }));
      const startedAt = now();
      const outcome = await executor.runTrials(
        {
          bars,
          job: { ...job, progress: JobProgress.forSymbols(job.symbols.length).buffer },
          trials,
          cursor: new SharedArrayBuffer(4),
        },
        limit,
      );
      const ms = now() - startedAt;
      if (!outcome.ok) why = describeExecutionFailure(outcome.error);
      if (!outcome.ok || outcome.value.kind === 'cancelled') return null;
      const all = outcome.value.trials;
      why = all.find((one) => one.kind === 'failed')?.reason ?? why;
      if (all.every((one) => one.kind === 'failed')) return null;
      // One that fails does so at once; of all trials as many will.
      const took = all.map((one) => (one.kind === 'done' ? one.tookMs : 0));
      const fills = sumOf(all.map((one) => (one.kind === 'done' ? one.fillCount : 0)));
      return { sampled, ms, took, fills };
    }),
  );
  signal.throwIfAborted();
  const whole = sets.filter((one) => one !== null);
  if (whole.length === 0) throw new RehearsalFailed(why);
  return whole;
}

export function tradedBarsOf({ symbols }: Pick<EngineJob, 'symbols'>): number {
  return symbols.reduce((sum, { barCount, firstTraded }) => sum + barCount - firstTraded, 0);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}

/** So many of them, evenly. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]!);
}

/** One after the other to each in turn. */
function dealt<T>(all: readonly T[], lanes: number): readonly (readonly T[])[] {
  const hands = Array.from({ length: lanes }, (): T[] => []);
  for (const [index, one] of all.entries()) hands[index % lanes]!.push(one);
  return hands.filter((hand) => hand.length > 0);
}
