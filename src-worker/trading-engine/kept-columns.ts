import { scratch } from './scratch-columns.ts';

/** What a thread keeps at most: thirty indicators of a million bars. */
export const KEPT_COLUMNS_BYTES_MAX = 256_000_000;

/**
 * Indicator columns of one set of bars, kept between the trials of a sweep: a hundred pairs of twenty averages compute
 * twenty averages. When full, the one that was used longest ago makes room.
 *
 * A column is named by definition, symbol and parameters (see indicator-columns.ts), so it belongs to one set of bars only:
 * `startFor` another one forgets everything, between runs, when nobody reads a column any more.
 */
export class KeptColumns {
  private readonly bytesMax: number;
  /** Oldest use first, as a Map keeps its order. */
  private readonly columns = new Map<string, readonly Float64Array<ArrayBuffer>[]>();
  private bars: string | undefined;
  private bytes = 0;

  constructor(bytesMax = KEPT_COLUMNS_BYTES_MAX) {
    this.bytesMax = bytesMax;
  }

  /** @param bars a name for the bars of the runs that follow: the same name, the same bars */
  startFor(bars: string): this {
    if (this.bars !== bars) {
      for (const columns of this.columns.values()) columns.forEach((column) => scratch.giveBack(column));
      this.columns.clear();
      this.bytes = 0;
    }
    this.bars = bars;
    return this;
  }

  get(key: string): readonly Float64Array<ArrayBuffer>[] | undefined {
    const columns = this.columns.get(key);
    if (columns === undefined) return undefined;
    this.columns.delete(key);
    this.columns.set(key, columns);
    return columns;
  }

  /** Returns true when they are kept: then nobody may write into them any more. */
  keep(key: string, columns: readonly Float64Array<ArrayBuffer>[]): boolean {
    const bytes = byteLengthOf(columns);
    if (bytes > this.bytesMax) return false;
    for (const [oldest, old] of this.columns) {
      if (this.bytes + bytes <= this.bytesMax) break;
      this.columns.delete(oldest);
      this.bytes -= byteLengthOf(old);
    }
    this.columns.set(key, columns);
    this.bytes += bytes;
    return true;
  }
}

function byteLengthOf(columns: readonly Float64Array<ArrayBuffer>[]): number {
  return columns.reduce((sum, column) => sum + column.byteLength, 0);
}
