import {
  barColumns,
  COLUMN_NAMES,
  columnsByteLength,
  lowerBound,
  type BarColumns,
} from '#shared/bars/columns.ts';
import type { EngineJob, EngineSymbol } from '../../trading-engine/job.ts';
import { mergedTimeline } from '../../trading-engine/merged-timeline.ts';

/** Every moment at which a bar that the job trades on starts, ascending. */
export function tradedTimes({ symbols }: EngineJob): Float64Array {
  return mergedTimeline(symbols.map((symbol) => barsOf(symbol).time.subarray(symbol.firstTraded)));
}

export interface Cut {
  /** Unix ms: no bar that starts at or after it is left. Absent: all are. */
  readonly end?: number;
  /** Unix ms: trades from the first bar that does not start before it. Absent: from where the job does. */
  readonly tradeFrom?: number;
  /** Bars to keep before the first traded one, of each symbol. Absent: all. */
  readonly warmupBars?: number;
}

/**
 * The same job on fewer bars, in memory of its own: what is cut off cannot be seen. Symbols stay in the job, with no bar if
 * none is left; null when no symbol has a bar to trade on.
 */
export function cutJob(job: EngineJob, cut: Cut): EngineJob | null {
  const symbols = job.symbols.map((symbol) => cutSymbol(symbol, cut));
  return symbols.some(({ firstTraded, barCount }) => firstTraded < barCount) ? { ...job, symbols } : null;
}

function cutSymbol(symbol: EngineSymbol, { end, tradeFrom, warmupBars = Infinity }: Cut): EngineSymbol {
  const bars = barsOf(symbol);
  const last = end === undefined ? bars.length : lowerBound(bars.time, end);
  const traded = tradeFrom === undefined ? symbol.firstTraded : lowerBound(bars.time, tradeFrom);
  const firstTraded = Math.min(traded, last);
  const first = Math.max(0, firstTraded - warmupBars);
  const columns = new SharedArrayBuffer(columnsByteLength(last - first));
  const kept = barColumns(last - first, columns);
  for (const name of COLUMN_NAMES) kept[name].set(bars[name].subarray(first, last));
  const dividends = symbol.dividends
    ?.filter(({ bar }) => bar >= first && bar < last)
    .map(({ bar, amount }) => ({ bar: bar - first, amount }));
  return {
    ...symbol,
    ...(dividends !== undefined && { dividends }),
    columns,
    barCount: last - first,
    firstTraded: firstTraded - first,
  };
}

function barsOf({ barCount, columns }: EngineSymbol): BarColumns {
  return barColumns(barCount, columns);
}
