import { ok, type Result } from '#shared/kernel/result.ts';
import type { Executor } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import type { Trial, TrialOutcome } from '../../trading-engine/trials.ts';
import { runTrialUnits, type TrialUnit } from '../studies/trial-run.ts';
import { fitCostLine, type CostLine, type CostSample } from './cost-line.ts';
import {
  barsOf,
  FIRST_PART_BARS,
  firstPart,
  GIVE_UP_MS,
  GROWTH,
  RehearsalFailed,
  WARM_GAIN,
  type RehearsalOptions,
} from './rehearse-run.ts';

/** Bars that have been loaded, and trials over them: all of the study, or some of its symbols. */
export interface LoadedUnit {
  readonly job: EngineJob;
  readonly trials: readonly Trial[];
}

/** What a few trials on all workers at once have shown. */
export interface TrialsRehearsal {
  /**
   * Milliseconds that a worker has for the bars of one trial, its way to the thread and back included, with as many threads at
   * work as there will be.
   */
  readonly compute: CostLine;
  /** Bars times trials that were gone through. */
  readonly work: number;
  readonly trials: number;
  readonly fillsPerBar: number;
  readonly tookMs: number;
}

/** Each worker should have a few, so that all are warm and none waits long for the others. */
const TRIALS_PER_WORKER = 4;
const TRIALS_MAX = 96;
const ROUNDS_MAX = 5;
/** A line through fewer would be one through chance. */
const LINE_SETS_MIN = 4;

let rehearsalCount = 0;

/**
 * Runs a sample of the trials on all workers, until the threads have started and compiled and get no faster.
 * Trials are taken evenly from all of them. Where one takes too long on all bars, all are shown the first part of theirs.
 */
export async function rehearseTrials(
  units: readonly LoadedUnit[],
  workers: number,
  options: RehearsalOptions,
): Promise<TrialsRehearsal> {
  const { budgetMs, now } = options;
  const startedAt = now();
  const all = units.flatMap((unit) => unit.trials.map((trial) => ({ unit, trial })));
  const probe = await probed(all[all.length >> 1]!, options);

  // About three rounds, on all workers.
  const affordable = (budgetMs * workers) / 3;
  const wanted = Math.min(all.length, TRIALS_PER_WORKER * workers);
  const meanBars = all.reduce((sum, { unit }) => sum + barsOf(unit.job), 0) / all.length;
  const fitting = Math.floor(affordable / Math.max(probe.msPerBar * meanBars, 1e-3));
  const count = Math.min(all.length, TRIALS_MAX, Math.max(wanted, fitting));
  const share = Math.min(1, affordable / (count * meanBars * Math.max(probe.msPerBar, 1e-9)));
  const sample = spread(all, count);
  const parts = new Map(
    units.map((unit) => [unit, share === 1 ? unit.job : firstPart(unit.job, Math.max(share, atLeast(unit)))]),
  );

  const { outcomes, sets } = await warmRounds(
    () => round(sample, parts, workers, options),
    options,
    startedAt,
  );
  const done = outcomes.flatMap((one) => (one.kind === 'done' ? [one] : []));
  if (done.length === 0) {
    const failed = outcomes.find((one) => one.kind === 'failed');
    throw new RehearsalFailed(failed?.reason ?? 'None of its trials came to an end.');
  }
  const work = workOf(sets);
  return {
    // Sets over the same bars differ only in how many trials they have: a line through zero.
    compute:
      sets.length < LINE_SETS_MIN || units.length === 1
        ? { fixedMs: 0, msPerUnit: msPerUnit(sets) }
        : fitCostLine(sets),
    work,
    trials: done.length,
    fillsPerBar: done.reduce((sum, { fillCount }) => sum + fillCount, 0) / Math.max(1, work),
    tookMs: now() - startedAt,
  };
}

function workOf(sets: readonly CostSample[]): number {
  return sets.reduce((sum, { units }) => sum + units, 0);
}

function msPerUnit(sets: readonly CostSample[]): number {
  return sets.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, workOf(sets));
}

/** Rounds until they get no faster, or there is no time left; the fastest counts. */
async function warmRounds(
  once: () => Promise<Round>,
  { budgetMs, now }: RehearsalOptions,
  startedAt: number,
): Promise<Round> {
  let best = await once();
  for (let turn = 1; turn < ROUNDS_MAX && best.sets.length > 0; turn++) {
    const next = await once();
    const gain = 1 - msPerUnit(next.sets) / msPerUnit(best.sets);
    // A round that was cut short has too little work to be believed.
    if (gain > 0 && workOf(next.sets) > workOf(best.sets) / 2) best = next;
    const tookMs = next.sets.reduce((sum, { ms }) => sum + ms, 0);
    if (gain < WARM_GAIN || now() - startedAt + tookMs > budgetMs) break;
  }
  return best;
}

interface Round {
  readonly outcomes: readonly TrialOutcome[];
  readonly sets: readonly CostSample[];
}

interface Sampled {
  readonly unit: LoadedUnit;
  readonly trial: Trial;
}

/** One trial on few bars, then on more, until it takes long enough to tell what a bar costs. */
async function probed(one: Sampled, options: RehearsalOptions): Promise<{ readonly msPerBar: number }> {
  const all = barsOf(one.unit.job);
  let job = firstPart(one.unit.job, atLeast(one.unit));
  for (let attempt = 0; ; attempt++) {
    const { outcomes, sets } = await round([one], new Map([[one.unit, job]]), 1, options);
    const [outcome] = outcomes;
    if (outcome?.kind === 'failed') throw new RehearsalFailed(outcome.reason);
    const [set] = sets;
    if (set === undefined) throw new RehearsalFailed(TOO_SLOW);
    // The first attempt starts and compiles.
    if (attempt > 0 && (set.units >= all || set.ms > options.budgetMs * PROBE_SHARE))
      return { msPerBar: set.ms / Math.max(1, set.units) };
    if (attempt > 0) job = firstPart(one.unit.job, Math.min(1, (GROWTH * set.units) / all));
  }
}

/** Of the budget, that a probe may take. */
const PROBE_SHARE = 0.05;
const TOO_SLOW = `Its first bars took more than ${GIVE_UP_MS / 1_000} s.`;

function atLeast(unit: LoadedUnit): number {
  return Math.min(1, FIRST_PART_BARS / Math.max(1, barsOf(unit.job)));
}

async function round(
  sample: readonly Sampled[],
  parts: ReadonlyMap<LoadedUnit, EngineJob>,
  workers: number,
  { executor, signal, now }: RehearsalOptions,
): Promise<Round> {
  const name = `rehearsal ${++rehearsalCount}`;
  const byUnit = new Map<LoadedUnit, Trial[]>();
  for (const [index, { unit, trial }] of sample.entries()) {
    const trials = byUnit.get(unit) ?? [];
    trials.push({ ...trial, index });
    byUnit.set(unit, trials);
  }
  const units = [...byUnit].map(([unit, trials], i): TrialUnit => {
    const load = (): Promise<Result<EngineJob, string>> => Promise.resolve(ok(parts.get(unit)!));
    return { bars: `${name} ${i}`, weight: barsOf(parts.get(unit)!), trials, load };
  });
  // A strategy that hangs must not hold up the run, which finds out by itself.
  const limit = AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_MS)]);
  const timed = new TimedSets(executor, now);
  const { outcomes } = await runTrialUnits(units, { executor: timed, workers, signal: limit, now });
  signal.throwIfAborted();
  return { outcomes, sets: timed.sets };
}

/** Notes of each set that came to its end how long it took, and how many bars its trials went over. */
class TimedSets implements Pick<Executor, 'runTrials'> {
  readonly sets: CostSample[] = [];
  private readonly executor: Pick<Executor, 'runTrials'>;
  private readonly now: () => number;

  constructor(executor: Pick<Executor, 'runTrials'>, now: () => number) {
    this.executor = executor;
    this.now = now;
  }

  async runTrials(...args: Parameters<Executor['runTrials']>): ReturnType<Executor['runTrials']> {
    const [{ job, trials }] = args;
    const startedAt = this.now();
    const outcome = await this.executor.runTrials(...args);
    const isDone =
      outcome.ok &&
      outcome.value.kind === 'done' &&
      outcome.value.trials.every(({ kind }) => kind === 'done');
    if (isDone) this.sets.push({ units: barsOf(job) * trials.length, ms: this.now() - startedAt });
    return outcome;
  }
}

/** So many of them, evenly. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]!);
}
