import { dayParams, overDayLimit } from '../day-limit.ts';
import { defineRule } from '../rule.ts';

/** A cancel always passes, and counts: after too many no new order does. */
export const dailyCancels = defineRule({
  code: 'daily-cancels',
  name: 'Cancels of a day',
  kind: 'limit',
  on: 'trading',
  params: dayParams,
  live: { max: 10_000, maxPerContract: 1_000 },
  check({ action }, view, { max, maxPerContract }) {
    return action === 'submit' ? overDayLimit('cancels', view, max, maxPerContract) : null;
  },
});
