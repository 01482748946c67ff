import { assert } from '../kernel/assert.ts';

/** The columns of a bar, in the order they are stored and shared. `time` is the bar's start in Unix milliseconds. */
export const COLUMN_NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** Bars as parallel float64 columns of one length, ascending and unique in `time`. Prices are per unit of the contract. */
export interface BarColumns extends Readonly<Record<ColumnName, Float64Array>> {
  readonly length: number;
}

/** One allocation for all columns: `length` bars laid out column after column, over the given buffer or a new one. */
export function barColumns(
  length: number,
  buffer: ArrayBufferLike = new ArrayBuffer(columnsByteLength(length)),
): BarColumns {
  assert(buffer.byteLength === columnsByteLength(length), 'buffer and bar count differ');
  const column = (index: number) => new Float64Array(buffer, index * length * 8, length);
  return {
    length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

export function columnsByteLength(length: number): number {
  return COLUMN_NAMES.length * length * 8;
}

/** Index of the first bar whose time is not before `time`; `length` when there is none. */
export function lowerBound(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
