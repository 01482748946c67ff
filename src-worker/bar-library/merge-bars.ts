import { barColumns, COLUMN_NAMES, type BarColumns, type ColumnName } from '#shared/bars/columns.ts';
import type { ImportSpec } from '#shared/model/import.ts';

export interface Merged {
  readonly bars: BarColumns;
  readonly addedCount: number;
  /** Times that are on both sides: replaced by the file's bar, or kept as stored. */
  readonly sharedCount: number;
}

/** Stored and incoming bars as one ascending series; of two bars of one time `rule` says which stays. */
export function mergeBars(stored: BarColumns, incoming: BarColumns, rule: ImportSpec['existing']): Merged {
  const sharedCount = countShared(stored.time, incoming.time);
  const bars = barColumns(stored.length + incoming.length - sharedCount);
  let from = 0;
  let other = 0;
  for (let at = 0; at < bars.length; at++) {
    const storedTime = from < stored.length ? stored.time[from]! : Infinity;
    const incomingTime = other < incoming.length ? incoming.time[other]! : Infinity;
    const isStored = storedTime < incomingTime || (storedTime === incomingTime && rule !== 'replace');
    copyBar(bars, at, isStored ? stored : incoming, isStored ? from : other);
    if (storedTime <= incomingTime) from++;
    if (incomingTime <= storedTime) other++;
  }
  return { bars, addedCount: incoming.length - sharedCount, sharedCount };
}

/** A view of bars `from` up to, not including, `to`. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  const column = (name: ColumnName) => bars[name].subarray(from, to);
  return {
    length: to - from,
    time: column('time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

function countShared(a: Float64Array, b: Float64Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) count++;
    if (a[i]! <= b[j]!) i++;
    else j++;
  }
  return count;
}

function copyBar(target: BarColumns, at: number, source: BarColumns, from: number): void {
  for (const name of COLUMN_NAMES) target[name][at] = source[name][from]!;
}
