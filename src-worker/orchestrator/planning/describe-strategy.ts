import type { z } from 'zod';
import type { IndicatorDefinition } from '#shared/indicators/definition.ts';
import { rsi } from '#shared/indicators/rsi.ts';
import { sma } from '#shared/indicators/sma.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type {
  ClosedBar,
  CoarserBars,
  Indicator,
  IndicatorFactory,
  StrategyDefinition,
} from '#shared/strategies/strategy.ts';

/** What a strategy asks for when it is set up, before it has seen a bar. */
export interface StrategyDescription {
  readonly indicators: readonly {
    readonly title: string;
    readonly symbolCount: number;
    readonly outputCount: number;
  }[];
  /** Columns as long as the bars, over all symbols: of indicators, and one for each symbol and coarser size. */
  readonly columnCount: number;
  /** Bars of the run's own size. */
  readonly warmupBars: number;
  /** By coarser size: bars of it before the slowest indicator over them has its first value. */
  readonly coarserWarmup: readonly { readonly barSize: BarSize; readonly bars: number }[];
  readonly hearsOrders: boolean;
  /** The fewest symbols, up to those given, that it can be set up with. */
  readonly symbolsTogether: number;
}

/** A column group that a trial reads, named as the engine names it: equal names are computed once. */
export interface AskedColumns {
  readonly key: string;
  readonly symbol: number;
  readonly outputCount: number;
}

/** What a trial with these parameters reads; nothing when it cannot be set up. @param parameters as for `describeStrategy` */
export function columnsAsked(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount: number,
): readonly AskedColumns[] {
  return setUp(definition, parameters, symbolCount)?.columns ?? [];
}

/** More symbols in one account than this are not looked for. */
const TOGETHER_MAX = 8;

/**
 * Sets the strategy up with indicators that only write down what they are. Null when it cannot be set up with so many
 * symbols: the run will say why.
 *
 * @param parameters as the definition's schema has parsed them
 */
export function describeStrategy(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount: number,
): StrategyDescription | null {
  const whole = setUp(definition, parameters, symbolCount);
  if (whole === null) return null;
  const asked = [...whole.asked.values()];
  return {
    indicators: asked.map(({ title, symbols, outputCount }) => ({
      title,
      symbolCount: symbols.size,
      outputCount,
    })),
    columnCount:
      overSize(asked, null).reduce((sum, { symbols, outputCount }) => sum + symbols.size * outputCount, 0) +
      whole.coarser.reduce((sum, { symbols }) => sum + symbols.size, 0),
    warmupBars: warmupBarsOf(asked, null),
    coarserWarmup: whole.coarser.map(({ size }) => ({ barSize: size, bars: warmupBarsOf(asked, size) })),
    hearsOrders: whole.hearsOrders,
    symbolsTogether: fewestSymbols(definition, parameters, symbolCount),
  };
}

/** Sizes of bars that it asks for beside the run's own; none where it cannot be set up. */
export function coarserSizes(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount: number,
): readonly BarSize[] {
  return setUp(definition, parameters, symbolCount)?.coarser.map(({ size }) => size) ?? [];
}

/** Without an upper bound on how many there are: what an account of its own for each symbol must put together. */
export function fewestSymbols(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount = TOGETHER_MAX,
): number {
  if (definition.roles !== undefined) return Math.min(symbolCount, definition.roles.fewest);
  const most = Math.min(symbolCount, TOGETHER_MAX);
  for (let count = 1; count < most; count++) {
    const made = setUp(definition, parameters, count);
    // One that compares symbols looks at another one, which must be there.
    if (made !== null && made.highestSymbol < count) return count;
  }
  return Math.max(1, most);
}

interface Asked {
  /** Null: the run's own bars. */
  readonly size: BarSize | null;
  readonly title: string;
  readonly symbols: Set<number>;
  readonly outputCount: number;
  readonly warmupBars: number;
}

interface SetUp {
  readonly asked: ReadonlyMap<string, Asked>;
  readonly columns: readonly AskedColumns[];
  readonly coarser: readonly WrittenDownBars[];
  readonly highestSymbol: number;
  readonly hearsOrders: boolean;
}

function setUp(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount: number,
): SetUp | null {
  const written: Written = { asked: new Map(), columns: new Map(), highestSymbol: -1 };
  const coarser = new Map<BarSize, WrittenDownBars>();
  try {
    const strategy = definition.create(parameters, {
      symbolCount,
      indicators: new WrittenDownIndicators(written, null),
      coarser(size) {
        const bars = coarser.get(size) ?? new WrittenDownBars(written, size);
        coarser.set(size, bars);
        return bars;
      },
    });
    return {
      ...written,
      columns: [...written.columns.values()],
      coarser: [...coarser.values()],
      hearsOrders: strategy.onOrder !== undefined,
    };
  } catch {
    return null; // a strategy refuses by throwing; what it says is told by the run itself
  }
}

function overSize(asked: readonly Asked[], wanted: BarSize | null): readonly Asked[] {
  return asked.filter(({ size }) => size === wanted);
}

function warmupBarsOf(asked: readonly Asked[], size: BarSize | null): number {
  return Math.max(0, ...overSize(asked, size).map(({ warmupBars }) => warmupBars));
}

interface Written {
  readonly asked: Map<string, Asked>;
  readonly columns: Map<string, AskedColumns>;
  highestSymbol: number;
}

const NO_VALUE: Indicator = { value: NaN };
const NO_BAR: ClosedBar = {
  ...{ count: 0, time: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN },
};

class WrittenDownIndicators implements IndicatorFactory {
  readonly #written: Written;
  readonly #size: BarSize | null;
  readonly #bars: WrittenDownBars | null;

  constructor(written: Written, size: BarSize | null, bars: WrittenDownBars | null = null) {
    this.#written = written;
    this.#size = size;
    this.#bars = bars;
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
    const written = this.#written;
    const size = this.#size;
    const bars = this.#bars;
    const whole = definition.parameters.parse(parameters);
    const suffix = size === null ? [] : [`(${size})`];
    const title = [definition.title, ...Object.values(whole), ...suffix].join(' ');
    const outputCount = definition.outputs.length;
    // Those over coarser bars are so much shorter that they cost next to nothing.
    const key = JSON.stringify([definition.id, symbol, other ?? null, whole]);
    if (size === null) written.columns.set(key, { key, symbol, outputCount });
    let asked = written.asked.get(title);
    if (asked === undefined) {
      asked = { size, title, symbols: new Set(), outputCount, warmupBars: definition.warmup(whole) };
      written.asked.set(title, asked);
    }
    asked.symbols.add(symbol);
    const others = other === undefined ? [] : typeof other === 'number' ? [other] : other;
    for (const one of [symbol, ...others]) {
      bars?.symbols.add(one);
      written.highestSymbol = Math.max(written.highestSymbol, one);
    }
    const outputs = definition.outputs.map((output) => [output, NO_VALUE]);
    return Object.fromEntries(outputs) as Record<Output, Indicator>;
  }
}

/** Bars of one coarser size, and the symbols that they are asked for. */
class WrittenDownBars implements CoarserBars {
  readonly size: BarSize;
  readonly symbols = new Set<number>();
  readonly indicators: IndicatorFactory;
  readonly #written: Written;

  constructor(written: Written, size: BarSize) {
    this.#written = written;
    this.size = size;
    this.indicators = new WrittenDownIndicators(written, size, this);
  }

  of(symbol: number): ClosedBar {
    this.symbols.add(symbol);
    this.#written.highestSymbol = Math.max(this.#written.highestSymbol, symbol);
    return NO_BAR;
  }
}
