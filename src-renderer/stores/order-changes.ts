import { type Order } from '#shared/model/order.ts';
import { type OrderTerms, orderTermsSchema } from '#shared/model/order-ticket.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import type { DenialView, PlaceOutcome } from '#shared/ipc/orders.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';

/** Why nothing was sent: our limits or rules, or the way to main; or why nobody knows whether it was. */
export type Refusal =
  | { readonly kind: 'denied'; readonly denial: DenialView }
  | { readonly kind: 'unknown'; readonly message: string; readonly help: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What is to be told of an outcome; null: it was sent. */
export function refusalOf(outcome: PlaceOutcome): Refusal | null {
  if (outcome.kind === 'sent') return null;
  if (outcome.kind === 'denied') return { kind: 'denied', denial: outcome.denial };
  const { message, help } = outcome;
  return { kind: 'unknown', message, help };
}

/** In one sentence, and what to do about it. */
export function wordsOfRefusal(refusal: Refusal): readonly [message: string, help: string] {
  if (refusal.kind === 'denied') return [refusal.denial.message, refusal.denial.help];
  if (refusal.kind === 'unknown') return [refusal.message, refusal.help];
  return [refusal.problem.title, refusal.problem.help];
}

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

/** Sends a change. @returns null: it is on its way */
export async function modifyOrder(order: Order, terms: OrderTerms): Promise<Refusal | null> {
  const result = await main.invoke('orders.modify', { ref: order.ref, terms });
  if (!result.ok) return { kind: 'problem', problem: problemOf(result.error, 'change the order') };
  return refusalOf(result.value);
}
