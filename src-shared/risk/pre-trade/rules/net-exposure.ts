import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, shown, upTo } from '../rule.ts';
import { exposureOf, missingOf } from '../valuation.ts';

/** Long less short, when everything that works on the side of the order fills and nothing else does. */
export const netExposure = defineRule({
  code: 'net-exposure',
  name: 'Net exposure',
  kind: 'limit',
  on: 'never',
  params: { max: upTo('Long less short, multiple of the equity', 'times', 100) },
  live: { max: 2 },
  check(request, view, { max }) {
    const { netHighOthers, netLowOthers } = view.account;
    const others = request.side === 1 ? netHighOthers : -netLowOthers;
    const value = others + exposureOf(request, view);
    const limit = view.account.equity * max;
    if (!isAbove(value, limit)) return null;
    if (!Number.isFinite(value) || !Number.isFinite(limit)) return missingOf(request, view);
    return amountFinding(
      'the net exposure',
      value,
      limit,
      view,
      'max',
      ` (${shown(max)} times of the equity)`,
    );
  },
});
