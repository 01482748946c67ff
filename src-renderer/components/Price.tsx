import type { HeldTerms } from '#shared/model/order-ticket.ts';
import { formatAnyPrice } from '../format/money.ts';
import { formatPrice } from '../format/number.ts';
import { priceText } from '../format/order.ts';
import { useMinTick } from '../stores/contract-names.ts';

/** A price with the decimals of its contract's tick: the same in every list. An average stands at the nearest of them. */
export function Price({ contractId, price }: { contractId: number; price: number | null }) {
  const tick = useMinTick(contractId);
  return tick === null ? formatAnyPrice(price) : formatPrice(price, tick);
}

/** The prices of an order, with the same decimals. */
export function OrderPrices({ contractId, terms }: { contractId: number; terms: HeldTerms }) {
  return priceText(terms, useMinTick(contractId));
}
