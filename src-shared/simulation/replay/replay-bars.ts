import { barColumns } from '../../bars/columns.ts';
import { assert } from '../../kernel/assert.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '../../model/bar-size.ts';
import type { Interval, Session } from '../../model/sessions/session-calendar.ts';
import { MAX_BARS_PER_REQUEST, type BarPrices, type BarRequest, type MarketBars } from '../market/bars.ts';
import { cleanSize, type PartPrices } from './bar-path.ts';
import type { ReplaySeries } from './replay-series.ts';

/** Sessions of different dates never share a bar; times in units of a bar stay below this. */
const KEYS_PER_SESSION = 2 ** 32;
const GROUP_DAYS_MAX = 32;

export function noBars(): MarketBars {
  return { ...barColumns(0), count: new Float64Array(0), average: new Float64Array(0) };
}

/**
 * Bars of any size: of the stored size those that are stored; of a coarser one each stored bar as a whole in the bar that
 * it begins in; of a finer one cut from the path within them. What is not finished at `to` holds what has happened so far.
 */
export function replayBars(series: ReplaySeries, request: BarRequest): MarketBars {
  const { timeline, path, hasTrades } = series;
  const { bars, firstOfBar, start, end, isRegular } = timeline;
  const to = Math.floor(request.to / MS_PER_SECOND) * MS_PER_SECOND;
  const table = new BarTable(series, request);
  const isFiner = barSizeMs(request.size) < barSizeMs(timeline.size);
  const stretchAtFrom = Math.max(0, timeline.stretchAt(request.from));
  for (let bar = timeline.bar[stretchAtFrom]!; bar < bars.length; bar++) {
    const first = firstOfBar[bar]!;
    if (start[first]! >= to) break;
    if (request.regularOnly && isRegular[first] === 0) continue;
    const key = isFiner ? NaN : table.keyOf(first, start[first]!);
    const stretchOf = (time: number) => {
      let stretch = first;
      while (stretch + 1 < firstOfBar[bar + 1]! && start[stretch + 1]! <= time) stretch++;
      return stretch;
    };
    if (!isFiner && end[firstOfBar[bar + 1]! - 1]! <= to) {
      const [open, high, low, close] = [bars.open[bar]!, bars.high[bar]!, bars.low[bar]!, bars.close[bar]!];
      const volume = bars.volume[bar]!;
      const pointCount = hasTrades && volume > 0 ? path.pointCount(bar) : 0;
      const ms = timeline.openMs(bar);
      table.add(key, first, start[first]!, ms, { open, high, low, close, volume, pointCount });
      continue;
    }
    path.walk(bar, {
      part(from, last, part) {
        if (from >= to || last < request.from) return true;
        const stretch = stretchOf(from);
        const own = isFiner ? table.keyOf(stretch, from) : key;
        const isWhole = last < to && (!isFiner || table.keyOf(stretchOf(last), last) === own);
        if (isWhole)
          table.add(own, isFiner ? stretch : first, isFiner ? from : start[first]!, last + 1 - from, part);
        return isWhole;
      },
      point({ time, price, size }) {
        if (time >= to) return;
        const stretch = isFiner ? stretchOf(time) : first;
        const own = isFiner ? table.keyOf(stretch, time) : key;
        const part = { open: price, high: price, low: price, close: price, volume: size, pointCount: 1 };
        table.add(own, stretch, isFiner ? time : start[first]!, 1, part);
      },
    });
  }
  return table.toBars();
}

interface Row {
  readonly time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  count: number;
  /** Milliseconds that the means of a BID_ASK bar are over. */
  weight: number;
}

class BarTable {
  readonly #series: ReplaySeries;
  readonly #request: BarRequest;
  readonly #sizeMs: number;
  readonly #isDated: boolean;
  readonly #isStored: boolean;
  readonly #rows: Row[] = [];
  #lastKey = NaN;
  /** null: the bar begins before what was asked for. */
  #row: Row | null = null;

  constructor(series: ReplaySeries, request: BarRequest) {
    this.#series = series;
    this.#request = request;
    this.#sizeMs = barSizeMs(request.size);
    this.#isDated = isDatedBySession(request.size);
    this.#isStored = request.size === series.timeline.size;
  }

  /** Which bar an instant of a stretch belongs to. */
  keyOf(stretch: number, time: number): number {
    const { timeline } = this.#series;
    if (this.#isStored) return timeline.bar[stretch]!;
    const session = timeline.session[stretch]!;
    if (this.#isDated) return groupKey(timeline.sessions[session]!.day, this.#request.size);
    return session * KEYS_PER_SESSION + Math.floor(time / this.#sizeMs);
  }

  add(key: number, stretch: number, time: number, ms: number, part: PartPrices): void {
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#row = this.#newRow(stretch, time);
    }
    if (this.#row !== null) this.#addTo(this.#row, ms, part);
  }

  #newRow(stretch: number, at: number): Row | null {
    const place = this.#placeOf(stretch, at);
    if (place.begins < this.#request.from) return null;
    const count = this.#rows.length;
    assert(
      count < MAX_BARS_PER_REQUEST,
      `a request holds at most ${MAX_BARS_PER_REQUEST} bars: ask in parts`,
    );
    const row = {
      time: place.time,
      open: NaN,
      high: -Infinity,
      low: Infinity,
      close: NaN,
      volume: 0,
      count: 0,
      weight: 0,
    };
    this.#rows.push(row);
    return row;
  }

  #placeOf(stretch: number, at: number): { readonly time: number; readonly begins: number } {
    const { timeline } = this.#series;
    if (this.#isStored)
      return { time: timeline.bars.time[timeline.bar[stretch]!]!, begins: timeline.start[stretch]! };
    const index = timeline.session[stretch]!;
    if (!this.#isDated) {
      const grid = Math.floor(at / this.#sizeMs) * this.#sizeMs;
      const begins = Math.max(grid, this.#hours(timeline.sessions[index]!)!.start);
      return { time: begins, begins };
    }
    let first = timeline.sessions[index]!;
    const key = groupKey(first.day, this.#request.size);
    for (let i = index - 1; i >= Math.max(0, index - GROUP_DAYS_MAX); i--) {
      const session = timeline.sessions[i]!;
      if (groupKey(session.day, this.#request.size) !== key) break;
      if (this.#hours(session) !== null) first = session;
    }
    return { time: first.day * MS_PER_DAY, begins: this.#hours(first)!.start };
  }

  #hours(session: Session): Interval | null {
    return this.#request.regularOnly ? session.regular : session;
  }

  #addTo(row: Row, ms: number, { open, high, low, close, volume, pointCount }: PartPrices): void {
    const { what } = this.#request;
    const { hasTrades } = this.#series;
    if (what === 'BID_ASK') {
      const mean = (side: BarPrices) =>
        [open, high, low, close].reduce((sum, price) => sum + this.#price(price, side), 0) / 4;
      const share = ms / (row.weight + ms);
      row.open = row.weight === 0 ? mean('BID') : row.open + (mean('BID') - row.open) * share;
      row.close = row.weight === 0 ? mean('ASK') : row.close + (mean('ASK') - row.close) * share;
      row.weight += ms;
    } else {
      if (Number.isNaN(row.open)) row.open = this.#price(open, what);
      row.close = this.#price(close, what);
    }
    row.high = Math.max(row.high, this.#price(high, what === 'BID_ASK' ? 'ASK' : what));
    row.low = Math.min(row.low, this.#price(low, what === 'BID_ASK' ? 'BID' : what));
    if (what !== 'TRADES') return;
    row.volume = cleanSize(row.volume + volume);
    if (hasTrades && volume > 0) row.count += pointCount;
  }

  /** Bars of what has no trades were quotes when they were stored: their middle is the stored price itself. */
  #price(price: number, what: BarPrices): number {
    const { quotes, hasTrades } = this.#series;
    switch (what) {
      case 'BID':
        return quotes.bid(price);
      case 'ASK':
        return quotes.ask(price);
      case 'MIDPOINT':
        return hasTrades ? (quotes.bid(price) + quotes.ask(price)) / 2 : price;
      default:
        return price;
    }
  }

  toBars(): MarketBars {
    const rows = this.#rows;
    const bars = barColumns(rows.length);
    const count = new Float64Array(rows.length);
    const average = new Float64Array(rows.length);
    for (const [i, row] of rows.entries()) {
      bars.time[i] = row.time;
      bars.open[i] = row.open;
      bars.high[i] = row.high;
      bars.low[i] = row.low;
      bars.close[i] = row.close;
      bars.volume[i] = row.volume;
      count[i] = row.count;
      average[i] = Math.round(((row.open + row.high + row.low + row.close) / 4) * 1e6) / 1e6;
    }
    return { ...bars, count, average };
  }
}

/** Weeks begin on Mondays. */
function groupKey(sessionDay: number, size: BarSize): number {
  if (size === '1 day') return sessionDay;
  if (size === '1 week') return Math.floor((sessionDay + 3) / 7);
  const date = new Date(sessionDay * MS_PER_DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
