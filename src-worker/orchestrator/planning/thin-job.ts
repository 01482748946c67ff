import { barColumns, COLUMN_NAMES, columnsByteLength, lowerBound } from '#shared/bars/columns.ts';
import type { EngineJob, EngineSymbol } from '../../trading-engine/job.ts';
import { tradedTimes } from '../studies/cut-job.ts';

/** Stretches are spread over the whole: how many symbols have bars, and how often they are traded, changes with the years. */
const STRETCHES_MAX = 16;
/** Where one stretch ends and the next begins prices jump: not too often. */
const STRETCH_STEPS_MIN = 500;

/**
 * Makes shorter jobs that are like the whole: stretches evenly spread over its time, with the bars of all symbols in them, one
 * after the other, and before them the last of the warm-up bars. The bars are copied.
 */
export class ThinnedJob {
  readonly barCount: number;
  readonly #job: EngineJob;
  #times: Float64Array | undefined;
  #last: { readonly share: number; readonly part: EngineJob } | undefined;

  constructor(job: EngineJob) {
    this.#job = job;
    this.barCount = barsOf(job);
  }

  /** Of about so many bars over all symbols: the job itself when it has no more. The same number twice is the same part. */
  ofBars(bars: number): EngineJob {
    return this.ofShare(bars / Math.max(1, this.barCount));
  }

  /** @param share of the traded time, above 0 */
  ofShare(share: number): EngineJob {
    if (share >= 1) return this.#job;
    if (this.#last?.share !== share) this.#last = { share, part: this.#thinned(share) };
    return this.#last.part;
  }

  #thinned(share: number): EngineJob {
    const times = (this.#times ??= tradedTimes(this.#job));
    const steps = Math.max(1, Math.round(share * times.length));
    const count = Math.max(1, Math.min(STRETCHES_MAX, Math.floor(steps / STRETCH_STEPS_MIN)));
    const firstOf = (i: number) => Math.floor((i * times.length) / count);
    const windows = Array.from({ length: count }, (_, i) => {
      const first = firstOf(i);
      const end = Math.min(firstOf(i + 1), first + Math.ceil(steps / count));
      return { from: times[first]!, to: times[end] ?? Infinity };
    });
    return { ...this.#job, symbols: this.#job.symbols.map((symbol) => thinSymbol(symbol, windows, share)) };
  }
}

export function barsOf({ symbols }: Pick<EngineJob, 'symbols'>): number {
  return symbols.reduce((sum, { barCount }) => sum + barCount, 0);
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function thinSymbol(symbol: EngineSymbol, windows: readonly Window[], share: number): EngineSymbol {
  const bars = barColumns(symbol.barCount, symbol.columns);
  const traded = symbol.firstTraded;
  const warmup: readonly [number, number] = [traded - Math.ceil(share * traded), traded];
  const ranges = [
    warmup,
    ...windows.map(({ from, to }): readonly [number, number] => [
      Math.max(traded, lowerBound(bars.time, from)),
      Math.max(traded, lowerBound(bars.time, to)),
    ]),
  ];
  const barCount = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const columns = new SharedArrayBuffer(columnsByteLength(barCount));
  const kept = barColumns(barCount, columns);
  const dividends: { bar: number; amount: number }[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    for (const name of COLUMN_NAMES) kept[name].set(bars[name].subarray(from, to), at);
    for (const { bar, amount } of symbol.dividends ?? [])
      if (bar >= from && bar < to) dividends.push({ bar: bar - from + at, amount });
    at += to - from;
  }
  return {
    ...symbol,
    ...(symbol.dividends !== undefined && { dividends }),
    columns,
    barCount,
    firstTraded: warmup[1] - warmup[0],
  };
}
