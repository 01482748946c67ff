import { assert } from '../../kernel/assert.ts';
import type { QuantityMicros } from '../../model/quantity.ts';

/**
 * `value` x `numerator` / `denominator`, exactly, rounded down to a multiple of `step`: what is shared out is never more
 * than there is. All integers, none negative.
 */
export function shareDown(
  value: number,
  numerator: number,
  denominator: number,
  step: number,
): QuantityMicros {
  assert(denominator > 0 && step > 0, 'a share has a denominator and a step');
  const product = value * numerator;
  // Products of two quantities outgrow a double's integers: 100 shares x 100 shares are 1e16 micros.
  const quotient = Number.isSafeInteger(product)
    ? (product - (product % denominator)) / denominator
    : Number((BigInt(value) * BigInt(numerator)) / BigInt(denominator));
  return (quotient - (quotient % step)) as QuantityMicros;
}

/** As `shareDown` with a step of 1, rounded up. */
export function shareUp(value: number, numerator: number, denominator: number): QuantityMicros {
  const quotient = (BigInt(value) * BigInt(numerator) + BigInt(denominator) - 1n) / BigInt(denominator);
  return Number(quotient) as QuantityMicros;
}
