import { coarserBars } from '#shared/bars/coarser-bars.ts';
import type { CalendarDays } from '#shared/bars/bar-periods.ts';
import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { ClosedBar } from '#shared/strategies/strategy.ts';
import type { InputSource } from './indicator-inputs.ts';
import type { KeptColumns } from './kept-columns.ts';
import { scratch } from './scratch-columns.ts';
import type { SymbolContext } from './symbol-context.ts';

const NONE: Float64Array<ArrayBuffer> = Float64Array.of(0);
const NO_ROW = barColumns(1);
for (const name of COLUMN_NAMES) NO_ROW[name][0] = NaN;

/**
 * The bars of one symbol in a coarser size, and what a strategy reads of them. They are made of all of the run's bars before
 * the run begins to trade; how many of them have closed stands beside each bar, so that reading is a look into two columns
 * and the loop knows nothing of them.
 */
export class CoarserSymbol implements InputSource, ClosedBar {
  readonly context: SymbolContext;
  readonly size: BarSize;
  /** Of its bars. */
  readonly timeZone: string;
  bars: BarColumns = barColumns(0);
  knownAt: Float64Array = new Float64Array(0);
  private readonly own: BarSize;
  private readonly days: CalendarDays;
  /** The bar of row i at i + 1, and nothing at 0. */
  private rows: BarColumns = NO_ROW;
  /** Entry i + 1 is of the run's bar i: before the first one, at index -1, none has closed. */
  private closedCounts: Float64Array<ArrayBuffer> = NONE;
  private isShared = false;

  /** @param own bar size of the run */
  constructor(context: SymbolContext, own: BarSize, size: BarSize, days: CalendarDays, timeZone: string) {
    this.context = context;
    this.own = own;
    this.size = size;
    this.days = days;
    this.timeZone = timeZone;
  }

  get count(): number {
    return this.closedCounts[this.context.index + 1]!;
  }
  get time(): number {
    return this.rows.time[this.count]!;
  }
  get open(): number {
    return this.rows.open[this.count]!;
  }
  get high(): number {
    return this.rows.high[this.count]!;
  }
  get low(): number {
    return this.rows.low[this.count]!;
  }
  get close(): number {
    return this.rows.close[this.count]!;
  }
  get volume(): number {
    return this.rows.volume[this.count]!;
  }

  /** Makes the bars, or takes those that an earlier run over the same bars has made. */
  compute(kept: KeptColumns | null): void {
    const key = JSON.stringify(['bars', this.context.symbol, this.size]);
    const known = kept?.get(key);
    if (known !== undefined) {
      this.isShared = true;
      this.show(known[0]!, known[1]!);
      return;
    }
    const { bars } = this.context;
    const counts = scratch.take(bars.length + 1);
    const made = coarserBars(bars, this.own, this.size, this.days, counts);
    const packed = pack(made.bars, made.closedAt);
    this.isShared = kept?.keep(key, [counts, packed]) ?? false;
    this.show(counts, packed);
  }

  /** The first of the run's bars on which so many have closed; -1 when there is none. */
  firstIndexWith(count: number): number {
    let low = 0;
    let high = this.context.bars.length + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.closedCounts[middle]! < count) low = middle + 1;
      else high = middle;
    }
    return low > this.context.bars.length ? -1 : low - 1;
  }

  release(): void {
    if (this.closedCounts !== NONE && !this.isShared) scratch.giveBack(this.closedCounts);
    this.closedCounts = NONE;
  }

  private show(counts: Float64Array<ArrayBuffer>, packed: Float64Array<ArrayBuffer>): void {
    const length = packed.length / PACKED;
    const column = (at: number) => packed.subarray(at * length, (at + 1) * length);
    const [time, open, high, low, close, volume, knownAt] = Array.from({ length: PACKED }, (_, at) => column(at)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
    this.rows = { length, time, open, high, low, close, volume };
    const whole = (one: Float64Array) => one.subarray(1);
    this.bars = {
      length: length - 1,
      ...{ time: whole(time), open: whole(open), high: whole(high) },
      ...{ low: whole(low), close: whole(close), volume: whole(volume) },
    };
    this.knownAt = whole(knownAt);
    this.closedCounts = counts;
  }
}

const PACKED = COLUMN_NAMES.length + 1;

/** All columns in one piece, each with a place for no bar before the first: a thread keeps it between runs as it is. */
function pack(bars: BarColumns, closedAt: Float64Array): Float64Array<ArrayBuffer> {
  const length = bars.length + 1;
  const packed = new Float64Array(PACKED * length);
  const columns = [...COLUMN_NAMES.map((name) => bars[name]), closedAt];
  for (const [at, column] of columns.entries()) {
    packed[at * length] = NaN;
    packed.set(column, at * length + 1);
  }
  return packed;
}
