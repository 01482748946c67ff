const SMALLEST_WITHOUT_FRACTION = 2 ** 52;
/** Adding and subtracting this makes the processor round to an integer, ties to even; exact while |value| <= 2^51. */
const ROUNDING_BIAS = 1.5 * 2 ** 52;

/** Rounds to an integer, ties to the even neighbour (banker's rounding), so that rounding errors do not drift one way. */
export function roundHalfEven(value: number): number {
  const magnitude = value < 0 ? -value : value;
  if (magnitude <= 2 ** 51) return value + ROUNDING_BIAS - ROUNDING_BIAS;
  if (!(magnitude < SMALLEST_WITHOUT_FRACTION)) return value; // already an integer, or not finite
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
