import type { OrderPrice } from '../../model/order-price.ts';
import type { Desk } from './desk.ts';
import { midpoint } from './market-view.ts';
import type { OrderRecord } from './order-record.ts';
import { signOf } from './side.ts';

/** Last in its book: where a peg waits while there is no midpoint. Nobody trades with it there (`canTrade`). */
const OUT_OF_REACH = Number.MAX_SAFE_INTEGER;

/** The midpoint, less the offset for one that buys, never beyond the order's own limit. */
export function pegPrice(desk: Desk, order: OrderRecord): OrderPrice {
  const { side, limitOffset, limitPrice } = order.terms;
  const sign = signOf(side);
  const middle = midpoint(desk.view);
  if (middle === null) return (-sign * OUT_OF_REACH) as OrderPrice;
  const price = middle - sign * (limitOffset ?? 0);
  if (limitPrice === null || sign * price <= sign * limitPrice) return price as OrderPrice;
  return limitPrice;
}

/** The midpoint has moved: pegs move with it and keep their turn among themselves. Returns those that did. */
export function movePegs(desk: Desk): readonly OrderRecord[] {
  if (desk.pegCount === 0) return [];
  const moved: OrderRecord[] = [];
  for (const side of [desk.book.buy, desk.book.sell]) {
    for (const order of side.filter((candidate) => candidate.terms.type === 'PEG MID')) {
      const price = pegPrice(desk, order);
      if (price === order.limit) continue;
      desk.remove(order);
      order.limit = price;
      desk.add(order);
      moved.push(order);
    }
  }
  return moved;
}
