import { assert } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';

export const MILLION = 1_000_000n;

/**
 * A quotient of exact integers, rounded half-even to micro-units: the one rounding of every rule here. Quantities (1e-6
 * units) times money (1e-6) outgrow a double's integers, so the way there is taken in bigint.
 */
export function dividedHalfEven(numerator: bigint, denominator: bigint): Micros {
  assert(denominator > 0n, `a denominator is above zero, was ${denominator.toString()}`);
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  const roundsUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = Number(roundsUp ? quotient + 1n : quotient);
  return micros(isNegative ? -rounded : rounded);
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
