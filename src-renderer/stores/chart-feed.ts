import type { HistoryOfBars } from '#shared/ipc/market-data.ts';
import type { IpcError } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { barSizeMs, isDatedBySession } from '#shared/model/bar-size.ts';
import { barStreamKey, type BarStream } from '#shared/model/bar-stream.ts';
import type { BarBlock } from '#shared/model/broker-bars.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { BarBuffer } from './bar-buffer.ts';

/** As many as a chart keeps; panning further back ends there. */
const CHART_BARS_MAX = 50_000;
/** About so many are asked for at once: a page of the broker. */
const PAGE_BARS = 1_000;
/** A stretch without any bar (a long weekend, a halt) is looked past so often, twice as far each time. */
const EMPTY_MAX = 4;
const STRETCH_MAX_MS = 20 * 365 * MS_PER_DAY;

export type ChartState =
  { readonly kind: 'none' | 'loading' | 'ready' } | { readonly kind: 'failed'; readonly problem: Problem };

interface Span {
  readonly from: number;
  readonly to?: number;
}

export interface ChartFeedParts {
  readonly ask: (
    stream: BarStream,
    span: Span,
    signal: AbortSignal,
  ) => Promise<Result<HistoryOfBars, IpcError>>;
  readonly now: () => number;
  /** Of the state, not of the bars. */
  readonly onState: () => void;
}

/** The bars of one chart: history page by page as it is panned back, and the bar that grows. */
export class ChartFeed {
  readonly bars = new BarBuffer();
  readonly #parts: ChartFeedParts;
  readonly #listeners = new Set<(first: number) => void>();
  #stream: BarStream | null = null;
  #abort = new AbortController();
  #revision: number | null = null;
  /** Oldest instant that has been asked for. */
  #askedFrom = Infinity;
  #isPaging = false;
  #hasBeginning = false;
  #state: ChartState = { kind: 'none' };
  #fault: MarketDataFault | null = null;

  constructor(parts: ChartFeedParts) {
    this.#parts = parts;
  }

  get stream(): BarStream | null {
    return this.#stream;
  }

  get state(): ChartState {
    return this.#state;
  }

  /** Why some of what was asked for did not come; null: all did. */
  get fault(): MarketDataFault | null {
    return this.#fault;
  }

  get isPaging(): boolean {
    return this.#isPaging;
  }

  /** Told the index of the first bar that changed; 0 where bars were put before the others. */
  subscribe(heard: (first: number) => void): () => void {
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  /** Shows another series; the same one goes on. null: none. */
  show(stream: BarStream | null): void {
    const isSame =
      stream !== null && this.#stream !== null && barStreamKey(stream) === barStreamKey(this.#stream);
    if (isSame || (stream === null && this.#stream === null)) return;
    this.#stream = stream;
    this.reload();
  }

  /** Everything anew: after another market took the place of the last one, and when the user asks. */
  reload(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.bars.clear();
    this.#tell(0);
    this.#revision = null;
    this.#askedFrom = Infinity;
    this.#isPaging = false;
    this.#hasBeginning = false;
    this.#fault = null;
    this.#become({ kind: this.#stream === null ? 'none' : 'loading' });
    if (this.#stream !== null) void this.#page();
  }

  /** The left edge has come into sight. */
  async pageBack(): Promise<void> {
    const mayPage = this.#state.kind === 'ready' && !this.#isPaging && !this.#hasBeginning;
    if (mayPage && this.bars.length < CHART_BARS_MAX) await this.#page();
  }

  /** What is told of the bar that grows; of other series nothing is taken. */
  receive(update: BarStream & { readonly bars: BarBlock; readonly revision: number }): void {
    if (this.#stream === null || barStreamKey(update) !== barStreamKey(this.#stream)) return;
    const isNew = this.#revision !== null && update.revision > this.#revision;
    this.#revision = update.revision;
    // Before the history is there a bar alone would look like all there is.
    if (this.#state.kind !== 'ready') return;
    this.#merge(update.bars);
    if (isNew) void this.#refresh();
  }

  async #page(): Promise<void> {
    const stream = this.#stream;
    if (stream === null) return;
    const { signal } = this.#abort;
    const isFirst = this.#askedFrom === Infinity;
    this.#isPaging = true;
    this.#parts.onState();
    let reach = pageMs(stream);
    for (let tries = 0; tries < EMPTY_MAX; tries++, reach *= 2) {
      const to = isFirst && tries === 0 ? undefined : Math.min(this.#askedFrom, this.#oldest());
      const from = Math.max(0, (to ?? this.#parts.now()) - Math.min(reach, STRETCH_MAX_MS));
      const asked = await this.#parts.ask(stream, to === undefined ? { from } : { from, to }, signal);
      if (signal.aborted) return;
      if (!asked.ok) {
        this.#fail(problemOf(asked.error, 'load the bars'));
        return;
      }
      this.#askedFrom = from;
      this.#fault = asked.value.problem;
      const before = this.bars.length;
      this.#merge(asked.value.bars);
      if (this.bars.length > before || this.#fault !== null) break;
      if (tries === EMPTY_MAX - 1 || from === 0) this.#hasBeginning = true;
      if (from === 0) break;
    }
    this.#isPaging = false;
    const { kind, message, help } = this.#fault ?? { kind: null, message: '', help: '' };
    if (this.bars.length === 0 && kind !== null)
      this.#fail({ title: message, help, details: `market data: ${kind}` });
    else this.#become({ kind: 'ready' });
  }

  /** Older bars than those that are told have been corrected. */
  async #refresh(): Promise<void> {
    const stream = this.#stream;
    const { signal } = this.#abort;
    if (stream === null || this.bars.length === 0) return;
    const from = this.bars.column('time')[Math.max(0, this.bars.length - PAGE_BARS / 4)]!;
    const asked = await this.#parts.ask(stream, { from }, signal);
    if (!signal.aborted && asked.ok) this.#merge(asked.value.bars);
  }

  #oldest(): number {
    return this.bars.column('time')[0] ?? Infinity;
  }

  #merge(block: BarBlock): void {
    if (block.time.length > 0) this.#tell(this.bars.merge(block));
  }

  #fail(problem: Problem): void {
    this.#isPaging = false;
    // What is there stays; panning back asks again.
    if (this.bars.length > 0) this.#become({ kind: 'ready' });
    else this.#become({ kind: 'failed', problem });
  }

  #become(state: ChartState): void {
    this.#state = state;
    this.#parts.onState();
  }

  #tell(first: number): void {
    for (const heard of this.#listeners) heard(first);
  }
}

/** How long a page is on the clock: nights and weekends have no bars. */
function pageMs({ barSize, isRegularHoursOnly }: BarStream): number {
  const idle = isDatedBySession(barSize) ? 1.5 : isRegularHoursOnly ? 5.2 : 2.2;
  return PAGE_BARS * idle * barSizeMs(barSize);
}
