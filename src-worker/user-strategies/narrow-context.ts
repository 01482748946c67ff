import type { OrderChange, OrderRequest, WorkingOrder } from '#shared/model/order-request.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type {
  BarContext,
  ClosedBar,
  Indicator,
  IndicatorFactory,
  Strategy,
  StrategySetup,
} from '#shared/strategies/strategy.ts';

/**
 * What a user's strategy is handed in place of the engine's own objects: the same to use, and nothing behind it. In a
 * back-test the engine's objects hold the bars to come, and a file that reached for them would see what it cannot see live.
 */
export function narrowed(
  create: (setup: StrategySetup) => Strategy,
  { symbolCount, indicators, coarser }: StrategySetup,
): Strategy {
  const inner = create({
    symbolCount,
    indicators: narrowIndicators(indicators),
    coarser(size: BarSize) {
      const bars = coarser(size);
      return Object.freeze({
        indicators: narrowIndicators(bars.indicators),
        of: (symbol: number) => new NarrowBar(bars.of(symbol)),
      });
    },
  });
  const contexts: NarrowContext[] = [];
  const contextOf = (context: BarContext) => (contexts[context.symbol] ??= new NarrowContext(context));
  const strategy: Strategy = {
    onBar(context) {
      inner.onBar(contextOf(context));
    },
  };
  if (inner.onOrder === undefined) return strategy;
  return {
    ...strategy,
    onOrder(event, context) {
      inner.onOrder!({ ...event }, contextOf(context));
    },
  };
}

class NarrowContext implements BarContext {
  readonly symbol: number;
  readonly #context: BarContext;

  constructor(context: BarContext) {
    this.symbol = context.symbol;
    this.#context = context;
    Object.freeze(this);
  }

  get time(): number {
    return this.#context.time;
  }
  get open(): number {
    return this.#context.open;
  }
  get high(): number {
    return this.#context.high;
  }
  get low(): number {
    return this.#context.low;
  }
  get close(): number {
    return this.#context.close;
  }
  get volume(): number {
    return this.#context.volume;
  }
  get position(): number {
    return this.#context.position;
  }
  get equity(): number {
    return this.#context.equity;
  }
  get cash(): number {
    return this.#context.cash;
  }
  positionOf(symbol: number): number {
    return this.#context.positionOf(symbol);
  }
  closeOf(symbol: number): number {
    return this.#context.closeOf(symbol);
  }
  entryUnits(symbol?: number): number {
    return this.#context.entryUnits(symbol);
  }
  enterLong(): void {
    this.#context.enterLong();
  }
  enterShort(): void {
    this.#context.enterShort();
  }
  exit(): void {
    this.#context.exit();
  }
  buy(order: number | OrderRequest): number {
    return this.#context.buy(order);
  }
  sell(order: number | OrderRequest): number {
    return this.#context.sell(order);
  }
  targetPosition(units: number, symbol?: number): number {
    return this.#context.targetPosition(units, symbol);
  }
  cancel(order: number): boolean {
    return this.#context.cancel(order);
  }
  modify(order: number, change: OrderChange): boolean {
    return this.#context.modify(order, change);
  }
  workingOrders(symbol?: number): readonly WorkingOrder[] {
    return this.#context.workingOrders(symbol);
  }
  note(sentence: string, symbol?: number): void {
    this.#context.note(sentence, symbol);
  }
}

class NarrowBar implements ClosedBar {
  readonly #bar: ClosedBar;

  constructor(bar: ClosedBar) {
    this.#bar = bar;
    Object.freeze(this);
  }

  get count(): number {
    return this.#bar.count;
  }
  get time(): number {
    return this.#bar.time;
  }
  get open(): number {
    return this.#bar.open;
  }
  get high(): number {
    return this.#bar.high;
  }
  get low(): number {
    return this.#bar.low;
  }
  get close(): number {
    return this.#bar.close;
  }
  get volume(): number {
    return this.#bar.volume;
  }
}

class NarrowIndicator implements Indicator {
  readonly #indicator: Indicator;

  constructor(indicator: Indicator) {
    this.#indicator = indicator;
    Object.freeze(this);
  }

  get value(): number {
    return this.#indicator.value;
  }
}

function narrowIndicators(indicators: IndicatorFactory): IndicatorFactory {
  return Object.freeze({
    sma: (symbol: number, period: number) => new NarrowIndicator(indicators.sma(symbol, period)),
    rsi: (symbol: number, period: number) => new NarrowIndicator(indicators.rsi(symbol, period)),
    of: ((...args: Parameters<IndicatorFactory['of']>) => {
      const readings = Object.entries<Indicator>(indicators.of(...args));
      return Object.fromEntries(readings.map(([output, one]) => [output, new NarrowIndicator(one)]));
    }) as IndicatorFactory['of'],
  });
}
