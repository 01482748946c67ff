import { ORDER_PRICE_STEPS_PER_UNIT } from '../../model/order-price.ts';
import { QUANTITY_STEPS_PER_UNIT } from '../../model/quantity.ts';
import type { OrderRequest } from './order-request.ts';
import { missing, type Finding } from './rule.ts';
import type { RiskView } from './risk-view.ts';

/**
 * The largest price, without its sign, that one unit of an order may be traded at; NaN when no quote says.
 * A buy limit is the most it pays. A sell limit may be met by a better price, and what takes any price is valued at the
 * worse of the last trade and the far touch, or its stop, so that market orders do not escape a limit on value.
 */
export function priceOf(request: OrderRequest, view: RiskView): number {
  const { limitPrice, stopPrice, side } = request;
  const { contract, quote } = view;
  if (limitPrice !== null && side === 1 && !contract.mayPriceBeNegative)
    return limitPrice / ORDER_PRICE_STEPS_PER_UNIT;
  const market = contract.mayPriceBeNegative
    ? markPrice(view)
    : larger(knownPrice(quote.last, false), knownPrice(side === 1 ? quote.ask : quote.bid, false));
  const price = limitPrice ?? stopPrice;
  if (price === null) return market;
  return Math.max(market, Math.abs(price) / ORDER_PRICE_STEPS_PER_UNIT);
}

/** What a position is valued at: the largest of bid, ask and last without their signs; NaN when there is none. */
export function markPrice(view: RiskView): number {
  const { bid, ask, last } = view.quote;
  const { mayPriceBeNegative } = view.contract;
  return larger(
    larger(knownPrice(bid, mayPriceBeNegative), knownPrice(ask, mayPriceBeNegative)),
    knownPrice(last, mayPriceBeNegative),
  );
}

/** NaN for a price that cannot be one: the wire says -1 or 0 where nobody quotes, which would make every order cheap. */
export function knownPrice(price: number, mayBeNegative: boolean): number {
  return mayBeNegative || price > 0 ? price : NaN;
}

/** The limits' currency; NaN when something is missing. The whole order, also where part of it closes a position. */
export function orderValueOf(request: OrderRequest, view: RiskView): number {
  const { multiplier, rate } = view.contract;
  return (request.quantity / QUANTITY_STEPS_PER_UNIT) * priceOf(request, view) * multiplier * rate;
}

/** 1e-6 units: how far the position can go to the request's side when it and everything that works on that side fills. */
export function reachOf(request: OrderRequest, view: RiskView): number {
  const { position, workingBuy, workingSell } = view.book;
  return request.side === 1
    ? position + workingBuy + request.quantity
    : workingSell + request.quantity - position;
}

/** 1e-6 units: the larger size the position can have on either side when any of the orders fill, the request's too. */
export function largestReachOf(request: OrderRequest, view: RiskView): number {
  const { position, workingBuy, workingSell } = view.book;
  const other = request.side === 1 ? workingSell - position : position + workingBuy;
  return Math.max(reachOf(request, view), other);
}

/**
 * Value of a number of 1e-6 units at the worse of mark and order price, in the limits' currency, with the sign of `reach`.
 * NaN when something is missing.
 */
export function exposureOf(reach: number, request: OrderRequest, view: RiskView): number {
  const { multiplier, rate } = view.contract;
  const price = Math.max(markPrice(view), priceOf(request, view));
  return (reach / QUANTITY_STEPS_PER_UNIT) * price * multiplier * rate;
}

/** Says what made a value NaN. Only on the way to a denial. */
export function missingOf(request: OrderRequest, view: RiskView): Finding {
  const { contract, book } = view;
  if (!Number.isFinite(contract.rate)) return missing(`the rate of exchange to ${view.currency}`);
  if (!Number.isFinite(contract.multiplier)) return missing('the multiplier of the contract');
  if (!Number.isFinite(book.position + book.workingBuy + book.workingSell))
    return missing('the position with its working orders');
  if (Number.isFinite(markPrice(view) + priceOf(request, view)))
    return missing('an amount of the account (equity, funds, margin or exposure)');
  return missing('a price (bid, ask and last)');
}

/** Of two prices the one farther from zero, without its sign; NaN only when neither is known. */
function larger(one: number, two: number): number {
  const a = Math.abs(one);
  const b = Math.abs(two);
  return a >= b || Number.isNaN(b) ? a : b;
}
