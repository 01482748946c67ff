import { ORDER_PRICE_STEPS_PER_UNIT } from '../../../model/order-price.ts';
import { defineRule } from '../rule.ts';

/** An order that could meet one's own on the other side. */
export const selfTrade = defineRule({
  code: 'self-trade',
  name: 'Trade with oneself',
  kind: 'limit',
  on: 'never',
  params: {},
  help: 'Cancel the order of one’s own first.',
  live: {},
  check({ side, limitPrice }, { book }) {
    const own = side === 1 ? book.ownBestAsk : book.ownBestBid;
    if (Number.isNaN(own)) return null;
    const price = limitPrice === null ? side * Infinity : limitPrice / ORDER_PRICE_STEPS_PER_UNIT;
    if (side * (price - own) < 0) return null;
    return {
      param: null,
      value: limitPrice === null ? 'market' : price,
      limit: own,
      text: `the order could trade with one’s own working order at ${own}: cancel that one first`,
    };
  },
});
