import type { z } from 'zod';
import { assert } from '#shared/kernel/assert.ts';
import { indicatorInto, type IndicatorDefinition } from '#shared/indicators/definition.ts';
import { rsi } from '#shared/indicators/rsi.ts';
import { sma } from '#shared/indicators/sma.ts';
import type { Indicator, IndicatorFactory } from '#shared/strategies/strategy.ts';
import { indicatorInputs, type InputSource } from './indicator-inputs.ts';
import type { KeptColumns } from './kept-columns.ts';
import { scratch } from './scratch-columns.ts';
import type { SymbolContext } from './symbol-context.ts';

const NOTHING_YET: Float64Array<ArrayBuffer> = Float64Array.of(NaN);

/**
 * The indicators of one run as whole columns over all bars, warm-up included, read through each symbol's own place in
 * time. The same indicator asked for twice is one column. Memory: 8 bytes per bar, indicator and output.
 */
export class IndicatorColumns implements IndicatorFactory {
  private readonly sources: readonly InputSource[];
  private readonly contexts: readonly SymbolContext[];
  private readonly groups = new Map<string, ColumnGroup>();
  private readonly kept: KeptColumns | null;
  private isComputed = false;

  /**
   * @param timeZones of each symbol, for indicators that begin anew each day
   * @param kept what earlier runs over the same bars have computed; null: nothing is shared
   */
  constructor(
    contexts: readonly SymbolContext[],
    timeZones: readonly string[],
    kept: KeptColumns | null = null,
  ) {
    this.contexts = contexts;
    this.kept = kept;
    this.sources = contexts.map(({ bars }, symbol) => ({ bars, timeZone: timeZones[symbol]! }));
  }

  sma(symbol: number, period: number): Indicator {
    return this.of(sma, symbol, { period }).sma;
  }

  rsi(symbol: number, period: number): Indicator {
    return this.of(rsi, symbol, { period }).rsi;
  }

  of<Parameters extends z.ZodObject, Output extends string>(
    definition: IndicatorDefinition<Parameters, Output>,
    symbol: number,
    parameters: Partial<z.input<Parameters>> = {},
    other?: number | readonly number[],
  ): Readonly<Record<Output, Indicator>> {
    const context = this.contextOf(symbol);
    if (definition.inputs.includes('other'))
      assert(
        typeof other === 'number' || (other !== undefined && other.length > 0),
        `${definition.title} compares two symbols: name the other one`,
      );
    const whole = definition.parameters.parse(parameters);
    const key = JSON.stringify([definition.id, symbol, other ?? null, whole]);
    let group = this.groups.get(key);
    if (group === undefined) {
      const title = [definition.title, ...Object.values(whole)].join(' ');
      // Its column would never be computed, and a NaN on every bar looks like a strategy that finds nothing to do.
      if (this.isComputed) {
        throw new Error(
          `${title} was asked for while the bars were running: ask for every indicator in create(), where the strategy is set up`,
        );
      }
      const others = other === undefined ? [] : typeof other === 'number' ? [other] : other;
      const otherSources = others.map((one) => this.sources[this.contextOf(one).symbol]!);
      group = new ColumnGroup(definition, whole, title, context, this.sources[symbol]!, otherSources);
      this.groups.set(key, group);
    }
    return group.readings;
  }

  /** Computes every column; returns false when the run was cancelled meanwhile. */
  compute(isCancelled: () => boolean): boolean {
    this.isComputed = true;
    for (const [key, group] of this.groups) {
      if (isCancelled()) return false;
      const kept = this.kept?.get(key);
      if (kept !== undefined) group.borrow(kept);
      else group.compute();
      if (kept === undefined && this.kept?.keep(key, group.filled()) === true) group.isShared = true;
    }
    return true;
  }

  /** Those that never had enough bars, in words: `SMA 200 of SPX`. */
  neverReady(nameOf: (symbol: number) => string): string[] {
    return [...this.groups.values()]
      .filter((group) => !group.isEverReady)
      .map(({ title, context }) => `${title} of ${nameOf(context.symbol)}`);
  }

  /** Gives the columns back: the run is over, and nobody reads a value after it. */
  release(): void {
    for (const group of this.groups.values()) group.release();
  }

  private contextOf(symbol: number): SymbolContext {
    const context = this.contexts[symbol];
    assert(context !== undefined, `symbol must be from 0 to ${this.contexts.length - 1}, was ${symbol}`);
    return context;
  }
}

/** One indicator of one symbol: a column per output. */
class ColumnGroup {
  readonly title: string;
  readonly context: SymbolContext;
  readonly readings: Readonly<Record<string, ColumnIndicator>>;
  private readonly definition: IndicatorDefinition;
  private readonly parameters: Record<string, unknown>;
  private readonly source: InputSource;
  private readonly others: readonly InputSource[];
  /** Its columns stay with the next runs over the same bars. */
  isShared = false;

  constructor(
    definition: IndicatorDefinition,
    parameters: Record<string, unknown>,
    title: string,
    context: SymbolContext,
    source: InputSource,
    others: readonly InputSource[],
  ) {
    this.definition = definition;
    this.parameters = parameters;
    this.title = title;
    this.context = context;
    this.source = source;
    this.others = others;
    this.readings = Object.fromEntries(
      definition.outputs.map((output) => [output, new ColumnIndicator(context)]),
    );
  }

  get isEverReady(): boolean {
    return this.columns().some((column) => column.isEverReady);
  }

  compute(): void {
    const { definition, parameters, source, others } = this;
    const { length } = source.bars;
    const { inputs, from } = indicatorInputs(definition.inputs, source, others);
    const outputs = this.columns().map((column) => column.make(length, from));
    indicatorInto(
      definition,
      parameters,
      outputs,
      inputs.map((column) => column.subarray(from)),
    );
  }

  borrow(filled: readonly Float64Array<ArrayBuffer>[]): void {
    this.isShared = true;
    for (const [output, column] of this.columns().entries()) column.borrow(filled[output]!);
  }

  filled(): readonly Float64Array<ArrayBuffer>[] {
    return this.columns().map((column) => column.filled);
  }

  release(): void {
    for (const column of this.columns()) column.release(this.isShared);
  }

  private columns(): readonly ColumnIndicator[] {
    return Object.values(this.readings);
  }
}

class ColumnIndicator implements Indicator {
  private readonly context: SymbolContext;
  /** The value of bar i stands at i + 1: before the first bar, at index -1, there is a NaN to read and no branch. */
  private column = NOTHING_YET;

  constructor(context: SymbolContext) {
    this.context = context;
  }

  get value(): number {
    return this.column[this.context.index + 1]!;
  }

  get isEverReady(): boolean {
    return !Number.isNaN(this.column[this.context.bars.length]!);
  }

  /** @param from first bar that has a value to compute. Returns the part to fill. */
  make(length: number, from: number): Float64Array {
    const column = scratch.take(length + 1);
    column.fill(NaN, 0, from + 1);
    this.column = column;
    return column.subarray(from + 1, length + 1);
  }

  get filled(): Float64Array<ArrayBuffer> {
    return this.column;
  }

  borrow(filled: Float64Array<ArrayBuffer>): void {
    this.column = filled;
  }

  release(isShared: boolean): void {
    if (this.column !== NOTHING_YET && !isShared) scratch.giveBack(this.column);
    this.column = NOTHING_YET;
  }
}
