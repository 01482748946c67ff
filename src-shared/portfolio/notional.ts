import { roundHalfEven } from '../kernel/round.ts';
import { micros, type Micros } from '../model/money.ts';
import type { QuantityMicros } from '../model/quantity.ts';

/**
 * What a quantity is worth at a price, rounded half-even to micro-units: the one place where units become money.
 *
 * @param quantity   1e-6 units, signed
 * @param price      currency per unit of price
 * @param multiplier currency per price unit and contract
 */
export function notionalMicros(quantity: QuantityMicros, price: number, multiplier: number): Micros {
  return micros(roundHalfEven(quantity * price * multiplier));
}
