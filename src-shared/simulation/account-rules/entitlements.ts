import { assert } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { Dividend, Split } from '../universe/corporate-actions.ts';
import { dividedHalfEven, MILLION } from './exact.ts';

/**
 * What a dividend brings on its pay day, micro-units of the stock's currency; whoever is short pays it.
 *
 * @param held shares at the close before the ex day, negative when short
 */
export function dividendCash({ perShare }: Dividend, held: QuantityMicros): Micros {
  return dividedHalfEven(BigInt(perShare) * BigInt(held), MILLION);
}

export interface SplitPosition {
  /** Whole shares, signed. */
  readonly quantity: QuantityMicros;
  /** What the shares that are left had cost in all; their share of what the position had cost. */
  readonly cost: Micros;
  /** For the fraction of a share that nobody gets: paid to a long position, by a short one. */
  readonly cashInLieu: Micros;
}

const SHARE = 1_000_000n;

/**
 * A position after a split: shares times the ratio, whole ones kept, the fraction settled in cash.
 *
 * @param quantity shares before, signed
 * @param cost     what they had cost in all, micro-units
 * @param price    first price in new shares, micro-units
 */
export function splitPosition(
  { numerator, denominator }: Split,
  quantity: QuantityMicros,
  cost: Micros,
  price: Micros,
): SplitPosition {
  assert(numerator > 0 && denominator > 0 && price >= 0, 'a split has a ratio and a price');
  const scaled = BigInt(quantity) * BigInt(numerator);
  // Truncates towards zero, for short positions as for long ones.
  const whole = (scaled / (BigInt(denominator) * SHARE)) * SHARE;
  const fraction = scaled - whole * BigInt(denominator);
  const kept = scaled === 0n ? micros(0) : signedShare(cost, whole * BigInt(denominator), scaled);
  return {
    quantity: quantityMicros(Number(whole)),
    cost: kept,
    cashInLieu: dividedHalfEven(fraction * BigInt(price), BigInt(denominator) * MILLION),
  };
}

/** `amount × part / whole`, where part and whole have one sign. */
function signedShare(amount: Micros, part: bigint, whole: bigint): Micros {
  const sign = whole < 0n ? -1n : 1n;
  return dividedHalfEven(BigInt(amount) * part * sign, whole * sign);
}
