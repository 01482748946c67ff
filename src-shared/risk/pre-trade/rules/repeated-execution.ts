import { RECENT_CAPACITY } from '../activity/recent-orders.ts';
import { defineRule } from '../rule.ts';

/** Fills on one side of one contract, again and again: a program that has run away. */
export const repeatedExecution = defineRule({
  code: 'repeated-execution',
  name: 'Repeated executions',
  kind: 'limit',
  on: 'never',
  params: {
    max: {
      title: 'Executions per contract and side',
      unit: 'count',
      looser: 'higher',
      min: 1,
      max: RECENT_CAPACITY,
    },
    windowMs: { title: 'Within', unit: 'ms', looser: 'lower', min: 1, max: 86_400_000 },
  },
  live: { max: 50, windowMs: 60_000 },
  check({ side }, { now, contract, activity: { recentExecutions } }, { max, windowMs }) {
    const count = recentExecutions.count(contract.id, side, windowMs, now);
    if (count < max) return null;
    return {
      param: 'max',
      value: count,
      limit: max,
      text: `${count} executions on this side of the contract in the last ${windowMs / 1_000} s, and ${max} stop new risk`,
    };
  },
});
