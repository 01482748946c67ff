import { QUANTITY_STEPS_PER_UNIT } from '../../../model/quantity.ts';
import { defineRule, missing, type Finding } from '../rule.ts';

export const lotSize = defineRule({
  code: 'lot-size',
  name: 'Lot size',
  kind: 'validity',
  on: 'trading',
  params: {},
  live: {},
  check({ quantity }, { contract: { minSize, maxSize, sizeIncrement } }) {
    if (!(sizeIncrement > 0) || Number.isNaN(minSize) || Number.isNaN(maxSize))
      return missing('the lot size of the contract');
    if (quantity < minSize) return refuse(quantity, minSize, 'below the smallest size');
    if (quantity > maxSize) return refuse(quantity, maxSize, 'above the largest size');
    if (quantity % sizeIncrement !== 0) return refuse(quantity, sizeIncrement, 'no multiple of the lot');
    return null;
  },
});

function refuse(quantity: number, bound: number, how: string): Finding {
  const value = quantity / QUANTITY_STEPS_PER_UNIT;
  const limit = bound / QUANTITY_STEPS_PER_UNIT;
  return { param: null, value, limit, text: `the quantity ${value} is ${how} of the contract, ${limit}` };
}
