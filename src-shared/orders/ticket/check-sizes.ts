import { contractName, type ContractDetails } from '../../model/contract.ts';
import type { OrderTerms } from '../../model/order-ticket.ts';
import { fromQuantityMicros, quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { problem, type TicketProblem } from './problem.ts';

const FIELDS = ['quantity', 'displayQuantity', 'minQuantity'] as const;
const WORDS = { quantity: 'a quantity', displayQuantity: 'a shown quantity', minQuantity: 'a smallest fill' };

/**
 * The smallest quantity that is a multiple of the lot, in 1e-6: a lot may be finer than that (crypto has 1e-8), but no order of
 * ours is. Exact, so that being a multiple of it is, too.
 */
export function lotOf({ sizeIncrement }: Pick<ContractDetails, 'sizeIncrement'>): QuantityMicros {
  const steps = Math.max(1, Math.round(sizeIncrement * 1e8));
  return quantityMicros(steps / greatestCommonDivisor(steps, 100));
}

/** In 1e-6, rounded up. */
export function leastOf({ minSize }: Pick<ContractDetails, 'minSize'>): QuantityMicros {
  return quantityMicros(Math.ceil(Math.round(minSize * 1e8) / 100));
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

export function checkSizes(terms: OrderTerms, details: ContractDetails): TicketProblem[] {
  const { quantity, displayQuantity, isAllOrNone } = terms;
  const lot = lotOf(details);
  const least = leastOf(details);
  const problems: TicketProblem[] = [];
  for (const field of FIELDS) {
    const size = terms[field];
    if (size === null) continue;
    const what = () => `${WORDS[field]} of ${fromQuantityMicros(size)}`;
    if (size % lot !== 0) {
      const text = `${what()} is no multiple of the lot of ${contractName(details.contract)}, ${details.sizeIncrement}`;
      const lower = size - (size % lot);
      problems.push(problem(field, text, `Enter ${lower / 1e6} or ${(lower + lot) / 1e6}.`));
    }
    if (field === 'quantity' && size < least)
      problems.push(
        problem(
          field,
          `${what()} is below the smallest of ${contractName(details.contract)}`,
          `Enter ${details.minSize} or more.`,
        ),
      );
    if (size > quantity)
      problems.push(
        problem(
          field,
          `${what()} is more than the order has`,
          `Enter ${fromQuantityMicros(quantity)} or less.`,
        ),
      );
  }
  if (isAllOrNone && displayQuantity !== null)
    problems.push(
      problem('isAllOrNone', 'an all-or-none order cannot show a part of itself', 'Choose one of the two.'),
    );
  return problems;
}
