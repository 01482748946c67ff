import type { MarketInstrument } from '../market/instrument.ts';
import type { MarketEvent } from '../market/market.ts';
import type { Snapshot } from '../market/snapshot.ts';
import type { Trade } from '../market/tape.ts';
import { BarPath, cleanSize, type Point } from './bar-path.ts';
import { ReplayQuotes } from './replay-quotes.ts';
import type { Timeline } from './timeline.ts';

interface SoFar {
  /** Index of the session. */
  readonly session: number;
  /** The first stretch that is not in it yet. */
  readonly stretch: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number;
}

/** One replayed instrument at any instant. Nothing it answers depends on what was asked before. */
export class ReplaySeries {
  readonly instrument: MarketInstrument;
  readonly timeline: Timeline;
  readonly path: BarPath;
  readonly quotes: ReplayQuotes;
  /** An index and a currency have prices and no trades. */
  readonly hasTrades: boolean;
  #soFar: SoFar | null = null;
  #previousClose: { readonly session: number; readonly close: number | null } | null = null;

  constructor(instrument: MarketInstrument, timeline: Timeline, seed: number) {
    this.instrument = instrument;
    this.timeline = timeline;
    this.hasTrades = instrument.dailyVolume > 0;
    this.path = new BarPath(timeline, seed, instrument, this.hasTrades);
    this.quotes = new ReplayQuotes(instrument, seed);
  }

  /** The price in force at an instant: while closed or halted the last one there was. null before the first bar. */
  pointAt(time: number): Point | null {
    const stretch = this.timeline.stretchAt(time);
    if (stretch < 0) return null;
    const at = Math.min(time, this.timeline.end[stretch]! - 1);
    const points = this.path.pointsAt(stretch, at);
    return points.findLast((point) => point.time <= at) ?? points[0]!;
  }

  /** From `from` up to, not including, `to`. */
  points(from: number, to: number): Point[] {
    const points: Point[] = [];
    const { start, stretchCount } = this.timeline;
    for (let k = Math.max(0, this.timeline.stretchAt(from)); k < stretchCount && start[k]! < to; k++) {
      points.push(...this.path.pointsBetween(k, from, to));
    }
    return points;
  }

  trade({ time, price, size }: Point): Trade {
    const letters = this.instrument.exchanges ?? [];
    return {
      time,
      price,
      size,
      exchange: letters.length === 0 ? '' : letters[Math.floor(time / 7) % letters.length]!,
    };
  }

  isTrade({ size }: Point): boolean {
    return this.hasTrades && size > 0;
  }

  /** A session opens and closes; where bars are missing within one, nothing is known, so trading is halted. */
  stateChanges(from: number, to: number, events: MarketEvent[]): void {
    const { id } = this.instrument;
    const { start, end, session, stretchCount } = this.timeline;
    for (let k = Math.max(0, this.timeline.stretchAt(from)); k < stretchCount && start[k]! < to; k++) {
      const [begin, finish] = [start[k]!, end[k]!];
      const isSameSession = k > 0 && session[k - 1] === session[k];
      const isContinued = k > 0 && end[k - 1] === begin;
      if (!isContinued && begin >= from) {
        events.push({ kind: isSameSession ? 'resumed' : 'opened', id, time: begin });
      }
      const goesOn = k + 1 < stretchCount && start[k + 1] === finish;
      if (goesOn || finish < from || finish >= to) continue;
      const isHalt = k + 1 < stretchCount && session[k + 1] === session[k];
      events.push({ kind: isHalt ? 'halted' : 'closed', id, time: finish });
    }
  }

  snapshot(time: number): Snapshot {
    const { timeline } = this;
    const stretch = timeline.stretchAt(time);
    const point = this.pointAt(time);
    if (stretch < 0 || point === null) return nothingAt(time);
    const session = timeline.session[stretch]!;
    const isTrading = time < timeline.end[stretch]!;
    const isHalted = !isTrading && time < timeline.sessions[session]!.end;
    const { open, high, low, volume } = this.#sessionSoFar(session, stretch, time);
    return {
      time,
      isOpen: isTrading,
      isRegular: isTrading || isHalted ? timeline.isRegular[stretch] === 1 : false,
      isHalted,
      quote: this.instrument.kind === 'index' ? null : this.quotes.quote(point),
      last: this.trade(this.hasTrades ? point : { ...point, size: 0 }),
      ...{ open, high, low },
      volume: this.hasTrades ? volume : 0,
      previousClose: this.#closeBefore(session),
    };
  }

  /** Whole bars are added once as time goes on; only the one at work is looked into each time. */
  #sessionSoFar(session: number, stretch: number, time: number): SoFar {
    const { timeline } = this;
    let base = this.#soFar;
    if (base === null || base.session !== session || base.stretch > stretch) {
      let first = stretch;
      while (first > 0 && timeline.session[first - 1] === session) first--;
      base = { session, stretch: first, open: null, high: null, low: null, volume: 0 };
    }
    while (base.stretch < stretch) base = this.#added(base, base.stretch, Infinity);
    this.#soFar = base;
    return this.#added(base, stretch, time);
  }

  /** With a stretch's prices up to and including an instant. */
  #added(base: SoFar, stretch: number, time: number): SoFar {
    const { timeline } = this;
    const [from, to] = [timeline.start[stretch]!, Math.min(time, timeline.end[stretch]! - 1)];
    let { open, high, low, volume } = base;
    const isRegular = timeline.isRegular[stretch] === 1;
    const see = (first: number, highest: number, lowest: number, size: number) => {
      volume += size;
      if (!isRegular) return;
      open ??= first;
      high = high === null ? highest : Math.max(high, highest);
      low = low === null ? lowest : Math.min(low, lowest);
    };
    this.path.walk(timeline.bar[stretch]!, {
      part(first, last, part) {
        if (last < from || first > to) return true;
        if (first < from || last > to) return false;
        see(part.open, part.high, part.low, part.volume);
        return true;
      },
      point({ time: at, price, size }) {
        if (at >= from && at <= to) see(price, price, price, size);
      },
    });
    return { session: base.session, stretch: stretch + 1, open, high, low, volume: cleanSize(volume) };
  }

  #closeBefore(session: number): number | null {
    if (this.#previousClose?.session === session) return this.#previousClose.close;
    let index = session - 1;
    while (index >= 0 && this.timeline.sessions[index]!.regular === null) index--;
    const regular = this.timeline.sessions[index]?.regular ?? null;
    const close = regular === null ? null : this.pointAt(regular.end - 1)!.price;
    this.#previousClose = { session, close };
    return close;
  }
}

/** What is not replayed, or not yet: closed, without a price. */
export function nothingAt(time: number): Snapshot {
  return {
    ...{ time, isOpen: false, isRegular: false, isHalted: false, quote: null, last: null },
    ...{ open: null, high: null, low: null, volume: 0, previousClose: null },
  };
}
