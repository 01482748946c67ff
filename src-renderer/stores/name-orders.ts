import { contractName } from '#shared/model/contract.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { formatSecond, localZone } from '../format/time.ts';
import { formatUnits, SIDE_WORDS, termsText } from '../format/order.ts';
import { useOrders } from './orders.ts';

const REFERENCE = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** A sentence of main as a person reads it: our references in it become the orders they stand for, and it begins and ends as one. */
export function nameOrders(text: string): string {
  const { orders } = useOrders.getState();
  const named = text.replace(REFERENCE, (ref) => {
    const order = orders.get(ref as OrderRef);
    if (order === undefined) return ref;
    const { side, terms, contract, createdAt } = order;
    const what = `${SIDE_WORDS[side]} ${formatUnits(terms.quantity)} ${contractName(contract)} ${termsText(terms)}`;
    return `“${what}” of ${formatSecond(createdAt, localZone())}`;
  });
  const begun = named.charAt(0).toUpperCase() + named.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
