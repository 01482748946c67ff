import PQueue from 'p-queue';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec, RunId, RunProgress, RunSeries, RunStatus } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls, NewRun } from '../bar-library/library-api.ts';
import { describeExecutionFailure, type Executor } from '../executors/executor.ts';
import type { EngineCurrencies, EngineResult, EngineSymbol } from '../trading-engine/job.ts';
import { checkFit } from './check-fit.ts';
import { checkStrategy } from './check-run.ts';
import type { Planner } from './planning/planner.ts';
import { checkSeries, planJob, planSymbol } from './plan-run.ts';
import { loadCurrencies, settleCurrencies } from './run-currencies.ts';
import { ProgressReporter } from './progress-reporter.ts';

/** Runs that wait or run at once; one more is refused. */
const ACTIVE_RUN_MAX = 100;
const PROGRESS_EVERY_MS = 50;

export interface BacktestsOptions {
  readonly library: LibraryCalls;
  readonly executor: Executor;
  readonly strategies: readonly StrategyDefinition[];
  /** Runs that compute at the same time. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly newRunId: () => RunId;
  readonly codeVersion: string;
  /** Says before each run how long it will take, and learns from how long it took; absent: nobody does. */
  readonly planner?: Pick<Planner, 'begin'> | undefined;
  /** Milliseconds, for measuring only; absent: the wall clock. */
  readonly now?: (() => number) | undefined;
  readonly onProgress: (progress: RunProgress) => void;
  /** What only a bug or a lost thread can cause: for the log. */
  readonly onFault: (runId: RunId, error: unknown) => void;
}

export type RunOutcome =
  | { readonly status: 'done'; readonly result: EngineResult }
  | { readonly status: 'failed' | 'cancelled'; readonly reason: string };

interface LoadedRun {
  readonly symbols: readonly EngineSymbol[];
  readonly currencies: EngineCurrencies | undefined;
}

interface ActiveRun {
  readonly runId: RunId;
  readonly spec: BacktestSpec;
  readonly series: readonly SeriesSummary[];
  readonly abort: AbortController;
  hasStarted: boolean;
}

/** Takes a run from its specification to a stored result: check, load, compute, store - with progress, cancel and failure. */
export class Backtests {
  readonly #active = new Map<RunId, ActiveRun>();
  readonly #queue: PQueue;
  readonly #options: BacktestsOptions;

  constructor(options: BacktestsOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  /**
   * Answers as soon as the run is stored as queued. `finished` never rejects.
   *
   * @param strategies where its strategy is looked up: a user's as it was once need not be the one that is listed
   */
  async start(
    spec: BacktestSpec,
    strategies: readonly StrategyDefinition[] = this.#options.strategies,
  ): Promise<Result<{ readonly runId: RunId; readonly finished: Promise<RunOutcome> }, ServiceFailure>> {
    const { library, clock } = this.#options;
    if (this.#active.size >= ACTIVE_RUN_MAX) {
      return err(
        failure('too-many-runs', `${ACTIVE_RUN_MAX} runs are waiting already.`, 'Wait or cancel some.'),
      );
    }
    const checked = checkStrategy(spec, strategies);
    if (!checked.ok) return checked;
    const { definition, parameters } = checked.value;
    const all = await library.listSeries();
    const series = checkSeries(spec, all);
    if (!series.ok) return series;
    const fits = checkFit(definition, spec, series.value);
    if (!fits.ok) return fits;
    const currencies = settleCurrencies(spec, series.value, all);
    if (!currencies.ok) return currencies;

    const run: ActiveRun = {
      runId: this.#options.newRunId(),
      // With the defaults filled in, so that the stored run says what it ran with.
      spec: {
        ...spec,
        parameters,
        ...(currencies.value === undefined ? {} : { currencies: currencies.value }),
      },
      series: series.value,
      abort: new AbortController(),
      hasStarted: false,
    };
    const stored = await this.#tryToStore(run.runId, () =>
      library.createRun({
        runId: run.runId,
        spec: run.spec,
        strategyTitle: definition.title,
        series: series.value.map(factsOf),
        currency: currencies.value?.base ?? series.value[0]!.currency,
        codeVersion: this.#options.codeVersion,
        createdAt: clock.now(),
      }),
    );
    if (!stored.ok) return stored;
    this.#active.set(run.runId, run);
    const finished = this.#queue.add(() => this.#compute(run));
    return ok({ runId: run.runId, finished });
  }

  async cancel(runId: RunId): Promise<Result<null, ServiceFailure>> {
    const run = this.#active.get(runId);
    if (run === undefined) {
      return err(
        failure('run-not-active', 'That run is not running any more.', 'Look at its result in Runs.'),
      );
    }
    run.abort.abort();
    // A run that still waits for its turn would otherwise look queued until then.
    if (!run.hasStarted) await this.#mark(run, CANCELLED.status, CANCELLED.reason);
    return ok(null);
  }

  isActive(runId: RunId): boolean {
    return this.#active.has(runId);
  }

  /** Cancels what runs and waits until each run is stored as cancelled. */
  async close(): Promise<void> {
    for (const run of this.#active.values()) run.abort.abort();
    await this.#queue.onIdle();
  }

  async #compute(run: ActiveRun): Promise<RunOutcome> {
    try {
      const outcome = await this.#loadAndRun(run);
      if (outcome.status !== 'done') await this.#mark(run, outcome.status, outcome.reason);
      return outcome;
    } catch (error) {
      this.#options.onFault(run.runId, error);
      const reason = error instanceof Error ? error.message : String(error);
      await this.#mark(run, 'failed', reason).catch((fault: unknown) => {
        // The library is gone: at its next start it finds the run unfinished and marks it interrupted.
        this.#options.onFault(run.runId, fault);
      });
      return { status: 'failed', reason };
    } finally {
      this.#active.delete(run.runId);
    }
  }

  async #loadAndRun(run: ActiveRun): Promise<RunOutcome> {
    const { library, executor, clock, onProgress } = this.#options;
    if (run.abort.signal.aborted) return CANCELLED;
    run.hasStarted = true;
    await this.#mark(run, 'running', null);

    const request = { kind: 'single', spec: run.spec } as const;
    const expectation = await this.#options.planner?.begin(request, run.abort.signal);
    const times = new RunTimes(this.#options.now ?? (() => performance.now()));
    const loaded = await this.#loadSymbols(run);
    times.loaded();
    if (!loaded.ok) {
      expectation?.forget();
      return loaded.error;
    }

    const job = planJob(run.spec, loaded.value.symbols, loaded.value.currencies);
    const reporter = new ProgressReporter(run.runId, job, clock.now());
    const report = (status: RunStatus) => {
      onProgress(reporter.read(status, clock.now()));
    };
    report('running');
    const timer = setInterval(report, PROGRESS_EVERY_MS, 'running');
    try {
      const outcome = await executor.run(job, run.abort.signal);
      times.computed();
      if (!outcome.ok) {
        report('failed');
        return { status: 'failed', reason: describeExecutionFailure(outcome.error) };
      }
      if (outcome.value.kind === 'cancelled') {
        report('cancelled');
        return CANCELLED;
      }
      await library.finishRun(run.runId, outcome.value, clock.now());
      await expectation?.finish({ ...times.ended(), runId: run.runId });
      report('done');
      return { status: 'done', result: outcome.value };
    } finally {
      clearInterval(timer);
      expectation?.forget();
    }
  }

  /** However it ends, the run says what it has read: an import may have changed it since the run was asked for. */
  async #loadSymbols(run: ActiveRun): Promise<Result<LoadedRun, RunOutcome>> {
    const series: RunSeries[] = run.series.map((asked) => ({ ...factsOf(asked), dataHash: null }));
    const symbols = await this.#loadSymbolsInto(series, run);
    await this.#options.library.setRunSeries(run.runId, series);
    return symbols;
  }

  async #loadSymbolsInto(series: RunSeries[], run: ActiveRun): Promise<Result<LoadedRun, RunOutcome>> {
    const symbols: EngineSymbol[] = [];
    for (const [i, asked] of run.series.entries()) {
      if (run.abort.signal.aborted) return err(CANCELLED);
      const bars = await this.#options.library.loadBars(asked.seriesId);
      if (!bars.ok) return err({ status: 'failed', reason: bars.error.message });
      const { summary, dataHash } = bars.value;
      series[i] = { ...factsOf(summary), dataHash };
      // The account's currency was taken from the series; the other facts may change, the engine takes them as they are.
      if (summary.currency !== asked.currency) {
        const reason = `${asked.symbol} (${asked.source}) was in ${asked.currency} when the run was asked for and is in ${summary.currency} now. Run it again.`;
        return err({ status: 'failed', reason });
      }
      const symbol = planSymbol(run.spec, bars.value);
      if (!symbol.ok) return err({ status: 'failed', reason: symbol.error.message });
      symbols.push(symbol.value);
    }
    const loaded = await loadCurrencies(this.#options.library, run.spec, run.series, symbols);
    if (!loaded.ok) return err({ status: 'failed', reason: loaded.error });
    // After the symbols', so that each of those keeps its place.
    for (const { summary, dataHash } of loaded.value.series) series.push({ ...factsOf(summary), dataHash });
    return ok({ symbols, currencies: loaded.value.currencies });
  }

  /** A disk that is full or failing is for the user to hear of, in the library's words. */
  async #tryToStore(runId: RunId, store: () => Promise<unknown>): Promise<Result<null, ServiceFailure>> {
    try {
      await store();
      return ok(null);
    } catch (error) {
      this.#options.onFault(runId, error);
      const why = error instanceof Error ? error.message : String(error);
      return err(
        failure('run-not-stored', `The run was not started, because it could not be stored: ${why}`),
      );
    }
  }

  #mark(run: ActiveRun, status: RunStatus, reason: string | null): Promise<void> {
    return this.#options.library.markRun(run.runId, status, this.#options.clock.now(), reason);
  }
}

/** How the time of a run was spent. */
class RunTimes {
  readonly #now: () => number;
  readonly #startedAt: number;
  #loadedAt: number;
  #computedAt: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = this.#loadedAt = this.#computedAt = now();
  }

  loaded(): void {
    this.#loadedAt = this.#now();
  }

  computed(): void {
    this.#computedAt = this.#now();
  }

  ended(): { readonly ms: number; readonly serialMs: number } {
    const ms = this.#now() - this.#startedAt;
    return { ms, serialMs: ms - (this.#computedAt - this.#loadedAt) };
  }
}

const CANCELLED = { status: 'cancelled', reason: 'Cancelled by the user.' } as const;

function factsOf(series: SeriesSummary): NewRun['series'][number] {
  // The counts and dates change as bars are added; what a run keeps are the facts it was computed with.
  const { barCount, firstTime, lastTime, updatedAt, ...facts } = series;
  return facts;
}
