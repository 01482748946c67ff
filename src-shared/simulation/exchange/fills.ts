import { assert } from '../../kernel/assert.ts';
import { fromOrderPrice, type OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { closeOrder, settleChildren, settleSiblings } from './brackets.ts';
import { nextExecutionId, type Core } from './core.ts';
import type { Liquidity } from './exchange-event.ts';
import { averagePriceOf, moveTo, reportStatus } from './lifecycle.ts';
import { applyOca } from './oca-groups.ts';
import { accepts, fillableOf, remainingOf, type OrderRecord } from './order-record.ts';

/**
 * Fills a part of an order and does at once what follows from it: status, group, bracket. Orders that come to life by it
 * are only marked, for whoever runs the exchange to let loose when this is over.
 *
 * @param against key of the client's order on the other side; null: the market
 */
export function fillOrder(
  core: Core,
  order: OrderRecord,
  quantity: QuantityMicros,
  price: OrderPrice,
  liquidity: Liquidity,
  against: number | null,
): void {
  assert(quantity > 0 && quantity <= fillableOf(order), `order ${order.key} cannot fill ${quantity}`);
  assert(accepts(order.terms.side, order.limit, price), `order ${order.key} does not accept ${price}`);
  const filledBefore = order.filled;
  const remainingBefore = remainingOf(order);
  order.filled = quantityMicros(order.filled + quantity);
  order.shown = Math.max(0, order.shown - quantity) as QuantityMicros;
  order.value += fromOrderPrice(price) * quantity;
  order.lastPrice = price;
  core.log.append(core.time, {
    kind: 'fill',
    order: order.key,
    executionId: nextExecutionId(core),
    account: order.account,
    instrument: order.instrument,
    side: order.terms.side,
    quantity,
    price,
    filled: order.filled,
    averagePrice: averagePriceOf(order),
    liquidity,
    against,
  });
  if (remainingOf(order) === 0) closeOrder(core, order, 'filled', null);
  else {
    if (order.state === 'partiallyFilled' || order.state === 'pendingCancel') reportStatus(core, order);
    else moveTo(core, order, 'partiallyFilled');
    settleChildren(core, order);
  }
  settleSiblings(core, order, filledBefore);
  applyOca(core, order, remainingBefore);
}
