import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { runIdSchema, type RunProgress } from '#shared/model/backtest.ts';
import type { ImportProgress } from '#shared/model/import.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import { openBarLibrary } from '../bar-library/library-client.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { ThreadPoolExecutor } from '../executors/thread-pool.ts';
import { Backtests } from '../orchestrator/backtests.ts';
import { memoryBudget } from '../orchestrator/planning/memory-budget.ts';
import { Planner } from '../orchestrator/planning/planner.ts';
import type { ScreenServices } from '../orchestrator/screens/run-screen.ts';
import type { UserStrategyDefinition } from '../user-strategies/user-definition.ts';
import type { StudyServices } from '../orchestrator/studies/study-services.ts';

export interface SessionOptions {
  readonly dataDirectory: string;
  /** Undefined: the library is left without the series that ships with the application. */
  readonly seedCsvPath: string | undefined;
  readonly entryDirectory: string;
  readonly codeVersion: string;
  /** A strategy beside those of the application. */
  readonly userStrategy?: UserStrategyDefinition | undefined;
  /** Threads that compute; absent: one per core. */
  readonly workers?: number | undefined;
  /** What the user should know of while it is open: sentences. */
  readonly onNotice?: (sentence: string) => void;
  /** Milliseconds, for measuring only; absent: the wall clock. */
  readonly now?: () => number;
  readonly onRunProgress?: (progress: RunProgress) => void;
  readonly onImportProgress?: (progress: ImportProgress) => void;
}

/** Library and orchestrator as the application has them, for the length of one command. */
export interface Session {
  readonly library: LibraryCalls;
  readonly backtests: Backtests;
  readonly services: StudyServices;
  readonly planner: Planner;
  readonly screens: ScreenServices;
  /** What the user should know of the state the library was found in: sentences. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

export async function openSession(options: SessionOptions): Promise<Result<Session, ServiceFailure>> {
  const opened = await openBarLibrary({
    entry: join(options.entryDirectory, 'bar-library.js'),
    dataDirectory: options.dataDirectory,
    seedCsvPath: options.seedCsvPath,
    program: 'the Tradewind command line',
    events: {
      importProgress: options.onImportProgress ?? ignore,
      libraryChanged: ignore,
      runsChanged: ignore,
      noticed: options.onNotice ?? ignore,
    },
  });
  if (!opened.ok) return opened;
  const workers = options.workers ?? availableParallelism();
  const now = options.now ?? (() => performance.now());
  const { userStrategy } = options;
  if (userStrategy !== undefined) await opened.value.api.keepStrategySource(userStrategy.source);
  const strategies = userStrategy === undefined ? shipped : [...shipped, userStrategy];
  const executor = new ThreadPoolExecutor({
    entry: join(options.entryDirectory, 'trading-engine.js'),
    userEntry: join(options.entryDirectory, 'user-strategy.js'),
    codeOf: ({ strategyId }) => (strategyId === userStrategy?.id ? userStrategy.code : undefined),
    threadCount: workers,
  });
  const planner = new Planner({
    library: opened.value.api,
    executor,
    strategies,
    workers,
    cores: availableParallelism(),
    memoryBudget,
    now,
    clock: Date.now,
    onFault: ignore, // a run without a plan is a run all the same
  });
  const backtests = new Backtests({
    library: opened.value.api,
    executor,
    strategies,
    concurrency: 1,
    planner,
    now,
    clock: { now: () => unixMillis(Date.now()) },
    newRunId: () => runIdSchema.parse(randomUUID()),
    codeVersion: options.codeVersion,
    onProgress: options.onRunProgress ?? ignore,
    onFault: ignore, // the reason is in the outcome of the run, which the command prints
  });
  return ok({
    library: opened.value.api,
    backtests,
    planner,
    services: {
      library: opened.value.api,
      executor,
      strategies,
      workers,
      planner,
      now,
    },
    screens: { library: opened.value.api, executor, workers, now: () => performance.now() },
    notices: opened.value.notices,
    async close() {
      await backtests.close();
      await executor.close();
      await opened.value.close();
    },
  });
}

function ignore(): void {
  // Nobody watches.
}
