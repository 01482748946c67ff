import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { MarketBars } from '#shared/simulation/market/bars.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';

/** A dividend looks back at the close before it, at most this far. */
const CLOSE_WITHIN_DAYS = 15;

interface Factor {
  /** Prices of days before this one, days since 1970-01-01. */
  readonly day: number;
  readonly factor: number;
}

/** How ADJUSTED_LAST differs from TRADES: earlier prices are lowered by the share that each dividend took out of the close before it. */
export function dividendFactors(market: MarketSource, marketId: string, to: number): DividendFactors {
  const lastDay = Math.floor((to - 1) / MS_PER_DAY);
  const factors: Factor[] = [];
  for (const action of market.corporateActions(marketId, 0, lastDay)) {
    if (action.kind !== 'dividend') continue;
    const start = action.day * MS_PER_DAY;
    const request = { size: '1 day', what: 'TRADES', regularOnly: true } as const;
    const from = start - CLOSE_WITHIN_DAYS * MS_PER_DAY;
    const before = market.bars(marketId, { ...request, from, to: start });
    if (before.length === 0) continue;
    factors.push({ day: action.day, factor: 1 - action.amount / before.close[before.length - 1]! });
  }
  return new DividendFactors(factors);
}

class DividendFactors {
  readonly #factors: readonly Factor[];

  constructor(factors: readonly Factor[]) {
    this.#factors = factors;
  }

  appliedTo(bars: MarketBars): MarketBars {
    const at = Float64Array.from(bars.time, (time) => this.#factorOn(Math.floor(time / MS_PER_DAY)));
    const adjusted = (prices: Float64Array) =>
      prices.map((price, i) => Math.round(price * at[i]! * 1e6) / 1e6);
    return {
      ...bars,
      ...{ open: adjusted(bars.open), high: adjusted(bars.high) },
      ...{ low: adjusted(bars.low), close: adjusted(bars.close), average: adjusted(bars.average) },
    };
  }

  #factorOn(day: number): number {
    return this.#factors.reduce((product, each) => (day < each.day ? product * each.factor : product), 1);
  }
}
