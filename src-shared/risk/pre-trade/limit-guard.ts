/** Relative error of the longest chain of roundings in a value here (about a dozen), with room. */
const GUARD = 4e-15;
const HALF_MICRO = 0.5e-6;

/**
 * Whether an amount is above a limit. Quantity (1e-6) times price (1e-8) leaves the safe integers at ordinary sizes, so
 * values are doubles, in currency units. Money is counted in millionths: a value is above the limit when, rounded to
 * millionths, it is more. What the roundings of the double may have hidden is taken off the half millionth, so that a
 * doubt always denies: 25,000.00 passes a limit of 25,000, and from about 100 million on a value equal to its limit is denied.
 * NaN is above every limit. So is everything where one of the two is infinite: no account has that, it is an unknown in disguise.
 *
 * @param value currency units, 0 or more
 */
export function isAbove(value: number, limit: number): boolean {
  return !(value < limit + (HALF_MICRO - value * GUARD) && limit < Infinity && value > -Infinity);
}
