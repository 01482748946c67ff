import type { BarColumns } from '#shared/bars/columns.ts';
import type { Span } from '#shared/bars/spans.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { ok } from '#shared/kernel/result.ts';
import { MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BarStore } from '../ports/bar-store.ts';
import type { Contracts } from '../ports/contracts.ts';
import { HISTORY_PAGE_BARS, type Answer } from '../ports/market-data-source.ts';
import { BarShelf } from './bar-shelf.ts';
import { BarStoreQueue } from './bar-store-queue.ts';
import { HistoryPages, TAKEN_BACK, type HistoryPagesOptions, type Pacing } from './history-pages.ts';
import { HistorySeriesList, type HistoryProfile, type HistorySeries } from './history-series.ts';

/** Of one request, all its pages together. */
const DEADLINE_MS = 5 * MS_PER_MINUTE;
const PAGES_MAX = 400;
/** The bar that grows is asked for again after this long, while ticks build it. */
const FRESH_FOR_MS = 15 * MS_PER_SECOND;
const SHELF_BARS_MAX = 50_000;

export interface HistoryOptions extends HistoryPagesOptions {
  readonly contracts: Contracts;
  readonly store: BarStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the connection; null: none. */
  readonly profile: () => HistoryProfile | null;
}

export interface HistoryAnswer {
  /** Those that start in the stretch, ascending. */
  readonly bars: BarColumns;
  /** null: nothing of it is in the library yet, or that cannot be reached. */
  readonly seriesId: SeriesId | null;
  /** Bars the broker was asked for. */
  readonly fetchedCount: number;
  /** Why there may be more than these; null: these are all. */
  readonly fault: MarketDataFault | null;
}

/**
 * Bars of the past: from memory, from the library, and what is in neither from the broker, page by page, newest first,
 * within its limits. What the broker gave is kept in the library, with where it came from.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #pages: HistoryPages;
  readonly #stores: BarStoreQueue;
  readonly #series: HistorySeriesList;
  readonly reads = { hits: 0, misses: 0 };

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#pages = new HistoryPages(options);
    this.#stores = new BarStoreQueue(options.store, options.timers, options.log);
    this.#series = new HistorySeriesList(options.profile);
  }

  /** @param stretch `to` Infinity: up to now, the bar that grows included */
  async ask(stream: BarStream, stretch: Span, signal: CancelSignal): Promise<Answer<HistoryAnswer>> {
    const details = await this.#options.contracts.details(stream.contractId, signal);
    if (!details.ok) return details;
    const series = this.#series.of(stream, details.value);
    const answer = series.last.then(() => this.#answer(stream, series, stretch, signal));
    // Whoever asked hears of a failure below; the next in line begins all the same.
    series.last = answer.catch(() => undefined);
    return ok(await answer);
  }

  /** Bars at hand, without asking anybody. */
  known(stream: BarStream, stretch: Span): BarColumns | null {
    return this.#series.known(stream)?.shelf.slice(stretch) ?? null;
  }

  /** How much of the broker's limit for small bars is used up; a request counts for ten minutes. */
  get pacing(): Pacing & { readonly unstored: number } {
    return { ...this.#pages.pacing, unstored: this.#stores.waitingCount };
  }

  /** The past of a practice market is made anew with it: nothing of it is taken for granted after a reconnect. */
  forgetPractice(): void {
    if (this.#options.profile()?.isPractice === true) this.#series.clear();
  }

  close(): void {
    this.#pages.close();
    this.#stores.close();
  }

  async #answer(
    stream: BarStream,
    series: HistorySeries,
    stretch: Span,
    signal: CancelSignal,
  ): Promise<HistoryAnswer> {
    await this.#readLibrary(series, stretch);
    const now = this.#options.clock.now();
    const isFresh = stretch.to === Infinity && now - series.freshAt < FRESH_FOR_MS;
    const newest = isFresh ? Math.max(stretch.from, series.shelf.lastTime ?? stretch.from) : stretch.to;
    const missing = series.shelf.missing({ from: stretch.from, to: newest });
    if (missing.length === 0) this.reads.hits++;
    else this.reads.misses++;
    const asked = { pages: 0, bars: 0, until: this.#options.monotonicMs() + DEADLINE_MS };
    let stoppedBy: MarketDataFault | null = null;
    // The newest first: that is what is looked at.
    for (const gap of missing.reverse()) {
      stoppedBy = await this.#fetch(stream, series, gap, asked, signal);
      if (stoppedBy !== null) break;
    }
    const bars = series.shelf.slice(stretch);
    if (series.shelf.length > SHELF_BARS_MAX) {
      series.shelf.trim(SHELF_BARS_MAX);
      // What was let go is read again when it is looked at again.
      series.stored = null;
    }
    return { bars, seriesId: series.seriesId, fetchedCount: asked.bars, fault: stoppedBy };
  }

  /** Brings a stretch, from its end backwards. @returns why it stopped before its beginning */
  async #fetch(
    stream: BarStream,
    series: HistorySeries,
    gap: Span,
    asked: { pages: number; bars: number; until: number },
    signal: CancelSignal,
  ): Promise<MarketDataFault | null> {
    const { clock, monotonicMs } = this.#options;
    const spanMs = HISTORY_PAGE_BARS * barSizeMs(stream.barSize);
    const isTheirs = () => this.#series.isConnected(series);
    let cursor = gap.to;
    while (cursor > gap.from) {
      if (signal.aborted) return TAKEN_BACK;
      if (asked.pages++ >= PAGES_MAX || monotonicMs() > asked.until) return leftForNextTime(asked.pages - 1);
      const isUpToNow = cursor === Infinity;
      const span = { from: gap.from, to: cursor };
      const page = await this.#pages.ask(stream, series.contract, span, isTheirs, signal);
      const end = isUpToNow ? clock.now() : cursor;
      let first = Math.max(gap.from, end - spanMs);
      if (page.ok && page.value.length > 0 && page.value.time[0]! < cursor) {
        asked.bars += page.value.length;
        series.shelf.put(page.value);
        first = page.value.time[0]!;
        // The newest bar still grows: it is not yet what it will be.
        const whole = isUpToNow ? page.value.time.at(-1)! : cursor;
        if (isUpToNow) series.freshAt = clock.now();
        if (whole > first) this.#keep(stream, series, page.value, { from: first, to: whole });
      } else if (!page.ok && page.error.kind !== 'no-data') return page.error;
      else if (isUpToNow) series.freshAt = clock.now();
      else this.#keep(stream, series, null, { from: first, to: cursor });
      cursor = first;
    }
    return null;
  }

  /** What an earlier run of the program has brought. A practice market may be another one now. */
  async #readLibrary(series: HistorySeries, { from, to }: Span): Promise<void> {
    if (this.#options.profile()?.isPractice === true) return;
    const missing = series.shelf.missing({ from, to });
    const isThere = (gap: Span) => series.stored!.some((span) => span.from < gap.to && span.to > gap.from);
    if (missing.length === 0 || (series.stored !== null && !missing.some(isThere))) return;
    const until = to === Infinity ? this.#options.clock.now() + MS_PER_DAY : to;
    const read = await this.#options.store.read(series.facts, { from, to: until });
    if (!read.ok) {
      this.#options.log.warn({ error: read.error }, 'stored bars could not be read; the broker is asked');
      return;
    }
    const { seriesId, covered, bars } = read.value;
    series.seriesId = seriesId;
    series.stored = covered;
    series.shelf.put(bars);
    // Only the part that was read is at hand.
    for (const span of covered)
      series.shelf.cover({ from: Math.max(from, span.from), to: Math.min(until, span.to) });
  }

  #keep(stream: BarStream, series: HistorySeries, bars: BarColumns | null, covered: Span): void {
    series.shelf.cover(covered);
    const { facts, profileId } = series;
    const kept = bars === null ? NO_BARS : withinOf(bars, covered);
    this.#stores.add(
      { facts, origin: { stream, profileId }, bars: kept, covered, fetchedAt: this.#options.clock.now() },
      (seriesId) => {
        series.seriesId = seriesId ?? series.seriesId;
      },
    );
  }
}

const NO_BARS = {
  ...{ time: new Float64Array(), open: new Float64Array(), high: new Float64Array() },
  ...{ low: new Float64Array(), close: new Float64Array(), volume: new Float64Array() },
};

function withinOf(bars: BarColumns, span: Span) {
  const shelf = new BarShelf();
  shelf.put(bars);
  const { time, open, high, low, close, volume } = shelf.slice(span);
  return { time, open, high, low, close, volume };
}

function leftForNextTime(pageCount: number): MarketDataFault {
  const message = `After ${pageCount} pages the rest is left for the next time.`;
  return { kind: 'timeout', code: null, message, help: '' };
}
