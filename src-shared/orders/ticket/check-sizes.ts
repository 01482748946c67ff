import { contractName, type ContractDetails } from '../../model/contract.ts';
import type { OrderTerms } from '../../model/order-ticket.ts';
import { fromQuantityMicros, toQuantityMicros } from '../../model/quantity.ts';
import { problem, type TicketProblem } from './problem.ts';

const FIELDS = ['quantity', 'displayQuantity', 'minQuantity'] as const;
const WORDS = { quantity: 'a quantity', displayQuantity: 'a shown quantity', minQuantity: 'a smallest fill' };

/** Sizes are exact multiples of 1e-6: being a multiple of the lot is exact, too. */
export function checkSizes(terms: OrderTerms, details: ContractDetails): TicketProblem[] {
  const { quantity, displayQuantity, isAllOrNone } = terms;
  const lot = toQuantityMicros(details.sizeIncrement);
  const least = toQuantityMicros(details.minSize);
  const name = contractName(details.contract);
  const problems: TicketProblem[] = [];
  for (const field of FIELDS) {
    const size = terms[field];
    if (size === null) continue;
    const what = `${WORDS[field]} of ${fromQuantityMicros(size)}`;
    if (size % lot !== 0) {
      const text = `${what} is no multiple of the lot of ${name}, ${details.sizeIncrement}`;
      const lower = Math.floor(size / lot) * details.sizeIncrement;
      problems.push(problem(field, text, `Enter ${nice(lower)} or ${nice(lower + details.sizeIncrement)}.`));
    }
    if (field === 'quantity' && size < least)
      problems.push(
        problem(field, `${what} is below the smallest of ${name}`, `Enter ${details.minSize} or more.`),
      );
    if (size > quantity)
      problems.push(
        problem(
          field,
          `${what} is more than the order has`,
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

/** Without the dust of a float. */
function nice(units: number): number {
  return fromQuantityMicros(toQuantityMicros(units));
}
