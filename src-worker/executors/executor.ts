import type { Result } from '#shared/kernel/result.ts';
import type { EngineJob, EngineOutcome } from '../trading-engine/job.ts';
import type { ScreenSet, ScreenSetOutcome } from '../trading-engine/screen.ts';
import type { TrialSet, TrialSetOutcome } from '../trading-engine/trials.ts';

/** Where a job runs: worker threads now, other machines over a queue later. Whatever happens in there comes back as a value. */
export interface Executor {
  /** Aborting `signal` asks the engine to stop and, when it does not, takes its thread away: `cancelled` either way. */
  run(job: EngineJob, signal: AbortSignal): Promise<Result<EngineOutcome, ExecutionFailure>>;
  /** The same for trials over the same bars. What a trial throws is its own outcome; what ends the thread ends the set. */
  runTrials(set: TrialSet, signal: AbortSignal): Promise<Result<TrialSetOutcome, ExecutionFailure>>;
  close(): Promise<void>;
}

/** The same for symbols to screen. */
export interface ScreenExecutor {
  runScreen(set: ScreenSet, signal: AbortSignal): Promise<Result<ScreenSetOutcome, ExecutionFailure>>;
}

export type ExecutionFailure =
  /** The strategy or the engine threw. */
  | { readonly kind: 'threw'; readonly message: string }
  /** No bar was finished for this long; the thread was taken away. */
  | { readonly kind: 'stalled'; readonly afterMs: number }
  /** The thread ended by itself: out of memory, or it was killed. */
  | { readonly kind: 'exited'; readonly message: string };

export function describeExecutionFailure(failure: ExecutionFailure): string {
  switch (failure.kind) {
    case 'threw':
      return failure.message;
    case 'stalled':
      return `The strategy finished no bar for ${failure.afterMs / 1_000} s and was stopped. Look for an endless loop in it.`;
    case 'exited':
      return `The worker that ran the strategy ended before it was done: ${failure.message}. Run it again; if it happens again, use fewer symbols or bars.`;
  }
}
