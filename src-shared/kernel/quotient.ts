import { assert } from './assert.ts';

/** A quotient of exact integers, rounded half-even: for amounts whose way outgrows a double's integers. Denominator above zero. */
export function quotientHalfEven(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, `a denominator is above zero, was ${denominator.toString()}`);
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  const roundsUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = roundsUp ? quotient + 1n : quotient;
  return isNegative ? -rounded : rounded;
}
