import { dayParams, overDayLimit } from '../day-limit.ts';
import { defineRule } from '../rule.ts';

/** Orders asked for today, denied ones counted. */
export const dailyOrders = defineRule({
  code: 'daily-orders',
  name: 'Orders of a day',
  kind: 'limit',
  on: 'trading',
  params: dayParams,
  live: { max: 20_000, maxPerContract: 2_000 },
  check({ action }, view, { max, maxPerContract }) {
    return action === 'submit' ? overDayLimit('orders', view, max, maxPerContract) : null;
  },
});
