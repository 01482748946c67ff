import { QUANTITY_STEPS_PER_UNIT } from '../../../model/quantity.ts';
import { defineRule, missing, shown, upTo } from '../rule.ts';
import { reachOf } from '../valuation.ts';

export const positionQuantity = defineRule({
  code: 'position-quantity',
  name: 'Position quantity',
  kind: 'limit',
  on: 'never',
  params: { max: upTo('Units of a position, long or short', 'units', 1e9) },
  live: { max: 10_000 },
  check(request, view, { max }) {
    const reach = reachOf(request, view);
    if (reach <= Math.round(max * QUANTITY_STEPS_PER_UNIT)) return null;
    if (Number.isNaN(reach)) return missing('the position with its working orders');
    const value = reach / QUANTITY_STEPS_PER_UNIT;
    return {
      param: 'max',
      value,
      limit: max,
      text: `the position could reach ${shown(value, 6)} with its working orders, and ${shown(max, 6)} is allowed`,
    };
  },
});
