import { defineRule, missing } from '../rule.ts';

export const goodTillDate = defineRule({
  code: 'good-till-date',
  name: 'Good-till date in the future',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check({ goodTillAt, timeInForce }, { now }) {
    if (goodTillAt === null)
      return timeInForce === 'GTD' ? missing('the time until which the order is good') : null;
    if (goodTillAt > now) return null;
    if (!Number.isFinite(goodTillAt)) return missing('the time until which the order is good');
    return {
      param: null,
      value: goodTillAt,
      limit: now,
      text: `the order was good until ${new Date(goodTillAt).toISOString()}, which is over`,
    };
  },
});
