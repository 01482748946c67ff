import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';

/** `pre` and `post`: only orders that asked for it trade. `closed`: nothing does. */
export type Phase = 'closed' | 'pre' | 'regular' | 'post';

/** Where an auction crossed. `size`: how much of each side can trade in it; null: all that wants to. */
export interface Cross {
  readonly price: OrderPrice;
  readonly size: QuantityMicros | null;
}

/**
 * What the world outside does, in order of time. A host makes these from whatever it has: a market model, recorded ticks,
 * or the bars of a backtest (a bar is an opening cross, or a quote and a trade, at each of its prices in turn).
 */
export type MarketEvent =
  /** Both sides at once; null where nobody is. A session begins without a quote, and so does the time after a halt; a quote or trade while nobody can trade is ignored. */
  | {
      readonly kind: 'quote';
      readonly instrument: number;
      readonly time: number;
      readonly bid: OrderPrice | null;
      readonly bidSize: QuantityMicros;
      readonly ask: OrderPrice | null;
      readonly askSize: QuantityMicros;
    }
  | {
      readonly kind: 'trade';
      readonly instrument: number;
      readonly time: number;
      readonly price: OrderPrice;
      readonly size: QuantityMicros;
    }
  /**
   * A session's parts begin and end. With a `cross`, entering `regular` is the opening auction and leaving it the closing
   * one. Without, the first trade is the opening price and the last one the closing price.
   */
  | {
      readonly kind: 'phase';
      readonly instrument: number;
      readonly time: number;
      readonly phase: Phase;
      readonly cross: Cross | null;
    }
  | { readonly kind: 'halted'; readonly instrument: number; readonly time: number }
  | {
      readonly kind: 'resumed';
      readonly instrument: number;
      readonly time: number;
      readonly cross: Cross | null;
    };
