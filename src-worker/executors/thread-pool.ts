import { Piscina } from 'piscina';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { EngineJob, EngineOutcome } from '../trading-engine/job.ts';
import { JobProgress } from '../trading-engine/progress.ts';
import type { ExecutionFailure, Executor } from './executor.ts';

export interface ThreadPoolOptions {
  /** The built trading-engine entry. */
  readonly entry: string;
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
/** Enough for the trades of 20,000,000 bars; columns lie outside the heap. */
const OLD_GENERATION_MB_MAX = 4_096;

/** Runs jobs on a pool of worker threads that stay warm between runs. */
export class ThreadPoolExecutor implements Executor {
  private readonly pool: Piscina;
  private readonly stallMsMax: number;
  private readonly gracefulCancelMsMax: number;

  constructor(options: ThreadPoolOptions) {
    this.stallMsMax = options.stallMsMax ?? STALL_MS_MAX;
    this.gracefulCancelMsMax = options.gracefulCancelMsMax ?? GRACEFUL_CANCEL_MS_MAX;
    this.pool = new Piscina({
      filename: options.entry,
      minThreads: 1,
      maxThreads: options.threadCount,
      idleTimeout: IDLE_THREAD_MS,
      // Off: with it a waiting thread blocks its event loop, and a strategy's own late errors would go unseen.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: options.oldGenerationMbMax ?? OLD_GENERATION_MB_MAX },
      workerData: { strategyModules: options.strategyModules ?? [] },
    });
  }

  async run(job: EngineJob, signal: AbortSignal): Promise<Result<EngineOutcome, ExecutionFailure>> {
    if (signal.aborted) return ok({ kind: 'cancelled' });
    const progress = new JobProgress(job.progress);
    const force = new AbortController();
    const stall = new AbortController();

    let forceTimer: NodeJS.Timeout | undefined;
    const cancel = () => {
      progress.cancel();
      forceTimer = setTimeout(() => {
        force.abort();
      }, this.gracefulCancelMsMax);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const stopWatching = watchForStall(progress, job.symbols.length, this.stallMsMax, () => {
      stall.abort();
      force.abort();
    });

    try {
      return ok((await this.pool.run(job, { signal: force.signal })) as EngineOutcome);
    } catch (error) {
      if (hasFired(signal)) return ok({ kind: 'cancelled' });
      if (hasFired(stall.signal)) return err({ kind: 'stalled', afterMs: this.stallMsMax });
      return err(failureOf(error));
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(forceTimer);
      stopWatching();
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Calls `onStall` when no symbol has moved for `stallMsMax`. Returns the function that ends the watch. */
function watchForStall(
  progress: JobProgress,
  symbolCount: number,
  stallMsMax: number,
  onStall: () => void,
): () => void {
  let seen = -1;
  let movedAt = performance.now();
  const timer = setInterval(
    () => {
      let done = 0;
      for (let symbol = 0; symbol < symbolCount; symbol++) done += progress.read(symbol).barsDone;
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
