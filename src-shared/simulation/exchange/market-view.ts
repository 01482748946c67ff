import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { MarketEvent, Phase } from './market-event.ts';
import type { Side } from './side.ts';

/** What the exchange remembers of an instrument's market. Plain data: it is part of a snapshot. */
export interface MarketView {
  readonly instrument: number;
  phase: Phase;
  isHalted: boolean;
  /** Regular hours have begun without an auction: the first trade will be the opening price. */
  isOpeningPending: boolean;
  bid: OrderPrice | null;
  ask: OrderPrice | null;
  bidSize: QuantityMicros;
  askSize: QuantityMicros;
  /** What clients have not taken of the sizes shown. */
  bidLeft: QuantityMicros;
  askLeft: QuantityMicros;
  previousBid: OrderPrice | null;
  previousAsk: OrderPrice | null;
  last: OrderPrice | null;
  previousLast: OrderPrice | null;
  /** Who traded last against somebody's price. */
  aggressor: Side;
}

const NONE = quantityMicros(0);

export function closedMarket(instrument: number): MarketView {
  return {
    instrument,
    phase: 'closed',
    isHalted: false,
    isOpeningPending: false,
    bid: null,
    ask: null,
    bidSize: NONE,
    askSize: NONE,
    bidLeft: NONE,
    askLeft: NONE,
    previousBid: null,
    previousAsk: null,
    last: null,
    previousLast: null,
    aggressor: 'buy',
  };
}

export type QuoteEvent = Extract<MarketEvent, { kind: 'quote' }>;

/** What clients took stays taken until the market shows another price there, or more size. */
export function showQuote(view: MarketView, event: QuoteEvent): void {
  view.bidLeft = leftOf(view.bid, view.bidSize, view.bidLeft, event.bid, event.bidSize);
  view.askLeft = leftOf(view.ask, view.askSize, view.askLeft, event.ask, event.askSize);
  view.previousBid = view.bid;
  view.previousAsk = view.ask;
  view.bid = event.bid;
  view.ask = event.ask;
  view.bidSize = event.bid === null ? NONE : event.bidSize;
  view.askSize = event.ask === null ? NONE : event.askSize;
}

function leftOf(
  oldPrice: OrderPrice | null,
  oldSize: number,
  oldLeft: number,
  price: OrderPrice | null,
  size: QuantityMicros,
): QuantityMicros {
  if (price === null) return NONE;
  if (price !== oldPrice) return size;
  return Math.min(size, oldLeft + Math.max(0, size - oldSize)) as QuantityMicros;
}

/** Nobody's price holds any more: the market closes or is halted. The last trade stays. */
export function dropQuote(view: MarketView): void {
  view.bid = view.ask = view.previousBid = view.previousAsk = null;
  view.bidSize = view.askSize = view.bidLeft = view.askLeft = NONE;
}

/**
 * Takes note of a trade and says who began it: whoever paid the price on the other side of the midpoint or, at the
 * midpoint or without a quote, by whether the price rose or fell. Source: Lee and Ready (1991).
 */
export function showTrade(view: MarketView, price: OrderPrice): Side {
  const { bid, ask, last } = view;
  view.previousLast = last;
  view.last = price;
  const fromMiddle = bid !== null && ask !== null ? 2 * price - bid - ask : 0;
  const direction = fromMiddle !== 0 ? fromMiddle : last === null ? 0 : price - last;
  if (direction !== 0) view.aggressor = direction > 0 ? 'buy' : 'sell';
  return view.aggressor;
}

/** The price somebody who wants to trade on `side` finds on the other one. */
export function oppositePrice(view: MarketView, side: Side): OrderPrice | null {
  return side === 'buy' ? view.ask : view.bid;
}

/** What is left to take there. */
export function oppositeLeft(view: MarketView, side: Side): QuantityMicros {
  return side === 'buy' ? view.askLeft : view.bidLeft;
}

export function takeFrom(view: MarketView, side: Side, quantity: QuantityMicros): void {
  if (side === 'buy') view.askLeft = quantityMicros(view.askLeft - quantity);
  else view.bidLeft = quantityMicros(view.bidLeft - quantity);
}

/** Halfway between bid and ask; null without both, or when they meet. */
export function midpoint(view: MarketView): OrderPrice | null {
  const { bid, ask } = view;
  if (bid === null || ask === null || bid >= ask) return null;
  // A price has an even number of steps (ticks are multiples of 2e-8), so halves are exact; floor for the tick that is not.
  return Math.floor((bid + ask) / 2) as OrderPrice;
}
