import { assert } from '../../kernel/assert.ts';

/** A UTC day has at most this many pieces: seconds. */
const MAX_PIECES = 86_400;

/**
 * Stretches of one UTC day, ascending and never overlapping, in columns: what is asked for (seconds of the day), and what
 * the readers answer. One instance is filled again and again. Prices are whatever the reader deals in: log prices at first.
 */
export class Pieces {
  count = 0;
  from = new Int32Array(64);
  to = new Int32Array(64);
  /** The caller's own number for a piece: the bar it belongs to. */
  tag = new Int32Array(64);
  open = new Float64Array(64);
  high = new Float64Array(64);
  low = new Float64Array(64);
  close = new Float64Array(64);
  /** Lots traded, and the number of trades. */
  volume = new Float64Array(64);
  trades = new Float64Array(64);

  clear(): void {
    this.count = 0;
  }

  add(from: number, to: number, tag: number): void {
    assert(from < to && (this.count === 0 || from >= this.to[this.count - 1]!), 'pieces are not in order');
    if (this.count === this.from.length) this.#grow();
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.tag[this.count] = tag;
    this.count++;
  }

  clearPrices(): void {
    this.open.fill(NaN, 0, this.count);
    this.high.fill(-Infinity, 0, this.count);
    this.low.fill(Infinity, 0, this.count);
    this.close.fill(NaN, 0, this.count);
  }

  clearVolumes(): void {
    this.volume.fill(0, 0, this.count);
    this.trades.fill(0, 0, this.count);
  }

  /** The next part of a piece, in order of time. */
  addPrices(piece: number, open: number, high: number, low: number, close: number): void {
    if (Number.isNaN(this.open[piece]!)) this.open[piece] = open;
    if (high > this.high[piece]!) this.high[piece] = high;
    if (low < this.low[piece]!) this.low[piece] = low;
    this.close[piece] = close;
  }

  #grow(): void {
    const size = this.from.length * 2;
    assert(size <= MAX_PIECES * 2, 'a day has more pieces than seconds');
    const integers = (old: Int32Array) => {
      const larger = new Int32Array(size);
      larger.set(old);
      return larger;
    };
    this.from = integers(this.from);
    this.to = integers(this.to);
    this.tag = integers(this.tag);
    // Answers are written after the questions are complete, so they need not be kept.
    this.open = new Float64Array(size);
    this.high = new Float64Array(size);
    this.low = new Float64Array(size);
    this.close = new Float64Array(size);
    this.volume = new Float64Array(size);
    this.trades = new Float64Array(size);
  }
}
