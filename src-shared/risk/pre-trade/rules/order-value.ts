import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, upTo } from '../rule.ts';
import { missingOf, orderValueOf } from '../valuation.ts';

export const orderValue = defineRule({
  code: 'order-value',
  name: 'Order value',
  kind: 'limit',
  on: 'trading',
  params: { max: upTo('Value of one order', 'amount', 1e12) },
  live: { max: 25_000 },
  practice: { max: 1_000_000 },
  check(request, view, { max }) {
    const value = orderValueOf(request, view);
    if (!isAbove(value, max)) return null;
    if (Number.isNaN(value)) return missingOf(request, view);
    return amountFinding('the value of the order', value, max, view);
  },
});
