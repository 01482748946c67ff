import { defineRule, missing } from '../rule.ts';

/** The exchange takes orders for its closing auction until a set time, and refuses later ones. */
export const lateClose = defineRule({
  code: 'late-close',
  name: 'Orders for the close in time',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check({ type }, { now, contract: { closeOrdersUntil } }) {
    if (type !== 'MOC' && type !== 'LOC') return null;
    if (now <= closeOrdersUntil) return null;
    if (Number.isNaN(closeOrdersUntil)) return missing('until when the exchange takes orders for the close');
    return {
      param: null,
      value: now,
      limit: closeOrdersUntil,
      text: `the exchange took orders of type ${type} until ${new Date(closeOrdersUntil).toISOString()}`,
    };
  },
});
