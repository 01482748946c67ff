import type { z } from 'zod';
import type { IndicatorDefinition } from '#shared/indicators/definition.ts';
import { rsi } from '#shared/indicators/rsi.ts';
import { sma } from '#shared/indicators/sma.ts';
import type { Indicator, IndicatorFactory, StrategyDefinition } from '#shared/strategies/strategy.ts';

/** What a strategy asks for when it is set up, before it has seen a bar. */
export interface StrategyDescription {
  readonly indicators: readonly {
    readonly title: string;
    readonly symbolCount: number;
    readonly outputCount: number;
  }[];
  /** Indicator columns over all symbols. */
  readonly columnCount: number;
  readonly warmupBars: number;
  readonly hearsOrders: boolean;
  /** The fewest symbols, up to those given, that it can be set up with. */
  readonly symbolsTogether: number;
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
    columnCount: asked.reduce((sum, { symbols, outputCount }) => sum + symbols.size * outputCount, 0),
    warmupBars: Math.max(0, ...asked.map(({ warmupBars }) => warmupBars)),
    hearsOrders: whole.hearsOrders,
    symbolsTogether: fewestSymbols(definition, parameters, symbolCount),
  };
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
  readonly title: string;
  readonly symbols: Set<number>;
  readonly outputCount: number;
  readonly warmupBars: number;
}

interface SetUp {
  readonly asked: ReadonlyMap<string, Asked>;
  readonly highestSymbol: number;
  readonly hearsOrders: boolean;
}

function setUp(
  definition: StrategyDefinition,
  parameters: Readonly<Record<string, unknown>>,
  symbolCount: number,
): SetUp | null {
  const indicators = new WrittenDownIndicators();
  try {
    const strategy = definition.create(parameters, { symbolCount, indicators });
    const { asked, highestSymbol } = indicators;
    return { asked, highestSymbol, hearsOrders: strategy.onOrder !== undefined };
  } catch {
    return null; // a strategy refuses by throwing; what it says is told by the run itself
  }
}

const NO_VALUE: Indicator = { value: NaN };

class WrittenDownIndicators implements IndicatorFactory {
  readonly asked = new Map<string, Asked>();
  highestSymbol = -1;

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
    const whole = definition.parameters.parse(parameters);
    const title = [definition.title, ...Object.values(whole)].join(' ');
    let asked = this.asked.get(title);
    if (asked === undefined) {
      const outputCount = definition.outputs.length;
      asked = { title, symbols: new Set(), outputCount, warmupBars: definition.warmup(whole) };
      this.asked.set(title, asked);
    }
    asked.symbols.add(symbol);
    const others = other === undefined ? [] : typeof other === 'number' ? [other] : other;
    this.highestSymbol = Math.max(this.highestSymbol, symbol, ...others);
    const outputs = definition.outputs.map((output) => [output, NO_VALUE]);
    return Object.fromEntries(outputs) as Record<Output, Indicator>;
  }
}
