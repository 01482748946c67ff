import { dayParams, overDayLimit } from '../day-limit.ts';
import { defineRule } from '../rule.ts';

/** Executions of the day: after too many no new order passes. */
export const dailyTrades = defineRule({
  code: 'daily-trades',
  name: 'Trades of a day',
  kind: 'limit',
  on: 'trading',
  params: dayParams,
  live: { max: 10_000, maxPerContract: 1_000 },
  check({ action }, view, { max, maxPerContract }) {
    return action === 'submit' ? overDayLimit('trades', view, max, maxPerContract) : null;
  },
});
