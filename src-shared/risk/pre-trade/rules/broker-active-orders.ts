import { defineRule, missing, upTo } from '../rule.ts';

/** What the broker takes per contract, side and account. */
export const brokerActiveOrders = defineRule({
  code: 'broker-active-orders',
  name: 'Working orders the broker allows',
  kind: 'validity',
  on: 'trading',
  params: { max: upTo('Orders per contract and side', 'count', 1_000) },
  live: { max: 20 },
  check({ action, side }, { book }, { max }) {
    if (action === 'modify') return null;
    const working = side === 1 ? book.buyOrders : book.sellOrders;
    if (working < max) return null;
    if (Number.isNaN(working)) return missing('the number of working orders in the contract');
    return {
      param: 'max',
      value: working,
      limit: max,
      text: `${working} orders work on this side of the contract, and the broker allows ${max}`,
    };
  },
});
