import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, shown, upTo } from '../rule.ts';
import { largestExposureOf, missingOf } from '../valuation.ts';

/** All positions, long and short added up, at the worst their working orders can make of them. */
export const grossExposure = defineRule({
  code: 'gross-exposure',
  name: 'Gross exposure',
  kind: 'limit',
  on: 'live',
  params: { max: upTo('All positions, multiple of the equity', 'times', 100) },
  live: { max: 3 },
  check(request, view, { max }) {
    const value = view.account.grossOthers + largestExposureOf(request, view);
    const limit = view.account.equity * max;
    if (!isAbove(value, limit)) return null;
    if (!Number.isFinite(value) || !Number.isFinite(limit)) return missingOf(request, view);
    return amountFinding(
      'the gross exposure',
      value,
      limit,
      view,
      'max',
      ` (${shown(max)} times of the equity)`,
    );
  },
});
