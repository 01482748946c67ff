import { QUANTITY_STEPS_PER_UNIT } from '../../../model/quantity.ts';
import { defineRule, missing, shown } from '../rule.ts';
import { reachOf } from '../valuation.ts';

/** Stocks only: nothing has to be borrowed to be short a future, and the broker's permissions say who may write options. */
export const shortSale = defineRule({
  code: 'short-sale',
  name: 'Short sale',
  kind: 'limit',
  on: 'trading',
  params: {
    isAllowed: { title: 'Short sales allowed', unit: 'flag', looser: 'higher', min: 0, max: 1 },
    mustBeLocated: { title: 'Only what can be borrowed', unit: 'flag', looser: 'lower', min: 0, max: 1 },
  },
  live: { isAllowed: true, mustBeLocated: true },
  practice: { isAllowed: true, mustBeLocated: false },
  check(request, view, { isAllowed, mustBeLocated }) {
    if (request.side === 1 || view.contract.securityType !== 'STK') return null;
    const short = reachOf(request, view);
    if (short <= 0) return null;
    if (Number.isNaN(short)) return missing('the position with its working orders');
    const units = short / QUANTITY_STEPS_PER_UNIT;
    if (!isAllowed)
      return {
        param: 'isAllowed',
        value: units,
        limit: 0,
        text: `the account would be short ${shown(units, 6)} with its working sells, and short sales are not allowed`,
      };
    if (!mustBeLocated || short <= view.contract.shortable) return null;
    if (Number.isNaN(view.contract.shortable)) return missing('how much can be borrowed');
    const limit = view.contract.shortable / QUANTITY_STEPS_PER_UNIT;
    return {
      param: 'mustBeLocated',
      value: units,
      limit,
      text: `the account would be short ${shown(units, 6)} with its working sells, and ${shown(limit, 6)} can be borrowed`,
    };
  },
});
