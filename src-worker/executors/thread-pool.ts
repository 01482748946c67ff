import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import { Piscina } from 'piscina';
import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StrategyCode } from '#shared/model/user-strategy.ts';
import type { EngineJob, EngineOutcome } from '../trading-engine/job.ts';
import { JobProgress } from '../trading-engine/progress.ts';
import type { ScreenSet, ScreenSetOutcome } from '../trading-engine/screen.ts';
import type { TrialSet, TrialSetOutcome } from '../trading-engine/trials.ts';
import type { ExecutionFailure, Executor, ScreenExecutor } from './executor.ts';
import { UserPools } from './user-pools.ts';

export interface ThreadPoolOptions {
  /** The built trading-engine entry. */
  readonly entry: string;
  /** The built user-strategy entry; absent: jobs that bring code of their own are refused. */
  readonly userEntry?: string;
  /** Code of the user's strategy that a job names; undefined: it names none that is known. */
  readonly codeOf?: (job: EngineJob) => StrategyCode | undefined;
  readonly threadCount: number;
  /** Modules whose default export is a list of further strategies; loaded inside the worker threads only. */
  readonly strategyModules?: readonly string[];
  /** A job that finishes no bar for this long has hung. */
  readonly stallMsMax?: number;
  /** How long a cancelled job may take to stop by itself. */
  readonly gracefulCancelMsMax?: number;
  /** Heap of a thread, MB; one that needs more is ended, and the process lives on. */
  readonly oldGenerationMbMax?: number;
}

const STALL_MS_MAX = 30_000;
const GRACEFUL_CANCEL_MS_MAX = 120;
const IDLE_THREAD_MS = 60_000;
/** Of threads that run users' strategies: the next run may well be of another text. */
const IDLE_USER_THREAD_MS = 10_000;
/** Enough for the trades of 20,000,000 bars; columns lie outside the heap. */
const OLD_GENERATION_MB_MAX = 4_096;

const CODE_IS_GONE: ExecutionFailure = {
  kind: 'threw',
  message: 'The code that this run was asked for with is not at hand any more. Run it again.',
};

/** Runs jobs on a pool of worker threads that stay warm between runs. */
export class ThreadPoolExecutor implements Executor, ScreenExecutor {
  readonly #pool: Piscina;
  readonly #userPools: UserPools;
  /** What waits for a thread waits here: in the pool's own queue it would look like a job that has hung. */
  readonly #slots: PQueue;
  readonly #stallMsMax: number;
  readonly #gracefulCancelMsMax: number;
  readonly #codeOf: ThreadPoolOptions['codeOf'];

  constructor(options: ThreadPoolOptions) {
    this.#stallMsMax = options.stallMsMax ?? STALL_MS_MAX;
    this.#gracefulCancelMsMax = options.gracefulCancelMsMax ?? GRACEFUL_CANCEL_MS_MAX;
    this.#codeOf = options.codeOf;
    this.#slots = new PQueue({ concurrency: options.threadCount });
    const common = {
      maxThreads: options.threadCount,
      // Off: with it a waiting thread blocks its event loop, and a strategy's own late errors would go unseen.
      atomics: 'disabled' as const,
      resourceLimits: { maxOldGenerationSizeMb: options.oldGenerationMbMax ?? OLD_GENERATION_MB_MAX },
    };
    this.#pool = new Piscina({
      ...common,
      filename: options.entry,
      minThreads: 1,
      idleTimeout: IDLE_THREAD_MS,
      workerData: { strategyModules: options.strategyModules ?? [] },
    });
    this.#pool.on('error', ignoreLateError);
    const { userEntry } = options;
    this.#userPools = new UserPools(() => {
      assert(userEntry !== undefined, "this executor was not told where users' strategies are run");
      const pool = new Piscina({
        ...common,
        filename: userEntry,
        minThreads: 0,
        idleTimeout: IDLE_USER_THREAD_MS,
      });
      return pool.on('error', ignoreLateError);
    });
  }

  run(asked: EngineJob, signal: AbortSignal): Promise<Result<EngineOutcome, ExecutionFailure>> {
    const job = this.#withCode(asked);
    if (job === undefined) return Promise.resolve(err(CODE_IS_GONE));
    const moved = () => barsDone(job);
    return this.#supervise(job, moved, signal, (force) =>
      this.#withPool(job, (pool) => pool.run(job, { signal: force })),
    );
  }

  runTrials(asked: TrialSet, signal: AbortSignal): Promise<Result<TrialSetOutcome, ExecutionFailure>> {
    const job = this.#withCode(asked.job);
    if (job === undefined) return Promise.resolve(err(CODE_IS_GONE));
    const set = { ...asked, job };
    // Trials that follow each other may have done the same number of bars when one looks.
    const moved = () => Atomics.load(new Int32Array(set.cursor), 0) * 2 ** 32 + barsDone(set.job);
    return this.#supervise(set.job, moved, signal, (force) =>
      this.#withPool(set.job, (pool) => pool.run(set, { name: 'runTrials', signal: force })),
    );
  }

  runScreen(set: ScreenSet, signal: AbortSignal): Promise<Result<ScreenSetOutcome, ExecutionFailure>> {
    const moved = () => barsDone(set);
    return this.#supervise(set, moved, signal, (force) =>
      this.#pool.run(set, { name: 'runScreen', signal: force }),
    );
  }

  /** Undefined: the text that the job names is not known any more. */
  #withCode(job: EngineJob): EngineJob | undefined {
    const code = job.code ?? this.#codeOf?.(job);
    if (code !== undefined) return { ...job, code };
    return job.strategyHash === undefined ? job : undefined;
  }

  #withPool<Outcome>({ code }: EngineJob, task: (pool: Piscina) => Promise<Outcome>): Promise<Outcome> {
    return code === undefined ? task(this.#pool) : this.#userPools.use(code.hash, task);
  }

  async #supervise<Outcome>(
    job: Supervised,
    moved: () => number,
    signal: AbortSignal,
    start: (force: AbortSignal) => Promise<Outcome>,
  ): Promise<Result<Outcome | { readonly kind: 'cancelled' }, ExecutionFailure>> {
    if (signal.aborted) return ok({ kind: 'cancelled' });
    // One signal stops a whole study: each set that waits or runs listens to it, more than the ten that Node takes for a leak.
    setMaxListeners(0, signal);
    // The queue must not answer for a job that has begun: only the end of its work frees the thread.
    const waiting = new AbortController();
    const leave = () => {
      waiting.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await this.#slots.add(
        () => {
          signal.removeEventListener('abort', leave);
          return this.#watched(job, moved, signal, start);
        },
        { signal: waiting.signal },
      );
    } catch (error) {
      if (waiting.signal.aborted) return ok({ kind: 'cancelled' });
      throw error;
    }
  }

  async #watched<Outcome>(
    job: Supervised,
    moved: () => number,
    signal: AbortSignal,
    start: (force: AbortSignal) => Promise<Outcome>,
  ): Promise<Result<Outcome | { readonly kind: 'cancelled' }, ExecutionFailure>> {
    const progress = new JobProgress(job.progress);
    const force = new AbortController();
    const stall = new AbortController();

    let forceTimer: NodeJS.Timeout | undefined;
    const cancel = () => {
      progress.cancel();
      forceTimer = setTimeout(() => {
        force.abort();
      }, this.#gracefulCancelMsMax);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const stopWatching = watchForStall(moved, this.#stallMsMax, () => {
      stall.abort();
      force.abort();
    });

    try {
      return ok(await start(force.signal));
    } catch (error) {
      if (hasFired(signal)) return ok({ kind: 'cancelled' });
      if (hasFired(stall.signal)) return err({ kind: 'stalled', afterMs: this.#stallMsMax });
      return err(failureOf(error));
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(forceTimer);
      stopWatching();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#userPools.close()]);
  }
}

/** What a thread works on, with its cancel flag and how far each symbol is. */
interface Supervised {
  readonly symbols: readonly unknown[];
  readonly progress: SharedArrayBuffer;
}

/** A thread that was taken away may still fail on its way out. Whoever waited for it has been told; nobody else is. */
function ignoreLateError(): void {
  // Without a listener it would end the process.
}

function barsDone({ symbols, progress }: Supervised): number {
  const cells = new JobProgress(progress);
  let done = 0;
  for (let symbol = 0; symbol < symbols.length; symbol++) done += cells.read(symbol).barsDone;
  return done;
}

/** Calls `onStall` when `moved` has told the same for `stallMsMax`. Returns the function that ends the watch. */
function watchForStall(moved: () => number, stallMsMax: number, onStall: () => void): () => void {
  let seen = -1;
  let movedAt = performance.now();
  const timer = setInterval(
    () => {
      const done = moved();
      if (done !== seen) {
        seen = done;
        movedAt = performance.now();
      } else if (performance.now() - movedAt >= stallMsMax) {
        clearInterval(timer);
        onStall();
      }
    },
    Math.max(10, stallMsMax / 20),
  );
  return () => {
    clearInterval(timer);
  };
}

/** As a function, because the compiler takes a flag that it saw unset for unset for ever. */
function hasFired(signal: AbortSignal): boolean {
  return signal.aborted;
}

function failureOf(error: unknown): ExecutionFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const threadIsGone =
    code === 'ERR_WORKER_OUT_OF_MEMORY' ||
    /worker (thread )?(exited|terminated)|terminating worker/i.test(message);
  return threadIsGone ? { kind: 'exited', message } : { kind: 'threw', message };
}
