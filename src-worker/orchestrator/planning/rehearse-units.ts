import { ok } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Executor } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import type { Trial, TrialOutcome } from '../../trading-engine/trials.ts';
import { runTrialUnits } from '../studies/trial-run.ts';
import type { TrialUnit } from '../studies/unit-queue.ts';
import { costOf, fitCostLine, type CostLine } from './cost-line.ts';
import { makespan } from './makespan.ts';
import {
  FIRST_PART_BARS,
  orTooSlow,
  RehearsalFailed,
  TOO_SLOW,
  warmed,
  type RehearsalOptions,
} from './rehearse-run.ts';
import { spread } from './rehearse-trials.ts';
import { barsOf, ThinnedJob } from './thin-job.ts';

/** An account with symbols of its own, of a study of symbols. */
export interface AccountUnit {
  readonly trial: Trial;
  /** Stored bars of its symbols. */
  readonly bars: number;
  load(): Promise<Result<EngineJob, string>>;
}

/** What some of the accounts have shown, done as all will be: loaded and computed by as many workers. */
export interface UnitsRehearsal {
  /** Over the stored bars of an account: from the moment a worker takes it, loading included, to its outcome. */
  readonly unit: CostLine;
  /** What the run of the sample took, as a part of what its accounts should have by that line. */
  readonly together: number;
  /** Bars that were gone through, and what part of the bars loaded they were. */
  readonly work: number;
  readonly keptShare: number;
  readonly trials: number;
  readonly fillsPerBar: number;
  readonly tookMs: number;
}

const ROUNDS = 3;
const LONGER_MAX = 64;
let rehearsalCount = 0;

/**
 * @param units heaviest first, as they will be begun
 * A unit that cannot be loaded, or fails, is left out: the run itself says why.
 */
export async function rehearseUnits(
  units: readonly AccountUnit[],
  workers: number,
  options: RehearsalOptions,
): Promise<UnitsRehearsal> {
  const { budgetMs, now } = options;
  const startedAt = now();
  const few = spread(units, Math.min(units.length, workers));
  // Their bars are loaded once more with the others: for now a few of them make the threads warm.
  const loaded = await Promise.all(few.map(async (unit) => ({ unit, job: await unit.load() })));
  const known = loaded.flatMap(({ unit, job }) => (job.ok ? [{ unit, job: new ThinnedJob(job.value) }] : []));
  if (known.length === 0) throw new RehearsalFailed(whyOf(loaded.map(({ job }) => job)));
  await warmed(async (bars) => {
    const lanes = Array.from({ length: workers }, (_, lane) => {
      const { unit, job } = known[lane % known.length]!;
      const part = job.ofBars(bars);
      return { ...unit, load: () => Promise.resolve(ok(part)) };
    });
    const { ms, done } = await runUnits(lanes, workers, 1, options);
    return { ms, bars: Math.max(1, ...done.map((one) => one.bars)) };
  }, options);

  const mean = Math.max(1, units.reduce((sum, { bars }) => sum + bars, 0) / units.length);
  const measuringAt = now();
  let count = Math.min(units.length, workers);
  let share = Math.min(1, FIRST_PART_BARS / mean);
  let smaller: readonly DoneUnit[] = [];
  let best: Turn | null = null;
  for (let round = 0; ;) {
    const turn = await runUnits(spread(units, count), workers, share, options);
    const room = (budgetMs - (now() - measuringAt)) / 2.5; // it is done twice
    const setMs = Math.max(0.1, sumOf(turn.done, (one) => one.setMs) / workers);
    const longer = (room - Math.max(0, turn.ms - setMs)) / setMs;
    const more = room / turn.ms;
    // All bars of a few accounts first, then more accounts. Short parts are mostly what an account costs by itself: it takes
    // two lengths to tell that from what bars cost.
    if (share < 1 && (longer >= 2 || smaller.length === 0)) {
      smaller = turn.done;
      share = Math.min(1, share * Math.max(4, Math.min(LONGER_MAX, longer)));
    } else if (count < units.length && round === 0 && more >= 1.5) {
      count = Math.min(units.length, Math.floor(count * more));
    } else {
      // The first one of a size meets columns of that length, and much of the library, for the first time.
      best = best === null || turn.ms < best.ms ? turn : best;
      round++;
      if (round === ROUNDS || (round > 1 && turn.ms > room) || turn.ms > 2 * budgetMs) break;
    }
  }

  const { done, ms } = best;
  const load = fitCostLine(done.map((one) => ({ units: one.stored, ms: one.loadMs })));
  // Of accounts that were run whole only: what differs between them is how long they are.
  const sets = done.length > 2 * workers && share === 1 ? done : [...smaller, ...done];
  const set = fitCostLine(sets.map((one) => ({ units: one.bars, ms: one.setMs })));
  const sum = (of: (one: DoneUnit) => number) => sumOf(done, of);
  const keptShare =
    sum(({ loaded }) => loaded) /
    Math.max(
      1,
      sum(({ stored }) => stored),
    );
  const unit = {
    fixedMs: load.fixedMs + set.fixedMs,
    msPerUnit: load.msPerUnit + set.msPerUnit * keptShare,
  };
  const byLine = makespan(
    done.map(({ stored }) => costOf(unit, stored)),
    workers,
  );
  const work = sum(({ bars }) => bars);
  return {
    unit,
    together: share < 1 || byLine === 0 ? 1 : ms / byLine,
    work,
    keptShare,
    trials: done.length,
    fillsPerBar: sum(({ fills }) => fills) / Math.max(1, work),
    tookMs: now() - startedAt,
  };
}

function sumOf(done: readonly DoneUnit[], of: (one: DoneUnit) => number): number {
  return done.reduce((total, one) => total + of(one), 0);
}

interface DoneUnit {
  /** Stored bars, those that the dates leave, and those that it was run over. */
  readonly stored: number;
  readonly loaded: number;
  readonly bars: number;
  readonly loadMs: number;
  readonly setMs: number;
  readonly fills: number;
}

interface Turn {
  readonly ms: number;
  readonly done: readonly DoneUnit[];
}

/** @param share of the bars of each that are computed */
async function runUnits(
  sample: readonly AccountUnit[],
  workers: number,
  share: number,
  { executor, signal, now }: RehearsalOptions,
): Promise<Turn> {
  const name = `rehearsal of accounts ${++rehearsalCount}`;
  const facts = sample.map(() => ({ loadMs: 0, setMs: 0, loaded: 0, bars: 0 }));
  const units = sample.map((unit, index): TrialUnit => {
    const fact = facts[index]!;
    return {
      bars: `${name} ${index}`,
      weight: unit.bars,
      trials: [{ ...unit.trial, index }],
      load: async () => {
        const askedAt = now();
        const job = await unit.load();
        fact.loadMs = now() - askedAt;
        if (!job.ok) return job;
        const part = new ThinnedJob(job.value).ofShare(
          Math.max(share, FIRST_PART_BARS / Math.max(1, barsOf(job.value))),
        );
        fact.loaded = barsOf(job.value);
        fact.bars = barsOf(part);
        return ok(part);
      },
    };
  });
  const timed: Pick<Executor, 'runTrials'> = {
    runTrials: async (set, stop) => {
      const startedAt = now();
      const outcome = await executor.runTrials(set, stop);
      facts[set.trials[0]!.index]!.setMs = now() - startedAt;
      return outcome;
    },
  };
  const limit = orTooSlow(signal);
  const startedAt = now();
  const { outcomes } = await runTrialUnits(units, { executor: timed, workers, signal: limit, now });
  const ms = now() - startedAt;
  signal.throwIfAborted();
  const done = outcomes.flatMap((outcome): DoneUnit[] => {
    if (outcome.kind === 'failed') return [];
    const { loadMs, setMs, loaded, bars } = facts[outcome.index]!;
    const fills = outcome.fillCount;
    return [{ stored: sample[outcome.index]!.bars, loaded, bars, loadMs, setMs, fills }];
  });
  if (done.length === 0) throw new RehearsalFailed(reasonOf(outcomes) ?? TOO_SLOW);
  return { ms, done };
}

function whyOf(jobs: readonly Result<EngineJob, string>[]): string {
  const failed = jobs.find((job) => !job.ok);
  return failed?.ok === false ? failed.error : 'There is no series.';
}

function reasonOf(outcomes: readonly TrialOutcome[]): string | undefined {
  return outcomes.flatMap((one) => (one.kind === 'failed' ? [one.reason] : []))[0];
}
