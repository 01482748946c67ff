import type { RunId, RunProgress, RunStatus } from '#shared/model/backtest.ts';
import type { EngineJob } from '../trading-engine/job.ts';
import { JobProgress } from '../trading-engine/progress.ts';

/** Turns the integers that an engine leaves in shared memory into what the window shows. */
export class ProgressReporter {
  readonly #runId: RunId;
  readonly #job: EngineJob;
  readonly #startedAt: number;
  readonly #progress: JobProgress;

  constructor(runId: RunId, job: EngineJob, startedAt: number) {
    this.#runId = runId;
    this.#job = job;
    this.#startedAt = startedAt;
    this.#progress = new JobProgress(job.progress);
  }

  read(status: RunStatus, now: number): RunProgress {
    const symbols = this.#job.symbols.map((symbol, index) => ({
      symbol: symbol.symbol,
      barsTotal: symbol.barCount - symbol.firstTraded,
      ...this.#progress.read(index),
    }));
    const barsDone = symbols.reduce((sum, symbol) => sum + symbol.barsDone, 0);
    const barsTotal = symbols.reduce((sum, symbol) => sum + symbol.barsTotal, 0);
    const elapsedMs = now - this.#startedAt;
    const remainingMs = barsDone === 0 ? null : (elapsedMs * (barsTotal - barsDone)) / barsDone;
    return { runId: this.#runId, status, elapsedMs, remainingMs, barsDone, barsTotal, symbols };
  }
}
