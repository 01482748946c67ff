import { ORDER_PRICE_STEPS_PER_UNIT } from '../../../model/order-price.ts';
import { defineRule, shownPart, upTo } from '../rule.ts';
import { knownPrice } from '../valuation.ts';

/** The broker refuses limits this far through the touch. Without a touch only it can judge: an exit is not held up for that. */
export const brokerCollar = defineRule({
  code: 'broker-collar',
  name: 'Price collar of the broker',
  kind: 'validity',
  on: 'trading',
  params: {
    stocks: upTo('Through the far touch, stocks', 'part', 1),
    options: upTo('Through the far touch, options', 'part', 1),
  },
  live: { stocks: 0.1, options: 0.2 },
  check(
    { side, limitPrice },
    { contract: { securityType, mayPriceBeNegative }, quote },
    { stocks, options },
  ) {
    if (limitPrice === null || (securityType !== 'STK' && securityType !== 'OPT')) return null;
    const part = securityType === 'STK' ? stocks : options;
    const touch = knownPrice(side === 1 ? quote.ask : quote.bid, mayPriceBeNegative);
    const price = limitPrice / ORDER_PRICE_STEPS_PER_UNIT;
    const bound = touch + side * Math.abs(touch) * part;
    // A billionth of room: the broker's bound, not ours, decides at the edge.
    if (Number.isNaN(touch) || side * (price - bound) <= Math.abs(bound) * 1e-9) return null;
    return {
      param: securityType === 'STK' ? 'stocks' : 'options',
      value: price,
      limit: bound,
      text: `the limit price ${price} is more than ${shownPart(part)} through the far touch ${touch}, which the broker refuses`,
    };
  },
});
