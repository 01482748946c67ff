import { priceBandsOn, type ContractDetails } from '../../model/contract.ts';
import { toOrderPrice } from '../../model/order-price.ts';

/** The tick at a price, both in 1e-8. Its size counts, not its sign. */
export function tickAt(details: ContractDetails, exchange: string, price: number): number {
  let increment = NaN;
  for (const band of priceBandsOn(details, exchange))
    if (Number.isNaN(increment) || Math.abs(price) >= toOrderPrice(band.lowEdge))
      increment = toOrderPrice(band.increment);
  return increment;
}

/** The prices on the grid next to one that is not on it, in 1e-8, lower first. */
export function neighbours(price: number, tick: number): readonly [number, number] {
  const lower = Math.floor(price / tick) * tick;
  return [lower, lower + tick];
}
