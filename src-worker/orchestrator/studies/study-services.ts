import type { TrialSummary } from '#shared/model/study.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { Executor } from '../../executors/executor.ts';
import type { Planner } from '../planning/planner.ts';

/** What a study needs of the process it runs in. */
export interface StudyServices {
  readonly library: LibraryCalls;
  readonly executor: Executor;
  readonly strategies: readonly StrategyDefinition[];
  /** Threads that may work on it at the same time. */
  readonly workers: number;
  /** Says how long it will take and learns from how long it took; absent: nobody does. */
  readonly planner?: Pick<Planner, 'begin'> | undefined;
  /** Milliseconds, for measuring only. */
  readonly now: () => number;
}

/** What its caller does with it while it runs. */
export interface StudyWatch {
  readonly signal: AbortSignal;
  /** As they come; the deflated Sharpe ratio is known only at the end. */
  readonly onTrial?: (trial: TrialSummary, doneCount: number, trialCount: number) => void;
}
