import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { barTime } from './history-words.ts';

/** More than this in one answer is not what was asked for. */
const BARS_MAX = 20_000;

/** Bars of one answer, as they come: one message each, and one that says that it was the last. */
export class BarCollector {
  readonly #rows: number[][] = [];

  /** @param args of the message: id, date, open, high, low, close, volume, ... @returns whether the answer is complete */
  take(args: readonly unknown[]): boolean {
    const date = args[1] as string;
    if (date.startsWith('finished')) return true;
    const time = barTime(date);
    if (Number.isNaN(time)) throw new Error(`a bar is dated "${date}", which is no time`);
    const volume = (args[6] as number | undefined) ?? 0;
    const [open, high, low, close] = args.slice(2, 6) as number[];
    // Quotes have no volume: it comes as -1.
    if (this.#rows.length < BARS_MAX)
      this.#rows.push([time, open!, high!, low!, close!, Math.max(0, volume)]);
    return false;
  }

  /** Those that start before `to`, ascending; of two with one start the later. */
  before(to: number): BarColumns {
    const byTime = new Map(this.#rows.map((row) => [row[0]!, row]));
    const kept = [...byTime.values()]
      .filter((row) => row[0]! < to && row.every(Number.isFinite))
      .sort((a, b) => a[0]! - b[0]!);
    const bars = barColumns(kept.length);
    kept.forEach((row, at) => COLUMN_NAMES.forEach((name, column) => (bars[name][at] = row[column]!)));
    return bars;
  }
}
