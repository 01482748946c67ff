import type { OrderPrice } from '../../model/order-price.ts';
import { midpoint, type MarketView } from './market-view.ts';
import type { Side } from './side.ts';

/** TWS's numbers: 0 the instrument's own, 1 double bid/ask, 2 last, 3 double last, 4 bid/ask, 7 last or bid/ask, 8 midpoint. */
export type TriggerMethod = 0 | 1 | 2 | 3 | 4 | 7 | 8;

type Reached = (price: OrderPrice | null) => boolean;

/**
 * Whether the market has reached a price. Orders that buy look at the ask and orders that sell at the bid: what they
 * would trade at. The double methods want it twice running.
 */
export function isReached(
  view: MarketView,
  method: TriggerMethod,
  byDefault: 'last' | 'bidAsk',
  side: Side,
  level: OrderPrice,
  isMore: boolean,
): boolean {
  const reached: Reached = (price) => price !== null && (isMore ? price >= level : price <= level);
  const quote = side === 'buy' ? view.ask : view.bid;
  switch (method) {
    case 0:
      return reached(byDefault === 'last' ? view.last : quote);
    case 1:
      return reached(quote) && reached(side === 'buy' ? view.previousAsk : view.previousBid);
    case 2:
      return reached(view.last);
    case 3:
      return reached(view.last) && reached(view.previousLast);
    case 4:
      return reached(quote);
    case 7:
      return reached(view.last) || reached(quote);
    case 8:
      return reached(midpoint(view));
  }
}

/** The price a trailing stop follows under a method. */
export function followedPrice(
  view: MarketView,
  method: TriggerMethod,
  byDefault: 'last' | 'bidAsk',
  side: Side,
): OrderPrice | null {
  const quote = side === 'buy' ? view.ask : view.bid;
  switch (method) {
    case 0:
      return byDefault === 'last' ? view.last : quote;
    case 1:
    case 4:
      return quote;
    case 2:
    case 3:
    case 7:
      return view.last;
    case 8:
      return midpoint(view);
  }
}
