import { AssertionError } from '../kernel/assert.ts';
import type { Brand } from '../kernel/brand.ts';
import { roundHalfEven } from '../kernel/round.ts';

export const MICROS_PER_UNIT = 1_000_000;

/** Integer millionths of a currency unit. Sums of micros are exact; multiplications round half-even, here and nowhere else. */
export type Micros = Brand<number, 'Micros'>;

export function micros(value: number): Micros {
  if (!Number.isSafeInteger(value)) refuse(value);
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

/** Apart, so that the check stays small enough to be inlined where it runs for every fill of a backtest. */
function refuse(value: number): never {
  throw new AssertionError(
    Number.isInteger(value)
      ? `an amount of ${value / MICROS_PER_UNIT} is beyond what can be counted (9,007,199,254 either way): use less cash, smaller sizes or another unit of price`
      : `money must be a whole number of micro-units, was ${value}`,
  );
}
