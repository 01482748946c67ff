import { roundHalfEven } from '../kernel/round.ts';

/**
 * The part's share of an amount, rounded half-even; the whole amount when the part is all there is. Take parts one after
 * the other, each of what is left, and they add up to the amount: the last takes the rest.
 */
export function shareOf(amount: number, part: number, whole: number): number {
  return part === whole ? amount : roundHalfEven((amount * part) / whole);
}
