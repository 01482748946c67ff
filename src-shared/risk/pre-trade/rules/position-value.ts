import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, upTo } from '../rule.ts';
import { exposureOf, missingOf } from '../valuation.ts';

export const positionValue = defineRule({
  code: 'position-value',
  name: 'Position value',
  kind: 'limit',
  on: 'live',
  params: { max: upTo('Value of a position, long or short', 'amount', 1e12) },
  live: { max: 100_000 },
  check(request, view, { max }) {
    const value = exposureOf(request, view);
    if (!isAbove(value, max)) return null;
    if (Number.isNaN(value)) return missingOf(request, view);
    return amountFinding('the position with its working orders', value, max, view);
  },
});
