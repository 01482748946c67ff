import { err, ok, type Result } from '#shared/kernel/result.ts';
import { toOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import type { OrderTerms, OrderType } from '#shared/simulation/exchange/order-terms.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';

type Prices = Pick<OrderTerms, 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'limitOffset'>;

const NO_PRICES: Prices = {
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  limitOffset: null,
};

/** Far above any simulated price, and exact in steps of 1e-8. */
const PRICE_MAX = 10_000_000;

/**
 * The prices of an order in the exchange's words. TWS puts several things into two fields: auxPrice is the stop of a stop,
 * the touch of MIT and LIT, and the amount by which a trailing stop follows. What a type has no use for is left out, as
 * clients send 0 there. Whether a type has all that it needs is for the exchange to say.
 */
export function pricesOf(type: OrderType, order: WireOrder): Result<Prices, TwsError> {
  const { lmtPrice, auxPrice, trailStopPrice, lmtPriceOffset } = order;
  for (const value of [lmtPrice, auxPrice, trailStopPrice, lmtPriceOffset])
    if (Math.abs(value ?? 0) > PRICE_MAX) return err(twsErrors.priceOutOfRange());
  const limit = steps(lmtPrice);
  const aux = steps(auxPrice);
  const trailStop = steps(trailStopPrice);
  const offset = steps(lmtPriceOffset);
  switch (type) {
    case 'MKT':
    case 'MOC':
    case 'MKT PRT':
      return ok(NO_PRICES);
    case 'LMT':
    case 'LOC':
      return ok({ ...NO_PRICES, limitPrice: limit });
    case 'STP':
    case 'MIT':
      return ok({ ...NO_PRICES, stopPrice: aux });
    case 'STP LMT':
    case 'LIT':
      return ok({ ...NO_PRICES, limitPrice: limit, stopPrice: aux });
    case 'PEG MID':
      return ok({ ...NO_PRICES, limitPrice: given(limit), limitOffset: given(aux) });
    case 'TRAIL':
      return ok({ ...NO_PRICES, ...trailOf(order, aux), stopPrice: given(trailStop) });
    case 'TRAIL LIMIT': {
      const stopPrice = given(trailStop);
      const limitPrice = given(limit);
      // A limit beside the stop says the offset as well.
      const between =
        limitPrice === null || stopPrice === null ? null : (Math.abs(limitPrice - stopPrice) as OrderPrice);
      return ok({ ...trailOf(order, aux), stopPrice, limitPrice, limitOffset: offset ?? between });
    }
  }
}

/** Amount or per cent; with both the amount counts. */
function trailOf({ trailingPercent }: WireOrder, amount: OrderPrice | null) {
  const trailAmount = given(amount);
  return { trailAmount, trailPercent: trailAmount === null ? (trailingPercent ?? null) : null };
}

/** Where a price is optional, 0 is none. */
function given(price: OrderPrice | null): OrderPrice | null {
  return price === 0 ? null : price;
}

function steps(value: number | undefined): OrderPrice | null {
  return value === undefined ? null : toOrderPrice(value);
}
