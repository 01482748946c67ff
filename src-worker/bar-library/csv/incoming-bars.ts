import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { assert } from '#shared/kernel/assert.ts';

const BLOCK_BARS = 65_536;

/**
 * Bars as they are read from a file: they grow block by block without ever being moved, 48 bytes each. Added in the
 * file's order, read in ascending order.
 */
export class IncomingBars {
  readonly isNewestFirst: boolean;
  readonly #blocks: Float64Array[] = [];
  #count = 0;

  constructor(isNewestFirst: boolean) {
    this.isNewestFirst = isNewestFirst;
  }

  get length(): number {
    return this.#count;
  }

  add(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    const at = this.#count % BLOCK_BARS;
    if (at === 0) this.#blocks.push(new Float64Array(BLOCK_BARS * COLUMN_NAMES.length));
    const block = this.#blocks[this.#blocks.length - 1]!;
    block[at] = time;
    block[BLOCK_BARS + at] = open;
    block[2 * BLOCK_BARS + at] = high;
    block[3 * BLOCK_BARS + at] = low;
    block[4 * BLOCK_BARS + at] = close;
    block[5 * BLOCK_BARS + at] = volume;
    this.#count++;
  }

  /** @param index 0 is the oldest bar. */
  timeAt(index: number): number {
    return this.#valueAt(index, 0);
  }

  /** Index of the first bar that is not before `time`. */
  lowerBound(time: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(time: number): boolean {
    const index = this.lowerBound(time);
    return index < this.#count && this.timeAt(index) === time;
  }

  /** Bars `from` up to, not including, `to`, oldest first. */
  copy(from: number, to: number): BarColumns {
    assert(from >= 0 && from <= to && to <= this.#count, 'bars to copy lie outside');
    const target = barColumns(to - from);
    let first = this.isNewestFirst ? this.#count - from - target.length : from;
    for (let at = 0; at < target.length;) {
      const inBlock = first % BLOCK_BARS;
      const count = Math.min(BLOCK_BARS - inBlock, target.length - at);
      const block = this.#blocks[Math.floor(first / BLOCK_BARS)]!;
      COLUMN_NAMES.forEach((name, column) => {
        const start = column * BLOCK_BARS + inBlock;
        target[name].set(block.subarray(start, start + count), at);
      });
      first += count;
      at += count;
    }
    if (this.isNewestFirst) for (const name of COLUMN_NAMES) target[name].reverse();
    return target;
  }

  #valueAt(index: number, column: number): number {
    const stored = this.isNewestFirst ? this.#count - 1 - index : index;
    return this.#blocks[Math.floor(stored / BLOCK_BARS)]![column * BLOCK_BARS + (stored % BLOCK_BARS)]!;
  }
}
