import { barColumns, COLUMN_NAMES, lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import { addSpan, missingFrom, type Span } from '#shared/bars/spans.ts';
import type { BarBlock } from '#shared/model/broker-bars.ts';

/** Bars of one series that main has at hand, and the stretches of which it has all there are. */
export class BarShelf {
  #bars = barColumns(0);
  #covered: readonly Span[] = [];

  get length(): number {
    return this.#bars.length;
  }

  get covered(): readonly Span[] {
    return this.#covered;
  }

  /** Ascending bars take the place of those of their times. */
  put(bars: BarBlock | BarColumns): void {
    this.#bars = merged(this.#bars, bars);
  }

  cover(span: Span): void {
    this.#covered = addSpan(this.#covered, span);
  }

  missing(stretch: Span): Span[] {
    return missingFrom(this.#covered, stretch);
  }

  /** Copies of the bars that start in the stretch. */
  slice({ from, to }: Span): BarColumns {
    const start = lowerBound(this.#bars.time, from);
    const end = to === Infinity ? this.#bars.length : Math.max(start, lowerBound(this.#bars.time, to));
    const sliced = barColumns(end - start);
    for (const name of COLUMN_NAMES) sliced[name].set(this.#bars[name].subarray(start, end));
    return sliced;
  }

  /** Start of the newest bar; null: there is none. */
  get lastTime(): number | null {
    return this.#bars.time.at(-1) ?? null;
  }

  /** Keeps the newest bars, at most so many. */
  trim(countMax: number): void {
    if (this.#bars.length <= countMax) return;
    const from = this.#bars.time[this.#bars.length - countMax]!;
    this.#bars = this.slice({ from, to: Infinity });
    this.#covered = this.#covered.flatMap((span) =>
      span.to <= from ? [] : [{ from: Math.max(from, span.from), to: span.to }],
    );
  }
}

function merged(old: BarColumns, added: BarBlock | BarColumns): BarColumns {
  const count = added.time.length;
  if (count === 0) return old;
  const first = lowerBound(old.time, added.time[0]!);
  // Nearly always the new ones stand before or after all others.
  const end = lowerBound(old.time, added.time[count - 1]!);
  const after = old.time[end] === added.time[count - 1] ? end + 1 : end;
  const within = old.time.subarray(first, after);
  const taken = new Set(added.time);
  const kept = [...within.keys()].filter((index) => !taken.has(within[index]!)).map((index) => first + index);
  const out = barColumns(first + count + kept.length + (old.length - after));
  for (const name of COLUMN_NAMES) {
    out[name].set(old[name].subarray(0, first));
    const middle = out[name].subarray(first, first + count + kept.length);
    for (let at = 0, i = 0, k = 0; at < middle.length; at++) {
      const isAdded = i < count && (k >= kept.length || added.time[i]! < old.time[kept[k]!]!);
      middle[at] = isAdded ? added[name][i++]! : old[name][kept[k++]!]!;
    }
    out[name].set(old[name].subarray(after), first + count + kept.length);
  }
  return out;
}
