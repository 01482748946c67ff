import { rateFinding, rateParams } from '../rate-params.ts';
import { defineRule } from '../rule.ts';

export const modifyRate = defineRule({
  code: 'modify-rate',
  name: 'Modify rate',
  kind: 'limit',
  on: 'trading',
  params: rateParams,
  live: { max: 60, windowMs: 60_000 },
  practice: { max: 600, windowMs: 60_000 },
  check({ action }, { now, activity: { modifies } }, params) {
    if (action !== 'modify' || !modifies.isFull(params.max, params.windowMs, now)) return null;
    return rateFinding('modifies were asked for', modifies, now, params);
  },
});
