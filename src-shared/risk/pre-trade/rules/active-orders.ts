import { defineRule, missing, upTo } from '../rule.ts';

export const activeOrders = defineRule({
  code: 'active-orders',
  name: 'Working orders',
  kind: 'limit',
  on: 'trading',
  params: { max: upTo('Orders of the account', 'count', 10_000) },
  live: { max: 50 },
  practice: { max: 500 },
  check({ action }, { account: { workingOrders } }, { max }) {
    if (action !== 'submit' || workingOrders < max) return null;
    if (Number.isNaN(workingOrders)) return missing('the number of working orders');
    return {
      param: 'max',
      value: workingOrders,
      limit: max,
      text: `${workingOrders} orders of the account work, and ${max} may`,
    };
  },
});
