import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, shownPart, upTo } from '../rule.ts';
import { exposureOf, missingOf } from '../valuation.ts';

/** One position as a part of the equity. */
export const concentration = defineRule({
  code: 'concentration',
  name: 'Concentration',
  kind: 'limit',
  on: 'never',
  params: { max: upTo('A position, part of the equity', 'part', 100) },
  live: { max: 0.5 },
  check(request, view, { max }) {
    const value = exposureOf(request, view);
    const limit = view.account.equity * max;
    if (!isAbove(value, limit)) return null;
    if (!Number.isFinite(value) || !Number.isFinite(limit)) return missingOf(request, view);
    return amountFinding(
      'the position with its working orders',
      value,
      limit,
      view,
      'max',
      ` (${shownPart(max)} of the equity)`,
    );
  },
});
