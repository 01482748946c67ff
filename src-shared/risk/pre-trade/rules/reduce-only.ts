import { QUANTITY_STEPS_PER_UNIT } from '../../../model/quantity.ts';
import { isReduction } from '../effect.ts';
import { defineRule, missing } from '../rule.ts';

/** What is said to reduce must, whatever else fills; so must the kill switch's own closing. */
export const reduceOnly = defineRule({
  code: 'reduce-only',
  name: 'Reduce-only reduces',
  kind: 'validity',
  on: 'fixed',
  params: {},
  live: {},
  check(request, view) {
    if ((!request.isReduceOnly && request.action !== 'flatten') || isReduction(request, view)) return null;
    const { position, workingBuy, workingSell } = view.book;
    const open = -request.side * position - (request.side === 1 ? workingBuy : workingSell);
    if (Number.isNaN(open)) return missing('the position with its working orders');
    const value = request.quantity / QUANTITY_STEPS_PER_UNIT;
    const limit = Math.max(0, open) / QUANTITY_STEPS_PER_UNIT;
    return {
      param: null,
      value,
      limit,
      text: `the order may only reduce, but is for ${value} where ${limit} are left to close after working orders`,
    };
  },
});
