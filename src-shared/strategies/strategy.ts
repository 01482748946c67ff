import type { z } from 'zod';
import type { IndicatorDefinition } from '../indicators/definition.ts';
import type { BarSize } from '../model/bar-size.ts';
import type { OrderChange, OrderEvent, OrderRequest, WorkingOrder } from '../model/order-request.ts';

/** One value per bar of one symbol. Read it in `onBar`: it shows the bar that has just ended, never a later one. */
export interface Indicator {
  /** NaN until enough bars have been seen. */
  readonly value: number;
}

/** Makes indicators while a strategy is set up. `symbol` counts from 0 in the order of the run's symbols. */
export interface IndicatorFactory {
  /** Simple moving average of closes over `period` bars. */
  sma(symbol: number, period: number): Indicator;
  /** Relative strength index of closes, Wilder's smoothing, 0 to 100. */
  rsi(symbol: number, period: number): Indicator;
  /**
   * Any indicator of src-shared/indicators, one reading per output.
   *
   * @param parameters what differs from the definition's defaults
   * @param other the second symbol, for an indicator that compares two: its last close that ended no later than the bar.
   * A list is a basket of equal value: the geometric mean of such closes, so that 1 % in any of them is the same to it
   */
  of<Parameters extends z.ZodObject, Output extends string>(
    definition: IndicatorDefinition<Parameters, Output>,
    symbol: number,
    parameters?: Partial<z.input<Parameters>>,
    other?: number | readonly number[],
  ): Readonly<Record<Output, Indicator>>;
}

/**
 * Bars of a coarser size than the run's, made of them. Whatever is read of them shows the last one that was over when the
 * symbol's bar ended, never the one in the making.
 */
export interface CoarserBars {
  /** The same indicators over these bars: their periods count them. */
  readonly indicators: IndicatorFactory;
  /** The last bar of a symbol that has closed. One object per symbol, which moves on with the run. */
  of(symbol: number): ClosedBar;
}

export interface ClosedBar {
  /** How many have closed so far, warm-up included. 0: none, and all else is NaN. */
  readonly count: number;
  /** Its start, Unix milliseconds; of a day, week or month UTC midnight of its first day. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What a strategy may see and do when a bar has ended. One object per run, reused: do not keep what you read from it. */
export interface BarContext {
  /** The symbol whose bar has just ended. */
  readonly symbol: number;
  /** Start of that bar, Unix milliseconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Units held of the symbol; negative when short. Fills so far, working orders not counted. */
  readonly position: number;
  /** Worth of the account and its cash, in its currency, at the last closes. */
  readonly equity: number;
  readonly cash: number;
  /** The same of any symbol of the run: units held, and the last close that has ended; NaN before its first bar. */
  positionOf(symbol: number): number;
  closeOf(symbol: number): number;
  /** Units that an entry gets by the run's sizing rule at the last close of the symbol, or of another; 0 when less than a lot. */
  entryUnits(symbol?: number): number;
  /**
   * Enters with a market order of the size that the run's sizing rule gives at this close. Nothing happens while the symbol
   * is held or has a working order.
   */
  enterLong(): void;
  /** The same, sold short. Needs an account with margin. */
  enterShort(): void;
  /**
   * Closes the whole position with a market order, and cancels what else works in the symbol. Nothing happens when nothing
   * is held, or while such an order works.
   */
  exit(): void;
  /**
   * Gives an order; a number alone is a market order of so many units. It acts from the next bar on.
   *
   * @returns its number, above 0; 0 when it was denied (too small, not enough cash or margin): the run's notes say why.
   * Throws when it is no order, such as a limit order without a limit.
   */
  buy(order: number | OrderRequest): number;
  sell(order: number | OrderRequest): number;
  /** Orders what is missing to hold so many units, negative for short; market orders that work already count as filled. */
  targetPosition(units: number, symbol?: number): number;
  /** Returns false when the order does not work any more. What hangs on it goes with it. */
  cancel(order: number): boolean;
  /** Changes prices or size of a working order, which then queues anew. Returns false when it does not work any more. */
  modify(order: number, change: OrderChange): boolean;
  /** Working orders of the symbol, or of another, oldest first: a copy. */
  workingOrders(symbol?: number): readonly WorkingOrder[];
  /** Tells the reader of the result what happened to the symbol, or to another: once for each sentence, and how often. */
  note(sentence: string, symbol?: number): void;
}

/** Decides on bars; the engine, paper and live hosts call it alike. Synchronous, and without state outside itself. */
export interface Strategy {
  onBar(context: BarContext): void;
  /** What became of orders in the bar that has ended, before its `onBar`; what is ordered here acts from the next bar on. */
  onOrder?(event: OrderEvent, context: BarContext): void;
}

/** What the library knows of a strategy: how to show it, its parameters and how to make one. */
export interface StrategyDefinition<Parameters extends z.ZodObject = z.ZodObject> {
  /** Kebab-case, stable: runs are stored by it. */
  readonly id: string;
  readonly title: string;
  /** When it buys and when it sells, in a sentence or two. */
  readonly description: string;
  /** Every field has a default, a range, and `.meta({ title, description })`: forms and the CLI are made from it. */
  readonly parameters: Parameters;
  /** What its symbols are to it, for one that holds them against each other. Absent: each is traded by itself. */
  readonly roles?: SymbolRoles;
  /** True: it cannot do without an account with margin. */
  readonly sellsShort?: boolean;
  create(parameters: z.output<Parameters>, setup: StrategySetup): Strategy;
}

/** The symbols that a strategy takes, in the order of the run. */
export interface SymbolRoles {
  /** What each is called; the last name is that of all that follow. */
  readonly names: readonly [string, ...string[]];
  readonly fewest: number;
  readonly most: number;
}

export interface StrategySetup {
  readonly symbolCount: number;
  readonly indicators: IndicatorFactory;
  /**
   * The same symbols in bars of a coarser size, or of the run's own. Throws when they cannot be made of the run's bars: hours
   * not of days, 3 minutes not of 2.
   */
  readonly coarser: (size: BarSize) => CoarserBars;
}

/** Keeps the parameter type while the definition is written; the library then holds them side by side. */
export function defineStrategy<Parameters extends z.ZodObject>(
  definition: StrategyDefinition<Parameters>,
): StrategyDefinition<Parameters> {
  return definition;
}
