import { AssertionError } from '../kernel/assert.ts';
import type { Brand } from '../kernel/brand.ts';
import { roundHalfEven } from '../kernel/round.ts';

export const QUANTITY_STEPS_PER_UNIT = 1_000_000;
/** Units of the contract beyond which there is no quantity. */
export const QUANTITY_UNITS_MAX = Number.MAX_SAFE_INTEGER / QUANTITY_STEPS_PER_UNIT;

/** Units of the contract as integer multiples of 1e-6, so that crypto and FX balance to the last unit. Positions are signed. */
export type QuantityMicros = Brand<number, 'QuantityMicros'>;

export function quantityMicros(value: number): QuantityMicros {
  if (!Number.isSafeInteger(value)) refuse(value);
  return (value + 0) as QuantityMicros;
}

/** @param units units of the contract, rounded half-even to 1e-6. */
export function toQuantityMicros(units: number): QuantityMicros {
  return quantityMicros(roundHalfEven(units * QUANTITY_STEPS_PER_UNIT));
}

export function fromQuantityMicros(value: QuantityMicros): number {
  return value / QUANTITY_STEPS_PER_UNIT;
}

/** Apart, so that the check stays small enough to be inlined where it runs for every fill of a backtest. */
function refuse(value: number): never {
  throw new AssertionError(`a quantity must be a safe integer of 1e-6 units, was ${value}`);
}
