import { type Order } from '#shared/model/order.ts';
import { type OrderTerms, orderTermsSchema } from '#shared/model/order-ticket.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import type { DenialView } from '#shared/ipc/orders.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';

/** Why nothing was sent: our limits or rules, or the way to main. */
export type Refusal =
  | { readonly kind: 'denied'; readonly denial: DenialView }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Which price of an order a line on the chart stands for. */
export type OrderPriceField = 'limitPrice' | 'stopPrice';

const MOVABLE: ReadonlySet<Order['state']> = new Set(['sent', 'working', 'partially-filled']);

/** The order's terms with another price; null: it cannot be changed so, by us or at all. What a trailing stop follows is the broker's. */
export function termsAtPrice(order: Order, field: OrderPriceField, price: number): OrderTerms | null {
  const held = order.terms;
  const isTrailing = held.trailAmount !== null || held.trailPercent !== null;
  if (order.origin !== 'ours' || !MOVABLE.has(order.state) || held[field] === null || isTrailing) return null;
  const terms = orderTermsSchema.safeParse({ ...held, [field]: toOrderPrice(price) });
  return terms.success ? terms.data : null;
}

/** Sends a change. @returns why nothing was sent; null: it is on its way */
export async function modifyOrder(order: Order, terms: OrderTerms): Promise<Refusal | null> {
  const result = await main.invoke('orders.modify', { ref: order.ref, terms });
  if (!result.ok) return { kind: 'problem', problem: problemOf(result.error, 'change the order') };
  return result.value.kind === 'denied' ? { kind: 'denied', denial: result.value.denial } : null;
}
