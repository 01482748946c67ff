import { COLUMN_NAMES, type ColumnName, lowerBound } from '#shared/bars/columns.ts';
import type { BarBlock } from '#shared/model/broker-bars.ts';

/** Bars of one chart: history is put before them and the bar that grows is put over them, without copying the rest. */
export class BarBuffer {
  #columns: Record<ColumnName, Float64Array> = emptyColumns(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Ascending in time; views that hold until the next `merge`. */
  column(name: ColumnName): Float64Array {
    return this.#columns[name].subarray(0, this.#length);
  }

  /** Takes these bars in, ascending; of two with one time the new one stays. @returns index of the first bar that differs */
  merge(block: BarBlock): number {
    const count = block.time.length;
    if (count === 0) return this.#length;
    const first = lowerBound(this.column('time'), block.time[0]!);
    const kept = this.#tail(first);
    this.#ensure(this.#length + count);
    let [to, old, fresh] = [first, 0, 0];
    while (old < kept.time.length || fresh < count) {
      const oldTime = kept.time[old] ?? Infinity;
      const freshTime = block.time[fresh] ?? Infinity;
      const isFresh = freshTime <= oldTime;
      if (freshTime === oldTime) old++;
      for (const name of COLUMN_NAMES)
        this.#columns[name][to] = isFresh ? block[name][fresh]! : kept[name][old]!;
      if (isFresh) fresh++;
      else old++;
      to++;
    }
    this.#length = to;
    return first;
  }

  clear(): void {
    this.#length = 0;
  }

  #tail(from: number): Record<ColumnName, Float64Array> {
    return mapColumns((name) => this.#columns[name].slice(from, this.#length));
  }

  #ensure(length: number): void {
    const capacity = this.#columns.time.length;
    if (length <= capacity) return;
    const larger = emptyColumns(Math.max(length, 2 * capacity));
    for (const name of COLUMN_NAMES) larger[name].set(this.column(name));
    this.#columns = larger;
  }
}

function emptyColumns(length: number): Record<ColumnName, Float64Array> {
  return mapColumns(() => new Float64Array(length));
}

function mapColumns(make: (name: ColumnName) => Float64Array): Record<ColumnName, Float64Array> {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, make(name)])) as Record<
    ColumnName,
    Float64Array
  >;
}
