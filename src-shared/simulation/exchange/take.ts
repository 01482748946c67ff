import { assert } from '../../kernel/assert.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { Core } from './core.ts';
import { precedes, type Desk } from './desk.ts';
import { fillOrder } from './fills.ts';
import { takeFrom } from './market-view.ts';
import { accepts, fillableOf, remainingOf, smallestFillOf, type OrderRecord } from './order-record.ts';
import { opposite, type Side } from './side.ts';
import { renewDisplay } from './resting.ts';
import { canTrade, planned, planTake, type TakeStep } from './take-plan.ts';

/** Lets an order trade with what is there now, if that is enough for it. */
export function take(core: Core, desk: Desk, order: OrderRecord): void {
  if (fillableOf(order) === 0 || !canTrade(desk.view, order)) return;
  const enough = order.terms.tif === 'FOK' ? remainingOf(order) : smallestFillOf(order);
  if (enough > 0 && planned(planTake(desk, order, fillableOf(order), true)) < enough) return;
  // A fill can make others of the plan smaller, never larger: what is left of the order is planned anew.
  while (!carryOut(core, desk, order, planTake(desk, order, fillableOf(order), false)));
  renewDisplay(core, desk, order);
}

/** @returns whether the plan held to its end */
function carryOut(core: Core, desk: Desk, order: OrderRecord, steps: readonly TakeStep[]): boolean {
  for (const { contra, quantity, price } of steps) {
    if (contra === null) {
      const { side } = order.terms;
      takeFrom(desk.view, side, quantity);
      advanceQueue(desk, opposite(side), price, quantity);
      fillOrder(core, order, quantity, price, 'removed', null);
      continue;
    }
    if (contra.place !== 'book' || fillableOf(contra) < quantity) {
      assert(contra !== steps[0]!.contra, `order ${contra.key} cannot do what was planned with it`);
      return false;
    }
    fillOrder(core, order, quantity, price, 'removed', contra.key);
    fillOrder(core, contra, quantity, price, 'added', order.key);
    renewDisplay(core, desk, contra);
  }
  return true;
}

/** The market's size at a price was taken: clients' orders behind it move up. */
function advanceQueue(desk: Desk, side: Side, price: OrderPrice, quantity: QuantityMicros): void {
  for (const order of desk.restingTo(side, price)) {
    if (order.limit !== price || order.ahead === null) continue;
    order.ahead = Math.max(0, order.ahead - quantity) as QuantityMicros;
  }
}

/**
 * Orders that have not rested, on one side, best first: somebody new is there to trade with.
 *
 * @param beyond only those that do not accept this price; null: all
 */
export function wakeTakers(core: Core, desk: Desk, side: Side, beyond: OrderPrice | null = null): void {
  if (desk.takers.size === 0) return;
  const takers = [...desk.takers].filter(
    (order) => order.terms.side === side && (beyond === null || !accepts(side, order.limit, beyond)),
  );
  takers.sort((a, b) => (precedes(a, b) ? -1 : 1));
  for (const order of takers) if (order.place === 'book') take(core, desk, order);
}

/** Orders that came while nobody could trade, or that others have come up to, meet one another. */
export function uncross(core: Core, desk: Desk): void {
  wakeTakers(core, desk, 'buy');
  wakeTakers(core, desk, 'sell');
}
