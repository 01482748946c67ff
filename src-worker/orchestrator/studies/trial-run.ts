import { describeExecutionFailure, type ExecutionFailure, type Executor } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import type { Trial, TrialOutcome, TrialSet } from '../../trading-engine/trials.ts';
import { BusyTimes, type TrialRunTimes } from './busy-times.ts';
import { UnitQueue, type TrialUnit } from './unit-queue.ts';

export interface TrialRunOptions {
  readonly executor: Pick<Executor, 'runTrials'>;
  /** Sets of trials at the same time, at least one. */
  readonly workers: number;
  /** Units whose bars are held at the same time: as many as memory has room for; absent: one per worker. */
  readonly inFlight?: number | undefined;
  readonly signal: AbortSignal;
  /** Each trial once, as it comes; from one set in order, from several mixed. */
  readonly onTrial?: (outcome: TrialOutcome) => void;
  /** Milliseconds, for measuring only. */
  readonly now: () => number;
}

export interface TrialRunResult {
  /** In the order of their index, whoever computed them; of a cancelled run those that were done. */
  readonly outcomes: readonly TrialOutcome[];
  readonly isCancelled: boolean;
  readonly times: TrialRunTimes;
  /** Sets that were lost with their thread. */
  readonly lostSetCount: number;
}

/**
 * Runs trials on the threads of the executor, in sets of some milliseconds. The outcomes do not depend on how many threads
 * there are or which one comes first. When a thread ends, the trial it was at is tried once more by itself, and the others of
 * its set anew; the second time it is a failed trial. One that hangs is not tried again. What is not about trials (the
 * library is gone) rejects, after everything has been stopped.
 */
export async function runTrialUnits(
  units: readonly TrialUnit[],
  options: TrialRunOptions,
): Promise<TrialRunResult> {
  const run = new TrialRun(units, options);
  return run.toEnd();
}

class TrialRun {
  readonly #options: TrialRunOptions;
  readonly #queue: UnitQueue;
  readonly #outcomes = new Map<number, TrialOutcome>();
  readonly #endedThread = new Set<number>();
  readonly #times: BusyTimes;
  /** The user's wish, or our own when something has gone wrong for good. */
  readonly #stop = new AbortController();
  #lostSetCount = 0;

  constructor(units: readonly TrialUnit[], options: TrialRunOptions) {
    this.#options = options;
    this.#queue = new UnitQueue(units, options.workers, options.inFlight ?? options.workers);
    this.#times = new BusyTimes(options.now);
  }

  async toEnd(): Promise<TrialRunResult> {
    const { signal, workers } = this.#options;
    const cancel = () => {
      this.#stop.abort();
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      const lanes = Array.from({ length: workers }, () => this.#runLane());
      const ended = await Promise.allSettled(lanes);
      for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return {
      outcomes: [...this.#outcomes.values()].sort((a, b) => a.index - b.index),
      isCancelled: signal.aborted,
      times: this.#times.end(),
      lostSetCount: this.#lostSetCount,
    };
  }

  /** One set after the other, until there are none. */
  async #runLane(): Promise<void> {
    try {
      for (;;) {
        if (this.#stop.signal.aborted) return;
        const work = this.#queue.next();
        if (work === 'none') return;
        if (work === 'later') {
          await this.#queue.changed();
          continue;
        }
        try {
          const job = await work.unit.job();
          if (job.ok) await this.#runSet(work.unit.bars, job.value, work.trials, work.unit);
          else for (const trial of work.trials) this.#tell(failed(trial, job.error));
        } finally {
          work.done();
        }
      }
    } catch (error) {
      this.#stop.abort();
      throw error;
    } finally {
      this.#queue.wake();
    }
  }

  async #runSet(
    bars: string,
    job: EngineJob,
    trials: readonly Trial[],
    unit: { measured(trialCount: number, ms: number): void; again(trials: readonly Trial[]): void },
  ): Promise<void> {
    const set: TrialSet = {
      bars,
      job: { ...job, progress: JobProgress.forSymbols(job.symbols.length).buffer },
      trials,
      cursor: new SharedArrayBuffer(4),
    };
    const took = this.#times.begin();
    const outcome = await this.#options.executor.runTrials(set, this.#stop.signal);
    const ms = took();
    if (!outcome.ok) {
      this.#lostSetCount++;
      unit.again(this.#afterLoss(trials, Atomics.load(new Int32Array(set.cursor), 0), outcome.error));
      return;
    }
    if (outcome.value.kind === 'cancelled') return;
    unit.measured(trials.length, ms);
    for (const trial of outcome.value.trials) this.#tell(trial);
  }

  /** Returns the trials to do again: those that were lost with the thread, the one that ended it among them the first time. */
  #afterLoss(trials: readonly Trial[], doneCount: number, failure: ExecutionFailure): readonly Trial[] {
    const culprit = trials[Math.min(doneCount, trials.length - 1)]!;
    const mayTryAgain = failure.kind === 'exited' && !this.#endedThread.has(culprit.index);
    this.#endedThread.add(culprit.index);
    if (mayTryAgain) return trials;
    this.#tell(failed(culprit, describeExecutionFailure(failure)));
    return trials.filter((trial) => trial !== culprit);
  }

  #tell(outcome: TrialOutcome): void {
    this.#outcomes.set(outcome.index, outcome);
    this.#options.onTrial?.(outcome);
  }
}

function failed({ index }: Trial, reason: string): TrialOutcome {
  return { kind: 'failed', index, reason };
}
