import { barColumns, type BarColumns } from '../../bars/columns.ts';
import { assert } from '../../kernel/assert.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '../../model/bar-size.ts';
import { dayOf } from './day.ts';
import type { MarketSession } from './instrument.ts';
import type { Listing } from './listing.ts';
import { Pieces } from './pieces.ts';
import type { Tape } from './tape.ts';

const BAR_PRICES = ['TRADES', 'MIDPOINT', 'BID', 'ASK', 'BID_ASK'] as const;
export type BarPrices = (typeof BAR_PRICES)[number];

export interface BarRequest {
  readonly size: BarSize;
  readonly what: BarPrices;
  /** Only the liquid hours (RTH). */
  readonly regularOnly: boolean;
  /** Bars that begin not before this, Unix ms. */
  readonly from: number;
  /** Nothing that happens from this instant on (whole seconds, rounded down) is in a bar: the last one may be unfinished. */
  readonly to: number;
  /** History is adjusted for splits up to this instant. Absent: just before `to`. A split takes effect at the UTC midnight that begins its day. */
  readonly asOf?: number;
}

/**
 * Volume in units; 0 for all but TRADES. `count` is the number of trades, `average` the volume-weighted price as the mean of
 * open, high, low and close. BID_ASK bars carry the mean bid in `open`, the highest ask in `high`, the lowest bid in `low`,
 * the mean ask in `close`, as TWS does.
 */
export interface MarketBars extends BarColumns {
  readonly count: Float64Array;
  readonly average: Float64Array;
}

/** One answer holds at most this many bars: a quarter of 1 s bars around the clock would be more than anybody reads. */
export const MAX_BARS_PER_REQUEST = 200_000;
/** The longest group of sessions, a month, begins within this many days of any of its days. */
const GROUP_DAYS = 32;

/**
 * Bars of any size. Intraday bars lie on multiples of their size since UTC midnight, the first of a session begins with the
 * session; bars of a day and more are dated by their (first) session's date. Stretches without trading make no bar.
 */
export class BarMaker {
  readonly #pieces = new Pieces();
  #table = new BarTable();

  make(listing: Listing, tape: Tape, request: BarRequest): MarketBars {
    const { what, size } = request;
    const slot = listing.slotSeconds;
    this.#table = new BarTable();
    const cutsSlots =
      what === 'TRADES' && !isDatedBySession(size) && barSizeMs(size) % (slot * MS_PER_SECOND) !== 0;
    const first = isDatedBySession(size)
      ? firstSession(listing, request)
      : { start: request.from, day: -Infinity };
    if (first.start < request.to) {
      for (let day = dayOf(first.start); day <= dayOf(request.to - 1); day++) {
        this.#collect(listing, day, first, request);
        if (this.#pieces.count === 0) continue;
        if (cutsSlots) this.#addTrades(listing, tape, day, 0);
        else this.#addPieces(listing, tape, day, request);
      }
    }
    return this.#table.toBars(listing, request);
  }

  /** The day's stretches that are asked for, cut at bars and wherever quotes or worth are another function. */
  #collect(
    listing: Listing,
    day: number,
    first: FirstSession,
    { size, what, regularOnly, to: toMs }: BarRequest,
  ): void {
    const pieces = this.#pieces;
    pieces.clear();
    const midnight = day * MS_PER_DAY;
    const earliest = Math.ceil((first.start - midnight) / MS_PER_SECOND);
    const latest = Math.floor((toMs - midnight) / MS_PER_SECOND);
    const isDated = isDatedBySession(size);
    const seconds = barSizeMs(size) / MS_PER_SECOND;
    const halts = listing.halts(day);
    const cuts = cutsOf(listing, day, what);
    for (const interval of listing.openIntervals(day)) {
      if ((regularOnly && !interval.isRegular) || interval.sessionDay < first.day) continue;
      const limit = Math.min(interval.to, latest);
      let second = interval.from;
      let cut = 0;
      let halt = 0;
      while (second < limit) {
        while (halt < halts.length && halts[halt]!.to <= second) halt++;
        if (halt < halts.length && halts[halt]!.from <= second) {
          second = halts[halt]!.to;
          continue;
        }
        while (cut < cuts.length && cuts[cut]! <= second) cut++;
        const bar = Math.floor(second / seconds) * seconds;
        let end = limit;
        if (halt < halts.length && halts[halt]!.from < end) end = halts[halt]!.from;
        if (cut < cuts.length && cuts[cut]! < end) end = cuts[cut]!;
        if (!isDated && bar + seconds < end) end = bar + seconds;
        // The extended hours before the regular ones belong to the same session: a bar goes on from one into the other.
        const barStart = Math.max(bar, sessionStart(listing, day, interval, regularOnly));
        if (isDated || barStart >= earliest) {
          const key = isDated ? groupKey(interval.sessionDay, size) : midnight / MS_PER_SECOND + bar;
          const time = isDated ? interval.sessionDay * MS_PER_DAY : midnight + barStart * MS_PER_SECOND;
          pieces.add(second, end, this.#table.barOf(key, time));
        }
        second = end;
      }
    }
  }

  #addPieces(listing: Listing, tape: Tape, day: number, { what }: BarRequest): void {
    const pieces = this.#pieces;
    const table = this.#table;
    const hasTrades = what === 'TRADES' && listing.instrument.dailyVolume > 0;
    let rest: { from: number; to: number; bar: number } | null = null;
    if (hasTrades && listing.slotSeconds > 1) {
      // Only the very last piece can end within a slot: what of it has traded is on the tape.
      const last = pieces.count - 1;
      const { from, to } = { from: pieces.from[last]!, to: pieces.to[last]! };
      const whole = Math.floor(to / listing.slotSeconds) * listing.slotSeconds;
      if (whole < to) {
        rest = { from: Math.max(from, whole), to, bar: pieces.tag[last]! };
        if (whole > from) pieces.to[last] = whole;
        else pieces.count--;
      }
    }
    if (pieces.count > 0) {
      listing.readPrices(day, pieces);
      if (hasTrades) listing.readVolumes(day, pieces);
      const ratio = listing.splitRatio(day);
      for (let i = 0; i < pieces.count; i++) {
        const spread = what === 'TRADES' ? 0 : listing.quoteRule.spreadAt(day, pieces.from[i]!);
        table.addPiece(listing, pieces, i, what, spread, ratio, hasTrades);
      }
    }
    if (rest !== null) {
      pieces.clear();
      pieces.add(rest.from, rest.to, rest.bar);
      this.#addTrades(listing, tape, day, rest.from);
    }
  }

  /** Bars from single trades; a bar without any repeats the last price. @param firstSecond trades before it only tell the last price */
  #addTrades(listing: Listing, tape: Tape, day: number, firstSecond: number): void {
    const pieces = this.#pieces;
    const table = this.#table;
    const ratio = listing.splitRatio(day);
    const { lot } = listing.instrument;
    for (let i = 0; i < pieces.count; i++) {
      const from = Math.max(pieces.from[i]!, firstSecond);
      const bar = pieces.tag[i]!;
      const trades = tape.tradesOfSeconds(listing, day, from, pieces.to[i]!);
      for (const { price, size } of trades) table.addTrade(bar, price * ratio, (size / lot / ratio) * lot);
      if (trades.length === 0 && table.isEmpty(bar)) {
        const last = tape.lastTradeBefore(listing, day, from);
        if (last !== null) table.addTrade(bar, last.price * ratio, 0);
      }
    }
  }
}

/** Bars being made; prices in units of the anchor day so that splits are applied once, at the end. */
class BarTable {
  readonly #time: number[] = [];
  readonly #open: number[] = [];
  readonly #high: number[] = [];
  readonly #low: number[] = [];
  readonly #close: number[] = [];
  readonly #volume: number[] = [];
  readonly #count: number[] = [];
  #lastKey = NaN;

  barOf(key: number, time: number): number {
    if (key === this.#lastKey) return this.#time.length - 1;
    this.#lastKey = key;
    assert(
      this.#time.length < MAX_BARS_PER_REQUEST,
      `a request holds at most ${MAX_BARS_PER_REQUEST} bars: ask in parts`,
    );
    this.#time.push(time);
    this.#open.push(NaN);
    this.#high.push(-Infinity);
    this.#low.push(Infinity);
    this.#close.push(NaN);
    this.#volume.push(0);
    this.#count.push(0);
    return this.#time.length - 1;
  }

  isEmpty(bar: number): boolean {
    return Number.isNaN(this.#open[bar]!);
  }

  addPiece(
    listing: Listing, pieces: Pieces, piece: number, what: BarPrices, spread: number, ratio: number, hasTrades: boolean,
  ): void {
    const { quoteRule } = listing;
    const price = (worth: number, side: BarPrices) => {
      if (side === 'TRADES') return quoteRule.price(quoteRule.lastTicks(worth)) * ratio;
      const bid = quoteRule.bidTicks(worth, spread);
      return quoteRule.price(side === 'BID' ? bid : side === 'ASK' ? bid + spread : bid + spread / 2) * ratio;
    };
    const [openSide, highSide, lowSide, closeSide]: readonly BarPrices[] =
      what === 'BID_ASK' ? ['BID', 'ASK', 'BID', 'ASK'] : [what, what, what, what];
    const bar = pieces.tag[piece]!;
    const [o, h, l, c] = [pieces.open[piece]!, pieces.high[piece]!, pieces.low[piece]!, pieces.close[piece]!];
    if (what === 'BID_ASK') {
      // Means over time: pieces add up weighted by their seconds, kept in the volume column until the end.
      const seconds = pieces.to[piece]! - pieces.from[piece]!;
      const mean = (side: BarPrices) => (price(o, side) + price(h, side) + price(l, side) + price(c, side)) / 4;
      const weight = this.#volume[bar]!;
      const share = seconds / (weight + seconds);
      this.#open[bar] = blend(this.#open[bar]!, mean('BID'), share);
      this.#close[bar] = blend(this.#close[bar]!, mean('ASK'), share);
      this.#volume[bar] = weight + seconds;
    } else {
      if (this.isEmpty(bar)) this.#open[bar] = price(o, openSide!);
      this.#close[bar] = price(c, closeSide!);
      if (hasTrades) {
        this.#volume[bar]! += (pieces.volume[piece]! * listing.instrument.lot) / ratio;
        this.#count[bar]! += pieces.trades[piece]!;
      }
    }
    this.#high[bar] = Math.max(this.#high[bar]!, price(h, highSide!));
    this.#low[bar] = Math.min(this.#low[bar]!, price(l, lowSide!));
  } // prettier-ignore

  addTrade(bar: number, price: number, volume: number): void {
    if (this.isEmpty(bar)) this.#open[bar] = price;
    this.#high[bar] = Math.max(this.#high[bar]!, price);
    this.#low[bar] = Math.min(this.#low[bar]!, price);
    this.#close[bar] = price;
    this.#volume[bar]! += volume;
    if (volume > 0) this.#count[bar]!++;
  }

  toBars(listing: Listing, { what, to, asOf }: BarRequest): MarketBars {
    const ratio = listing.splitRatio(dayOf(asOf ?? to - 1));
    const kept = this.#time.flatMap((_, bar) => (this.isEmpty(bar) ? [] : [bar]));
    const bars = barColumns(kept.length);
    const count = new Float64Array(kept.length);
    const average = new Float64Array(kept.length);
    for (const [i, bar] of kept.entries()) {
      const [open, high, low, close] = [
        this.#open[bar]!,
        this.#high[bar]!,
        this.#low[bar]!,
        this.#close[bar]!,
      ];
      bars.time[i] = this.#time[bar]!;
      bars.open[i] = clean(open / ratio);
      bars.high[i] = clean(high / ratio);
      bars.low[i] = clean(low / ratio);
      bars.close[i] = clean(close / ratio);
      bars.volume[i] = what === 'TRADES' ? clean(this.#volume[bar]! * ratio) : 0;
      count[i] = this.#count[bar]!;
      average[i] = clean((open + high + low + close) / 4 / ratio);
    }
    return { ...bars, count, average };
  }
}

function blend(before: number, now: number, share: number): number {
  return Number.isNaN(before) ? now : before + (now - before) * share;
}

/** Sums and ratios of decimals, without the dust of binary fractions. */
function clean(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function cutsOf(listing: Listing, day: number, what: BarPrices): readonly number[] {
  const worth = listing.valuation.cutsOf(day);
  if (what === 'TRADES') return worth;
  const quotes = listing.quoteRule.cutsOf(day);
  return worth.length === 0 ? quotes : [...new Set([...worth, ...quotes])].sort((a, b) => a - b);
}

function sessionStart(listing: Listing, day: number, interval: { start: number; sessionDay: number; isRegular: boolean }, regularOnly: boolean): number {
  if (regularOnly) return interval.start;
  let start = interval.start;
  for (const other of listing.openIntervals(day)) {
    if (other.sessionDay === interval.sessionDay && other.start < start) start = other.start;
  }
  return start;
} // prettier-ignore

/** Weeks begin on Mondays. */
function groupKey(sessionDay: number, size: BarSize): number {
  if (size === '1 day') return sessionDay;
  if (size === '1 week') return Math.floor((sessionDay + 3) / 7);
  const date = new Date(sessionDay * MS_PER_DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

interface FirstSession {
  readonly start: number;
  readonly day: number;
}

/** The first session of the first day, week or month that begins not before `from`. Starts at infinity when there is none before `to`. */
function firstSession(listing: Listing, { size, regularOnly, from, to }: BarRequest): FirstSession {
  const { sessions } = listing.instrument;
  const hours = (session: MarketSession | null) =>
    session === null ? null : regularOnly ? session.regular : session;
  const first = Math.max(listing.path.firstDay, dayOf(from) - GROUP_DAYS);
  let group = NaN;
  for (let day = first; day <= dayOf(to) + 1; day++) {
    const open = hours(sessions.sessionOfDay(day));
    if (open === null) continue;
    const key = groupKey(day, size);
    if (key === group) continue;
    group = key;
    if (open.start >= from) return { start: open.start, day };
  }
  return { start: Infinity, day: Infinity };
}
