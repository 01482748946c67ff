import { assert } from '../../kernel/assert.ts';
import type { BarRequest, MarketBars } from '../market/bars.ts';
import type { Greeks } from '../market/black-scholes.ts';
import type { Depth } from '../market/depth.ts';
import type { CorporateAction, MarketInstrument } from '../market/instrument.ts';
import { MAX_EVENT_SPAN_MS, MAX_INSTRUMENTS, type MarketEvent } from '../market/market.ts';
import type { MarketSource } from '../market/market-source.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Quote, Trade } from '../market/tape.ts';
import { noBars, replayBars } from './replay-bars.ts';
import { nothingAt, type ReplaySeries } from './replay-series.ts';

/** Stored bars, traded again. What has no series of its own is closed: no quotes, no trades, no past. */
export class ReplayMarket implements MarketSource {
  readonly #series: ReadonlyMap<string, ReplaySeries>;
  readonly #ids: Set<string>;

  constructor(series: readonly ReplaySeries[]) {
    this.#series = new Map(series.map((each) => [each.instrument.id, each]));
    this.#ids = new Set(this.#series.keys());
  }

  get instrumentIds(): readonly string[] {
    return [...this.#ids];
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  list({ id }: MarketInstrument): void {
    assert(this.#ids.size < MAX_INSTRUMENTS, `a market has at most ${MAX_INSTRUMENTS} instruments`);
    this.#ids.add(id);
  }

  /** Start of the first bar; infinity for what is not replayed. */
  headTime(id: string, regularOnly: boolean): number {
    const timeline = this.#series.get(id)?.timeline;
    if (timeline === undefined) return Infinity;
    const first = regularOnly
      ? timeline.sessions.find(({ regular }) => regular !== null)?.regular
      : undefined;
    return first?.start ?? timeline.firstInstant;
  }

  bars(id: string, request: BarRequest): MarketBars {
    const series = this.#series.get(id);
    return series === undefined ? noBars() : replayBars(series, request);
  }

  snapshot(id: string, time: number): Snapshot {
    return this.#series.get(id)?.snapshot(time) ?? nothingAt(time);
  }

  depth(id: string, time: number, levelCount = 10): Depth | null {
    const series = this.#series.get(id);
    const point = series?.pointAt(time) ?? null;
    return series === undefined || point === null
      ? null
      : series.quotes.depth(series.quotes.quote(point), levelCount);
  }

  trades(id: string, from: number, to: number): readonly Trade[] {
    assertSpan(from, to);
    const series = this.#series.get(id);
    if (series === undefined || !series.hasTrades) return [];
    return series.points(from, to).flatMap((point) => (series.isTrade(point) ? [series.trade(point)] : []));
  }

  quotes(id: string, from: number, to: number): readonly Quote[] {
    assertSpan(from, to);
    const series = this.#series.get(id);
    return series === undefined ? [] : series.points(from, to).map((point) => series.quotes.quote(point));
  }

  events(ids: readonly string[], from: number, to: number): MarketEvent[] {
    assertSpan(from, to);
    const events: MarketEvent[] = [];
    for (const id of ids) {
      const series = this.#series.get(id);
      if (series === undefined) continue;
      series.stateChanges(from, to, events);
      for (const point of series.points(from, to)) {
        events.push({ kind: 'quote', id, ...series.quotes.quote(point) });
        if (series.isTrade(point)) events.push({ kind: 'trade', id, ...series.trade(point) });
      }
    }
    return events.sort((a, b) => a.time - b.time);
  }

  greeks(): Greeks | null {
    return null;
  }

  /** Stored bars are as they were stored: what was adjusted in them stays so. */
  corporateActions(): readonly CorporateAction[] {
    return [];
  }

  addScenario(): void {
    throw new Error('what is replayed has no scenarios: it has happened already');
  }
}

function assertSpan(from: number, to: number): void {
  assert(
    from <= to && to - from <= MAX_EVENT_SPAN_MS,
    `ask for at most ${MAX_EVENT_SPAN_MS} ms of events at once`,
  );
}
