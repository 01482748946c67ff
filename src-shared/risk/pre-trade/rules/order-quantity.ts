import { QUANTITY_STEPS_PER_UNIT } from '../../../model/quantity.ts';
import { defineRule, shown, upTo } from '../rule.ts';

export const orderQuantity = defineRule({
  code: 'order-quantity',
  name: 'Order quantity',
  kind: 'limit',
  on: 'live',
  params: { max: upTo('Units of one order', 'units', 1e9) },
  live: { max: 1_000 },
  check({ quantity }, _view, { max }) {
    if (quantity <= Math.round(max * QUANTITY_STEPS_PER_UNIT)) return null;
    const value = quantity / QUANTITY_STEPS_PER_UNIT;
    return {
      param: 'max',
      value,
      limit: max,
      text: `the order is for ${shown(value, 6)}, and ${shown(max, 6)} is the most for one order`,
    };
  },
});
