import { ORDER_PRICE_STEPS_PER_UNIT } from '../../model/order-price.ts';
import { QUANTITY_STEPS_PER_UNIT } from '../../model/quantity.ts';
import { SHORT_OPTION_MARGIN_RATE } from './margin-rates.ts';
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

/**
 * What a position is valued at: the largest of bid, ask and last without their signs; NaN when there is none. Where prices may
 * be negative one of them may be 0; all three at 0 say that nobody quotes, and not that it is worth nothing.
 */
export function markPrice(view: RiskView): number {
  const { bid, ask, last } = view.quote;
  const { mayPriceBeNegative } = view.contract;
  const price = larger(
    larger(knownPrice(bid, mayPriceBeNegative), knownPrice(ask, mayPriceBeNegative)),
    knownPrice(last, mayPriceBeNegative),
  );
  return price > 0 ? price : NaN;
}

/** NaN for a price that cannot be one: the wire says -1 or 0 where nobody quotes, which would make every order cheap. */
export function knownPrice(price: number, mayBeNegative: boolean): number {
  return mayBeNegative || price > 0 ? price : NaN;
}

/**
 * The limits' currency; NaN when something is missing. The whole order, also where part of it closes a position; what it
 * opens short at what that may come to cost (`shortValue`).
 */
export function orderValueOf(request: OrderRequest, view: RiskView): number {
  const { multiplier, rate, shortValue } = view.contract;
  const price = priceOf(request, view);
  const opened = openedShort(request, view);
  const sum = (request.quantity - opened) * price + opened * Math.max(price, shortValue);
  return (sum / QUANTITY_STEPS_PER_UNIT) * multiplier * rate;
}

/** The limits' currency: the initial margin that the order asks for. */
export function marginOf(request: OrderRequest, view: RiskView): number {
  const { multiplier, rate, marginRate, shortValue } = view.contract;
  const margin = priceOf(request, view) * marginRate;
  const opened = openedShort(request, view);
  const sum =
    (request.quantity - opened) * margin + opened * Math.max(margin, shortValue * SHORT_OPTION_MARGIN_RATE);
  return (sum / QUANTITY_STEPS_PER_UNIT) * multiplier * rate;
}

/** 1e-6 units of the order that add to a short position; 0 for what is short at its price. */
function openedShort(request: OrderRequest, view: RiskView): number {
  if (request.side === 1 || view.contract.shortValue === 0) return 0;
  return Math.min(request.quantity, Math.max(0, reachOf(request, view)));
}

/** 1e-6 units: how far the position can go to the request's side when it and everything that works on that side fills. */
export function reachOf(request: OrderRequest, view: RiskView): number {
  const { position, workingBuy, workingSell } = view.book;
  return request.side === 1
    ? position + workingBuy + request.quantity
    : workingSell + request.quantity - position;
}

/**
 * Value of the position when it and everything that works on the request's side fills, at the worse of mark and order price,
 * in the limits' currency, negative when it stays on the other side. NaN when something is missing.
 */
export function exposureOf(request: OrderRequest, view: RiskView): number {
  return sideExposure(request.side, reachOf(request, view), request, view);
}

/** The larger value that it can have on either side when any of the orders fill, the request's too. */
export function largestExposureOf(request: OrderRequest, view: RiskView): number {
  const { side } = request;
  const { position, workingBuy, workingSell } = view.book;
  const other = side === 1 ? workingSell - position : position + workingBuy;
  return Math.max(exposureOf(request, view), sideExposure(side === 1 ? -1 : 1, other, request, view));
}

function sideExposure(side: 1 | -1, reach: number, request: OrderRequest, view: RiskView): number {
  const { multiplier, rate, shortValue } = view.contract;
  const price = Math.max(markPrice(view), priceOf(request, view));
  const worth = side === -1 && reach > 0 ? Math.max(price, shortValue) : price;
  return (reach / QUANTITY_STEPS_PER_UNIT) * worth * multiplier * rate;
}

/** Says what made a value NaN. Only on the way to a denial. */
export function missingOf(request: OrderRequest, view: RiskView): Finding {
  const { contract, book } = view;
  if (!Number.isFinite(contract.rate)) return missing(`the rate of exchange to ${view.currency}`);
  if (!Number.isFinite(contract.multiplier)) return missing('the multiplier of the contract');
  if (!Number.isFinite(contract.shortValue)) return missing('the strike of the option');
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
