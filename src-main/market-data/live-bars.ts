import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { barSizeMs, isDatedBySession } from '#shared/model/bar-size.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { Quote } from '#shared/model/quote.ts';

/** So many bars are told at once: the one that grows and those before it, so that one that has closed is never missed. */
const TOLD_MAX = 3;

/**
 * Bars of one series built from ticks, continuing its history: for the eye, until the broker's own take their place. Snapshots
 * four times a second miss some extremes.
 */
export class LiveBars {
  readonly stream: BarStream;
  readonly #sizeMs: number;
  /** Rows of COLUMN_NAMES, the last one grows. */
  #rows: number[][] = [];
  /** Volume of the day at the last tick: what it grows by belongs to the bar. NaN: not known. */
  #dayVolume = NaN;

  constructor(stream: BarStream) {
    this.stream = stream;
    this.#sizeMs = barSizeMs(stream.barSize);
  }

  /** The newest bars as the broker has them: ticks go on from there. */
  continueFrom(bars: BarColumns): void {
    const first = Math.max(0, bars.length - TOLD_MAX);
    const newer = this.#rows.filter((row) => row[0]! > (bars.time.at(-1) ?? -Infinity));
    this.#rows = Array.from({ length: bars.length - first }, (_, index) =>
      COLUMN_NAMES.map((name) => bars[name][first + index]!),
    );
    this.#rows.push(...newer);
    this.#rows.splice(0, this.#rows.length - TOLD_MAX);
  }

  /** Ticks were missed: what was traded meanwhile belongs to the bars of the broker, not to the one that grows. */
  missedTicks(): void {
    this.#dayVolume = NaN;
  }

  /** @param now Unix ms @returns whether anything has changed */
  tick(quote: Quote, now: number): boolean {
    const price = priceOf(quote, this.stream);
    if (Number.isNaN(price)) return false;
    const time = this.#barTime(quote, now);
    const last = this.#rows.at(-1);
    const volume = this.#traded(quote);
    if (last === undefined || time > last[0]!) {
      // A daily bar begins with its session, which ticks do not tell: the broker is asked for it.
      if (isDatedBySession(this.stream.barSize)) return false;
      this.#rows.push([time, price, price, price, price, volume]);
      if (this.#rows.length > TOLD_MAX) this.#rows.shift();
      return true;
    }
    const [, , high, low, close] = last as [number, number, number, number, number, number];
    if (price === close && volume === 0) return false;
    last[2] = Math.max(high, price);
    last[3] = Math.min(low, price);
    last[4] = price;
    last[5]! += volume;
    return true;
  }

  /** null before anything is known. */
  get bars(): BarColumns | null {
    if (this.#rows.length === 0) return null;
    const bars = barColumns(this.#rows.length);
    this.#rows.forEach((row, at) => COLUMN_NAMES.forEach((name, column) => (bars[name][at] = row[column]!)));
    return bars;
  }

  /** Trades bear the exchange's own time; it also goes faster than ours where the practice market does. */
  #barTime(quote: Quote, now: number): number {
    if (isDatedBySession(this.stream.barSize)) return this.#rows.at(-1)?.[0] ?? Infinity;
    const at = this.stream.kind === 'trades' && quote.lastTradeAt > 0 ? quote.lastTradeAt : now;
    const last = this.#rows.at(-1)?.[0];
    // A tick late by a moment belongs to the bar that is open: closed bars stay as they are.
    return Math.max(Math.floor(at / this.#sizeMs) * this.#sizeMs, last ?? -Infinity);
  }

  #traded({ volume }: Quote): number {
    if (this.stream.kind !== 'trades') return 0;
    const before = this.#dayVolume;
    this.#dayVolume = volume;
    // Less than before: another day has begun.
    return volume > before ? volume - before : 0;
  }
}

function priceOf(quote: Quote, { kind }: BarStream): number {
  switch (kind) {
    case 'trades':
      return quote.last;
    case 'midpoint':
      return (quote.bid + quote.ask) / 2;
    case 'bid':
      return quote.bid;
    case 'ask':
      return quote.ask;
  }
}
