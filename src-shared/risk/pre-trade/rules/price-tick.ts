import { ORDER_PRICE_STEPS_PER_UNIT } from '../../../model/order-price.ts';
import { defineRule, missing, type Finding } from '../rule.ts';
import type { PriceBand } from '../risk-view.ts';

/** Prices are fixed point, so being on the tick is exact: nothing is tolerated. */
export const priceTick = defineRule({
  code: 'price-tick',
  name: 'Price on the tick',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check({ limitPrice, stopPrice }, { contract }) {
    const bands = contract.priceBands;
    if (limitPrice !== null && !isOnTick(limitPrice, bands)) return offTick('limit', limitPrice, bands);
    if (stopPrice !== null && !isOnTick(stopPrice, bands)) return offTick('stop', stopPrice, bands);
    return null;
  },
});

function isOnTick(price: number, bands: readonly PriceBand[]): boolean {
  // NaN, of a band that is not there, is not 0.
  return price % incrementAt(price, bands) === 0;
}

/** 1e-8 steps; NaN when no band holds the price. */
function incrementAt(price: number, bands: readonly PriceBand[]): number {
  let increment = NaN;
  for (let index = 0; index < bands.length; index++) {
    const band = bands[index]!;
    if (Math.abs(price) >= band.lowEdge) increment = band.increment;
  }
  return increment;
}

function offTick(what: string, price: number, bands: readonly PriceBand[]): Finding {
  const increment = incrementAt(price, bands) / ORDER_PRICE_STEPS_PER_UNIT;
  if (!(increment > 0)) return missing('the tick of the contract');
  const value = price / ORDER_PRICE_STEPS_PER_UNIT;
  return {
    param: null,
    value,
    limit: increment,
    text: `the ${what} price ${value} is no multiple of the tick ${increment}`,
  };
}
