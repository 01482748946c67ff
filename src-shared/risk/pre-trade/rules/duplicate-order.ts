import { RECENT_CAPACITY } from '../activity/recent-orders.ts';
import { defineRule } from '../rule.ts';

/** The double click, and the loop that sends the same again and again. */
export const duplicateOrder = defineRule({
  code: 'duplicate-order',
  name: 'Same order again',
  kind: 'limit',
  on: 'trading',
  params: {
    max: { title: 'Identical orders', unit: 'count', looser: 'higher', min: 1, max: RECENT_CAPACITY },
    windowMs: { title: 'Within', unit: 'ms', looser: 'lower', min: 1, max: 86_400_000 },
  },
  live: { max: 1, windowMs: 1_000 },
  practice: { max: 10, windowMs: 1_000 },
  check(request, { now, contract, activity: { recentOrders } }, { max, windowMs }) {
    if (request.action !== 'submit') return null;
    const same = recentOrders.countSame(request, contract.id, windowMs, now);
    if (same < max) return null;
    return {
      param: 'max',
      value: same + 1,
      limit: max,
      text: `this is the same order for the ${same + 1}. time within ${windowMs / 1_000} s, and ${max} may be the same`,
    };
  },
});
