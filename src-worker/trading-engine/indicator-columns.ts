import type { z } from 'zod';
import { assert } from '#shared/kernel/assert.ts';
import { indicatorInto, type IndicatorDefinition } from '#shared/indicators/definition.ts';
import { rsi } from '#shared/indicators/rsi.ts';
import { sma } from '#shared/indicators/sma.ts';
import { calendarDays, type CalendarDays, type DayRule } from '#shared/bars/bar-periods.ts';
import { coarserMisfit } from '#shared/bars/coarser-bars.ts';
import { isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';
import type { CoarserBars, Indicator, IndicatorFactory } from '#shared/strategies/strategy.ts';
import { CoarserSymbol } from './coarser-symbol.ts';
import { indicatorInputs, type InputSource } from './indicator-inputs.ts';
import type { KeptColumns } from './kept-columns.ts';
import { scratch } from './scratch-columns.ts';
import type { SymbolContext } from './symbol-context.ts';

const NOTHING_YET: Float64Array<ArrayBuffer> = Float64Array.of(NaN);

/** How the bars of a run lie in time, beyond their columns. */
export interface BarRule {
  readonly barSize: BarSize;
  /** Of each symbol: whose midnight ends its days. */
  readonly timeZones: readonly string[];
  /** Days are sessions of an exchange instead, for coarser bars. */
  readonly session?: DayRule['session'];
}

/** An indicator whose first value came when the run traded already. */
export interface LateIndicator {
  readonly title: string;
  readonly symbol: number;
  /** The symbol's bar on which it had its first value. */
  readonly index: number;
}

/**
 * The indicators of one run as whole columns over all bars, warm-up included, read through each symbol's own place in
 * time. The same indicator asked for twice is one column. Memory: 8 bytes per bar, indicator and output; those over coarser
 * bars are as much shorter, and share 8 bytes per bar, symbol and size.
 */
export class IndicatorColumns implements IndicatorFactory {
  private readonly contexts: readonly SymbolContext[];
  private readonly rule: BarRule;
  private readonly sources: readonly InputSource[];
  private readonly coarserSymbols = new Map<string, CoarserSymbol>();
  /** By time zone. */
  private readonly days = new Map<string, CalendarDays>();
  private readonly groups = new Map<string, ColumnGroup>();
  private readonly kept: KeptColumns | null;
  private isComputed = false;

  /** @param kept what earlier runs over the same bars have computed; null: nothing is shared */
  constructor(contexts: readonly SymbolContext[], rule: BarRule, kept: KeptColumns | null = null) {
    this.contexts = contexts;
    this.rule = rule;
    this.kept = kept;
    this.sources = contexts.map(({ bars }, symbol) => {
      return { bars, timeZone: rule.timeZones[symbol]!, knownAt: bars.time };
    });
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
    return this.readingsOf(null, definition, symbol, parameters, other);
  }

  /** The same over bars of another size. Throws when they cannot be made of the run's. */
  coarser(size: BarSize): CoarserBars {
    const misfit = coarserMisfit(this.rule.barSize, size);
    if (misfit !== null) throw new Error(misfit);
    const of: IndicatorFactory['of'] = (definition, symbol, parameters = {}, other) =>
      this.readingsOf(size, definition, symbol, parameters, other);
    return {
      indicators: {
        of,
        sma: (symbol, period) => of(sma, symbol, { period }).sma,
        rsi: (symbol, period) => of(rsi, symbol, { period }).rsi,
      },
      of: (symbol) => this.coarserOf(symbol, size),
    };
  }

  /** @param size null: the run's own bars */
  private readingsOf<Parameters extends z.ZodObject, Output extends string>(
    size: BarSize | null,
    definition: IndicatorDefinition<Parameters, Output>,
    symbol: number,
    parameters: Partial<z.input<Parameters>>,
    other?: number | readonly number[],
  ): Readonly<Record<Output, Indicator>> {
    const context = this.contextOf(symbol);
    if (definition.inputs.includes('other'))
      assert(
        typeof other === 'number' || (other !== undefined && other.length > 0),
        `${definition.title} compares two symbols: name the other one`,
      );
    const whole = definition.parameters.parse(parameters);
    const key = JSON.stringify([
      definition.id,
      symbol,
      other ?? null,
      whole,
      ...(size === null ? [] : [size]),
    ]);
    let group = this.groups.get(key);
    if (group === undefined) {
      const title = [definition.title, ...Object.values(whole), ...(size === null ? [] : [`(${size})`])].join(
        ' ',
      );
      this.assertSetUp(title);
      const others = other === undefined ? [] : typeof other === 'number' ? [other] : other;
      const sourceOf = (one: number) =>
        size === null ? this.sources[this.contextOf(one).symbol]! : this.coarserOf(one, size);
      const reading =
        size === null
          ? () => new ColumnIndicator(context)
          : () => new CoarserIndicator(context, this.coarserOf(symbol, size));
      group = new ColumnGroup(
        definition,
        whole,
        title,
        context,
        sourceOf(symbol),
        others.map(sourceOf),
        reading,
      );
      this.groups.set(key, group);
    }
    return group.readings;
  }

  /** Computes every column; returns false when the run was cancelled meanwhile. */
  compute(isCancelled: () => boolean): boolean {
    this.isComputed = true;
    for (const symbol of this.coarserSymbols.values()) {
      if (isCancelled()) return false;
      symbol.compute(this.kept);
    }
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

  /**
   * Those over coarser bars that had their first value after the symbol's first bar to trade on.
   *
   * @param firstTraded per symbol
   */
  lateReady(firstTraded: readonly number[]): LateIndicator[] {
    return [...this.groups.values()].flatMap((group) => {
      const { title, context, firstReadyIndex } = group;
      const isLate = firstReadyIndex > firstTraded[context.symbol]!;
      return isLate ? [{ title, symbol: context.symbol, index: firstReadyIndex }] : [];
    });
  }

  /** Gives the columns back: the run is over, and nobody reads a value after it. */
  release(): void {
    for (const group of this.groups.values()) group.release();
    for (const symbol of this.coarserSymbols.values()) symbol.release();
  }

  /** A column asked for later would never be computed, and a NaN on every bar looks like a strategy that finds nothing to do. */
  private assertSetUp(what: string): void {
    if (!this.isComputed) return;
    throw new Error(
      `${what} was asked for while the bars were running: ask for everything in create(), where the strategy is set up`,
    );
  }

  private coarserOf(symbol: number, size: BarSize): CoarserSymbol {
    const context = this.contextOf(symbol);
    const key = `${symbol} ${size}`;
    let found = this.coarserSymbols.get(key);
    if (found === undefined) {
      this.assertSetUp(`A series of ${size}`);
      const own = this.rule.timeZones[symbol]!;
      const timeZone = isDatedBySession(size) ? 'UTC' : own;
      found = new CoarserSymbol(context, this.rule.barSize, size, this.daysOf(own), timeZone);
      this.coarserSymbols.set(key, found);
    }
    return found;
  }

  private daysOf(timeZone: string): CalendarDays {
    const days = this.days.get(timeZone) ?? calendarDays({ timeZone, session: this.rule.session });
    this.days.set(timeZone, days);
    return days;
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
    reading: () => ColumnIndicator,
  ) {
    this.definition = definition;
    this.parameters = parameters;
    this.title = title;
    this.context = context;
    this.source = source;
    this.others = others;
    this.readings = Object.fromEntries(definition.outputs.map((output) => [output, reading()]));
  }

  get isEverReady(): boolean {
    return this.columns().some((column) => column.isEverReady);
  }

  /** The run's bar on which the first of its outputs has a value, for one over coarser bars; -1 for others and where none has. */
  get firstReadyIndex(): number {
    const indices = this.columns().map((column) => column.firstReadyIndex);
    return Math.min(...indices);
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
  protected readonly context: SymbolContext;
  /** The value of bar i stands at i + 1: before the first bar, at index -1, there is a NaN to read and no branch. */
  protected column = NOTHING_YET;

  constructor(context: SymbolContext) {
    this.context = context;
  }

  get value(): number {
    return this.column[this.context.index + 1]!;
  }

  get isEverReady(): boolean {
    return !Number.isNaN(this.column[this.context.bars.length]!);
  }

  get firstReadyIndex(): number {
    return -1;
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

/** Its column is as long as the coarser bars, and read at the last one that has closed. */
class CoarserIndicator extends ColumnIndicator {
  private readonly symbol: CoarserSymbol;

  constructor(context: SymbolContext, symbol: CoarserSymbol) {
    super(context);
    this.symbol = symbol;
  }

  override get value(): number {
    return this.column[this.symbol.count]!;
  }

  override get isEverReady(): boolean {
    return !Number.isNaN(this.column[this.symbol.bars.length]!);
  }

  override get firstReadyIndex(): number {
    const { length } = this.symbol.bars;
    for (let count = 1; count <= length; count++)
      if (!Number.isNaN(this.column[count]!)) return this.symbol.firstIndexWith(count);
    return -1;
  }
}
