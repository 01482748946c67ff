import { rateFinding, rateParams } from '../rate-params.ts';
import { defineRule } from '../rule.ts';

export const submitRate = defineRule({
  code: 'submit-rate',
  name: 'Order rate',
  kind: 'limit',
  on: 'trading',
  params: rateParams,
  live: { max: 20, windowMs: 60_000 },
  practice: { max: 200, windowMs: 60_000 },
  check({ action }, { now, activity: { submits } }, params) {
    if (action !== 'submit' || !submits.isFull(params.max, params.windowMs, now)) return null;
    return rateFinding('orders were asked for', submits, now, params);
  },
});
