import { quotientHalfEven } from '../../kernel/quotient.ts';
import { micros, type Micros } from '../../model/money.ts';

export const MILLION = 1_000_000n;

/**
 * A quotient of exact integers, rounded half-even to micro-units: the one rounding of every rule here. Quantities (1e-6
 * units) times money (1e-6) outgrow a double's integers, so the way there is taken in bigint.
 */
export function dividedHalfEven(numerator: bigint, denominator: bigint): Micros {
  return micros(Number(quotientHalfEven(numerator, denominator)));
}

/** A part of an amount. @param ratePerMillion 500,000 is a half */
export function partOf(amount: Micros, ratePerMillion: bigint): Micros {
  return dividedHalfEven(BigInt(amount) * ratePerMillion, MILLION);
}

/** Micro-units by the sign-less size of an amount. */
export function sizeOf<T extends number>(value: T): T {
  return (value < 0 ? -value : value) as T;
}

export function largest(...amounts: readonly Micros[]): Micros {
  return micros(Math.max(...amounts));
}
