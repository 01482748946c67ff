import type { BarColumns } from '#shared/bars/columns.ts';
import type { Span } from '#shared/bars/spans.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import { barStreamKey, type BarStream } from '#shared/model/bar-stream.ts';
import { contractName, type Contract, type ContractDetails } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import { seriesFactsSchema, type SeriesFacts, type SeriesId } from '#shared/model/series.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BarStore } from '../ports/bar-store.ts';
import type { Contracts } from '../ports/contracts.ts';
import { HISTORY_PAGE_BARS, type Answer, type MarketDataSource } from '../ports/market-data-source.ts';
import { BarShelf } from './bar-shelf.ts';
import { BarStoreQueue } from './bar-store-queue.ts';
import { marketOfContract, type Circuits } from './circuits.ts';
import { COUNT_MAX, HistoryPacer, PACED_BAR_MS_MAX } from './history-pacer.ts';
import { MarketLanes } from './market-lanes.ts';

const TRIES = 3;
const RETRY_AFTER_MS = 2_000;
const PACING_RETRY_AFTER_MS = 15_000;
/** Of one request, all its pages together. */
const DEADLINE_MS = 5 * MS_PER_MINUTE;
const PAGES_MAX = 400;
/** The bar that grows is asked for again after this long, while ticks build it. */
const FRESH_FOR_MS = 15 * MS_PER_SECOND;
const SHELVES_MAX = 64;
const SHELF_BARS_MAX = 50_000;
/** Worth another try; the rest is as it is. */
const PASSING = new Set<MarketDataFault['kind']>(['timeout', 'pacing', 'other']);

export interface HistoryOptions {
  readonly source: MarketDataSource;
  readonly contracts: Contracts;
  readonly store: BarStore;
  readonly circuits: Circuits;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly monotonicMs: () => number;
  readonly log: Logger;
  /** Of the connection; `isPractice`: its past is another one whenever its settings are. null: none. */
  readonly profile: () => {
    readonly id: string;
    readonly isPractice: boolean;
    /** Whose prices they are, in the name of their series: two practice markets are never one series. */
    readonly market: string;
  } | null;
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

interface Series {
  /** Of the connection and its market: whose bars they are. */
  readonly owner: string;
  readonly shelf: BarShelf;
  readonly facts: SeriesFacts;
  readonly contract: Contract;
  readonly profileId: string;
  seriesId: SeriesId | null;
  /** Requests for one series stand in line, so that the second finds what the first has brought. */
  last: Promise<unknown>;
  /** What is whole of it in the library, as it was read last; null: not read. */
  stored: readonly Span[] | null;
  /** Unix ms at which the newest bar was asked for. */
  freshAt: number;
}

/**
 * Bars of the past: from memory, from the library, and what is in neither from the broker, page by page, newest first,
 * within its limits. What the broker gave is kept in the library, with where it came from.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #pacer: HistoryPacer;
  readonly #lanes = new MarketLanes();
  readonly #stores: BarStoreQueue;
  readonly #series = new Map<string, Series>();
  readonly reads = { hits: 0, misses: 0 };
  #waitingCount = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#pacer = new HistoryPacer(options.monotonicMs);
    this.#stores = new BarStoreQueue(options.store, options.timers, options.log);
  }

  /** @param stretch `to` Infinity: up to now, the bar that grows included */
  async ask(stream: BarStream, stretch: Span, signal: CancelSignal): Promise<Answer<HistoryAnswer>> {
    const details = await this.#options.contracts.details(stream.contractId, signal);
    if (!details.ok) return details;
    const series = this.#seriesOf(stream, details.value);
    const answer = series.last.then(() => this.#answer(stream, series, stretch, signal));
    // Whoever asked hears of a failure below; the next in line begins all the same.
    series.last = answer.catch(() => undefined);
    return ok(await answer);
  }

  /** Bars at hand, without asking anybody. */
  known(stream: BarStream, stretch: Span): BarColumns | null {
    return this.#series.get(this.#keyOf(stream))?.shelf.slice(stretch) ?? null;
  }

  /** How much of the broker's limit for small bars is used up; a request counts for ten minutes. */
  get pacing(): {
    readonly used: number;
    readonly limit: number;
    readonly waiting: number;
    readonly unstored: number;
  } {
    return {
      used: this.#pacer.used,
      limit: COUNT_MAX,
      waiting: this.#waitingCount,
      unstored: this.#stores.waitingCount,
    };
  }

  close(): void {
    this.#lanes.clear();
    this.#stores.close();
  }

  async #answer(
    stream: BarStream,
    series: Series,
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
    series: Series,
    gap: Span,
    asked: { pages: number; bars: number; until: number },
    signal: CancelSignal,
  ): Promise<MarketDataFault | null> {
    const { clock, monotonicMs } = this.#options;
    const spanMs = HISTORY_PAGE_BARS * barSizeMs(stream.barSize);
    let cursor = gap.to;
    while (cursor > gap.from) {
      if (signal.aborted) return fault('cancelled', 'It was taken back.');
      if (asked.pages++ >= PAGES_MAX || monotonicMs() > asked.until)
        return fault('timeout', `After ${asked.pages - 1} pages the rest is left for the next time.`);
      const isUpToNow = cursor === Infinity;
      const page = await this.#page(stream, series, { from: gap.from, to: cursor }, signal);
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

  /** One page, asked again where that may help. */
  async #page(
    stream: BarStream,
    series: Series,
    { from, to }: Span,
    signal: CancelSignal,
  ): Promise<Answer<BarColumns>> {
    const { source, circuits } = this.#options;
    const { contract } = series;
    const query = { ...stream, contract, from, to };
    const market = marketOfContract(contract);
    for (let attempt = 1; ; attempt++) {
      const answer = await circuits.ask('history', market, async () => {
        await this.#turn(stream, contract, to, signal);
        if (signal.aborted) return err(fault('cancelled', 'It was taken back.'));
        return this.#lanes.add(market, () => {
          // What waited behind those that failed is not sent to fail, too.
          const refusal = circuits.refusal('history', market);
          if (refusal !== null) return Promise.resolve(err(refusal));
          // Waiting took its time: what another broker says is no part of this series.
          const isTheirs = this.#owner === series.owner;
          return isTheirs ? source.history(query, signal) : Promise.resolve(err(ANOTHER_CONNECTED));
        });
      });
      if (answer.ok || !PASSING.has(answer.error.kind) || attempt === TRIES) return answer;
      const pause = answer.error.kind === 'pacing' ? PACING_RETRY_AFTER_MS : RETRY_AFTER_MS * attempt;
      await this.#pause(pause, signal);
    }
  }

  /** Waits until the broker's limits let a request for small bars through. */
  async #turn(stream: BarStream, contract: Contract, to: number, signal: CancelSignal): Promise<void> {
    if (barSizeMs(stream.barSize) > PACED_BAR_MS_MAX) return;
    const request = `${barStreamKey(stream)} ${to}`;
    const line = `${contract.contractId} ${contract.exchange} ${stream.kind}`;
    this.#waitingCount++;
    try {
      for (;;) {
        const waitMs = this.#pacer.waitMs(request, line);
        if (waitMs === 0 || signal.aborted) break;
        await this.#pause(waitMs, signal);
      }
    } finally {
      this.#waitingCount--;
    }
    if (!signal.aborted) this.#pacer.sent(request, line);
  }

  #pause(ms: number, signal: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        stop();
        signal.removeEventListener('abort', go);
        resolve();
      };
      const stop = this.#options.timers.schedule(ms, go);
      signal.addEventListener('abort', go);
    });
  }

  /** What an earlier run of the program has brought. A practice market may be another one now. */
  async #readLibrary(series: Series, { from, to }: Span): Promise<void> {
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

  #keep(stream: BarStream, series: Series, bars: BarColumns | null, covered: Span): void {
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

  get #owner(): string {
    const profile = this.#options.profile();
    return `${profile?.id ?? ''} ${profile?.market ?? ''}`;
  }

  #keyOf(stream: BarStream): string {
    return `${this.#owner} ${barStreamKey(stream)}`;
  }

  #seriesOf(stream: BarStream, details: ContractDetails): Series {
    const key = this.#keyOf(stream);
    let series = this.#series.get(key);
    if (series === undefined) {
      const profile = this.#options.profile();
      const profileId = profile?.id ?? 'none';
      const facts = factsOf(stream, details, profile?.market ?? 'none');
      series = {
        ...{ owner: this.#owner, shelf: new BarShelf(), facts, contract: details.contract },
        ...{ profileId, seriesId: null, last: Promise.resolve(), stored: null, freshAt: -Infinity },
      };
    }
    // Anew, so that it is the youngest: the oldest make room.
    this.#series.delete(key);
    this.#series.set(key, series);
    for (const oldest of this.#series.keys()) {
      if (this.#series.size <= SHELVES_MAX) break;
      this.#series.delete(oldest);
    }
    return series;
  }

  /** The past of a practice market is made anew with it: nothing of it is taken for granted after a reconnect. */
  forgetPractice(): void {
    if (this.#options.profile()?.isPractice === true) this.#series.clear();
  }
}

const ANOTHER_CONNECTED: MarketDataFault = {
  ...{ kind: 'not-connected', code: null },
  message: 'The connection these bars were asked of has been left.',
  help: 'They are asked for again when it is back.',
};

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

/** Series of the library are told apart by their source: it names the market, the contract and what is shown. */
function factsOf(stream: BarStream, details: ContractDetails, market: string): SeriesFacts {
  const { contract, minTick, sizeIncrement, timeZone } = details;
  const hours = stream.isRegularHoursOnly ? 'regular' : 'all';
  const symbol = contractName(contract)
    .replace(/[^A-Za-z0-9 ._\-/^=&]/g, '')
    .slice(0, 32);
  return seriesFactsSchema.parse({
    symbol: /^[A-Za-z0-9]/.test(symbol) ? symbol : `C${contract.contractId}`,
    source: `${market} ${stream.kind} ${hours} ${contract.contractId}`.slice(-64),
    barSize: stream.barSize,
    currency: contract.currency,
    tick: minTick,
    multiplier: contract.multiplier,
    lot: Math.max(0.000_001, sizeIncrement),
    timeZone: seriesFactsSchema.shape.timeZone.safeParse(timeZone).data ?? 'UTC',
    adjustment: stream.kind === 'trades' ? 'splits' : 'raw',
  });
}

function fault(kind: MarketDataFault['kind'], message: string): MarketDataFault {
  return { kind, code: null, message, help: '' };
}
