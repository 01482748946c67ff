import { assert } from '#shared/kernel/assert.ts';
import { rsiInto } from '#shared/indicators/rsi.ts';
import { smaInto } from '#shared/indicators/sma.ts';
import type { Indicator, IndicatorFactory } from '#shared/strategies/strategy.ts';
import { ScratchColumns } from './scratch-columns.ts';
import type { SymbolContext } from './symbol-context.ts';

type ColumnKernel = (out: Float64Array, close: Float64Array, period: number) => void;

const KERNELS = { sma: smaInto, rsi: rsiInto } as const satisfies Record<string, ColumnKernel>;
const NOTHING_YET = Float64Array.of(NaN);
/** One engine runs at a time in a thread, so its runs share what they need in turn. */
const scratch = new ScratchColumns();

/**
 * The indicators of one run as whole columns over all bars, warm-up included, read through each symbol's own place in
 * time. The same indicator asked for twice is one column. Memory: 8 bytes per bar and indicator.
 */
export class IndicatorColumns implements IndicatorFactory {
  private readonly contexts: readonly SymbolContext[];
  private readonly indicators = new Map<string, ColumnIndicator>();
  private isComputed = false;

  constructor(contexts: readonly SymbolContext[]) {
    this.contexts = contexts;
  }

  sma(symbol: number, period: number): Indicator {
    return this.indicator('sma', symbol, period);
  }

  rsi(symbol: number, period: number): Indicator {
    return this.indicator('rsi', symbol, period);
  }

  /** Computes every column; returns false when the run was cancelled meanwhile. */
  compute(isCancelled: () => boolean): boolean {
    this.isComputed = true;
    for (const indicator of this.indicators.values()) {
      if (isCancelled()) return false;
      indicator.compute();
    }
    return true;
  }

  /** Those that never had enough bars, in words: `SMA 200 of SPX`. */
  neverReady(nameOf: (symbol: number) => string): string[] {
    return [...this.indicators.values()]
      .filter((indicator) => !indicator.isEverReady)
      .map(({ kind, period, context }) => `${kind.toUpperCase()} ${period} of ${nameOf(context.symbol)}`);
  }

  /** Gives the columns back: the run is over, and nobody reads a value after it. */
  release(): void {
    for (const indicator of this.indicators.values()) indicator.release();
  }

  private indicator(kind: keyof typeof KERNELS, symbol: number, period: number): Indicator {
    const context = this.contexts[symbol];
    assert(context !== undefined, `symbol must be from 0 to ${this.contexts.length - 1}, was ${symbol}`);
    const key = `${kind} ${symbol} ${period}`;
    const known = this.indicators.get(key);
    if (known !== undefined) return known;
    // Its column would never be computed, and a NaN on every bar looks like a strategy that finds nothing to do.
    if (this.isComputed) {
      throw new Error(
        `${kind.toUpperCase()} ${period} was asked for while the bars were running: ask for every indicator in create(), where the strategy is set up`,
      );
    }
    const made = new ColumnIndicator(kind, period, context);
    this.indicators.set(key, made);
    return made;
  }
}

class ColumnIndicator implements Indicator {
  readonly kind: keyof typeof KERNELS;
  readonly period: number;
  readonly context: SymbolContext;
  /** The value of bar i stands at i + 1: before the first bar, at index -1, there is a NaN to read and no branch. */
  private column: Float64Array = NOTHING_YET;

  constructor(kind: keyof typeof KERNELS, period: number, context: SymbolContext) {
    this.kind = kind;
    this.period = period;
    this.context = context;
  }

  get value(): number {
    return this.column[this.context.index + 1]!;
  }

  get isEverReady(): boolean {
    return !Number.isNaN(this.column[this.context.bars.length]!);
  }

  compute(): void {
    const { close, length } = this.context.bars;
    const column = scratch.take(length + 1);
    column[0] = NaN;
    KERNELS[this.kind](column.subarray(1, length + 1), close, this.period);
    this.column = column;
  }

  release(): void {
    if (this.column !== NOTHING_YET) scratch.giveBack(this.column);
    this.column = NOTHING_YET;
  }
}
