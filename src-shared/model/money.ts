import { assert } from '../kernel/assert.ts';
import type { Brand } from '../kernel/brand.ts';
import { roundHalfEven } from '../kernel/round.ts';

export const MICROS_PER_UNIT = 1_000_000;

/** Integer millionths of a currency unit. Sums of micros are exact; multiplications round half-even, here and nowhere else. */
export type Micros = Brand<number, 'Micros'>;

export function micros(value: number): Micros {
  // The sentence is built only when it is needed: this runs for every fill and every mark of a backtest.
  if (!Number.isSafeInteger(value))
    assert(false, `money must be a safe integer of micro-units, was ${value}`);
  return (value + 0) as Micros; // + 0 turns -0 into 0: one zero, one hash
}

/** @param amount currency units, any float; rounded half-even to micro-units. */
export function toMicros(amount: number): Micros {
  return micros(roundHalfEven(amount * MICROS_PER_UNIT));
}

/** Currency units as a float: for reports and statistics, never for booking. */
export function fromMicros(value: Micros): number {
  return value / MICROS_PER_UNIT;
}
