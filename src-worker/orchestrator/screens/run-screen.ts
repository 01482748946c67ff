import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { startOfDateUtc } from '#shared/model/iso-date.ts';
import type { ScreenParameters, ScreenResult, ScreenSpec } from '#shared/model/screen.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { unscored, type ScreenVerdict } from '#shared/strategies/screen-symbol.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { describeExecutionFailure, type ScreenExecutor } from '../../executors/executor.ts';
import { JobProgress } from '../../trading-engine/progress.ts';
import type { ScreenSet } from '../../trading-engine/screen.ts';
import { planSymbol } from '../plan-run.ts';
import { CANCELLED } from '../cancelled.ts';

/** A set is handed to a thread when it has as many symbols or bars: some 50 ms of work, and at most 25 series in memory. */
const SET_SYMBOLS_MAX = 25;
const SET_BARS = 60_000;

export interface ScreenServices {
  readonly library: Pick<LibraryCalls, 'loadBars'>;
  readonly executor: ScreenExecutor;
  /** Threads that may work on it at the same time. */
  readonly workers: number;
  /** Milliseconds, for measuring only. */
  readonly now: () => number;
}

export interface ScreenWatch {
  readonly signal: AbortSignal;
  /** Each symbol once, as they come. */
  readonly onResult?: (result: ScreenResult, doneCount: number, total: number) => void;
}

export interface ScreenOutcome {
  /** In the order of the series, whoever judged them. */
  readonly results: readonly ScreenResult[];
  readonly wallMs: number;
}

/**
 * Judges every series on the threads. What is wrong with one (no bars, not daily, its thread ended) is its result, with the
 * reason. Codes: `cancelled`.
 */
export async function runScreen(
  series: readonly SeriesSummary[],
  spec: Omit<ScreenSpec, 'seriesIds'>,
  services: ScreenServices,
  watch: ScreenWatch,
): Promise<Result<ScreenOutcome, ServiceFailure>> {
  const startedAt = services.now();
  const screen = new Screen(series, spec, services, watch);
  const lanes = Array.from({ length: services.workers }, () => screen.runLane());
  const ended = await Promise.allSettled(lanes);
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  if (watch.signal.aborted) return err(CANCELLED);
  return ok({ results: screen.inOrder(), wallMs: services.now() - startedAt });
}

interface Loaded {
  readonly place: number;
  readonly symbol: ScreenSet['symbols'][number];
}

class Screen {
  readonly #series: readonly SeriesSummary[];
  readonly #parameters: ScreenParameters;
  readonly #asOf: ScreenSpec['asOf'];
  readonly #services: ScreenServices;
  readonly #watch: ScreenWatch;
  readonly #results = new Map<number, ScreenResult>();
  #next = 0;

  constructor(
    series: readonly SeriesSummary[],
    { parameters, asOf }: Omit<ScreenSpec, 'seriesIds'>,
    services: ScreenServices,
    watch: ScreenWatch,
  ) {
    this.#series = series;
    this.#parameters = parameters;
    this.#asOf = asOf;
    this.#services = services;
    this.#watch = watch;
  }

  inOrder(): ScreenResult[] {
    return this.#series.map((_, place) => this.#results.get(place)!);
  }

  /** One set after the other, until there are none. */
  async runLane(): Promise<void> {
    while (this.#next < this.#series.length && !this.#watch.signal.aborted) {
      const set = await this.#loadSet();
      if (set.length > 0 && !(await this.#runSet(set))) for (const one of set) await this.#runAlone(one);
    }
  }

  async #loadSet(): Promise<Loaded[]> {
    const set: Loaded[] = [];
    let bars = 0;
    while (
      this.#next < this.#series.length &&
      set.length < SET_SYMBOLS_MAX &&
      bars < SET_BARS &&
      !this.#watch.signal.aborted
    ) {
      const place = this.#next++;
      const symbol = await this.#load(this.#series[place]!);
      if (symbol.ok) {
        set.push({ place, symbol: symbol.value });
        bars += symbol.value.barCount;
      } else this.#tell(place, unscored(symbol.error));
    }
    return set;
  }

  async #load({ seriesId, barSize }: SeriesSummary): Promise<Result<Loaded['symbol'], string>> {
    if (barSize !== '1 day') return err(`Its bars are of ${barSize}; the screen reads bars of 1 day.`);
    const loaded = await this.#services.library.loadBars(seriesId);
    if (!loaded.ok) return err(loaded.error.message);
    const planned = planSymbol({ to: this.#asOf }, loaded.value);
    return planned.ok ? planned : err(planned.error.message);
  }

  /** Returns false when the thread that had the set is lost. */
  async #runSet(set: readonly Loaded[]): Promise<boolean> {
    const outcome = await this.#judge(set);
    if (!outcome.ok) return false;
    if (outcome.value.kind === 'done')
      outcome.value.verdicts.forEach((verdict, i) => this.#tell(set[i]!.place, verdict));
    return true;
  }

  async #runAlone(one: Loaded): Promise<void> {
    const outcome = await this.#judge([one]);
    if (!outcome.ok) this.#tell(one.place, unscored(describeExecutionFailure(outcome.error)));
    else if (outcome.value.kind === 'done') this.#tell(one.place, outcome.value.verdicts[0]!);
  }

  #judge(set: readonly Loaded[]) {
    return this.#services.executor.runScreen(
      {
        symbols: set.map(({ symbol: { columns, barCount } }) => ({ columns, barCount })),
        parameters: this.#parameters,
        asOf: this.#asOf === undefined ? null : startOfDateUtc(this.#asOf),
        progress: JobProgress.forSymbols(set.length).buffer,
      },
      this.#watch.signal,
    );
  }

  #tell(place: number, verdict: ScreenVerdict): void {
    const { seriesId, symbol, source, barSize } = this.#series[place]!;
    const result = { seriesId, symbol, source, barSize, ...verdict };
    this.#results.set(place, result);
    this.#watch.onResult?.(result, this.#results.size, this.#series.length);
  }
}
