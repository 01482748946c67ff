import { AssertionError } from '../kernel/assert.ts';
import type { Brand } from '../kernel/brand.ts';
import { roundHalfEven } from '../kernel/round.ts';

export const ORDER_PRICE_STEPS_PER_UNIT = 100_000_000;

/** Price units as integer multiples of 1e-8, for orders and what they trade at: comparisons are exact. Up to 90 million. */
export type OrderPrice = Brand<number, 'OrderPrice'>;

export function orderPrice(steps: number): OrderPrice {
  if (!Number.isSafeInteger(steps)) refuse(steps);
  return (steps + 0) as OrderPrice;
}

/** @param price price units, rounded half-even to 1e-8. */
export function toOrderPrice(price: number): OrderPrice {
  return orderPrice(roundHalfEven(price * ORDER_PRICE_STEPS_PER_UNIT));
}

/** Price units: the double nearest to the decimal, as a division by a power of ten gives it. */
export function fromOrderPrice(price: OrderPrice): number {
  return price / ORDER_PRICE_STEPS_PER_UNIT;
}

function refuse(steps: number): never {
  throw new AssertionError(`a price must be a safe integer of 1e-8 units, was ${steps}`);
}
