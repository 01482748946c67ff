import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, shownPart, upTo } from '../rule.ts';
import { largestExposureOf, missingOf } from '../valuation.ts';

/** Everything in one sector as a part of the equity. Contracts without sectors (currencies, futures) have no such limit. */
export const sectorConcentration = defineRule({
  code: 'sector-concentration',
  name: 'Sector concentration',
  kind: 'limit',
  on: 'never',
  params: { max: upTo('A sector, part of the equity', 'part', 100) },
  live: { max: 0.2 },
  check(request, view, { max }) {
    if (!view.contract.hasSector) return null;
    const value = view.account.sectorOthers + largestExposureOf(request, view);
    const limit = view.account.equity * max;
    if (!isAbove(value, limit)) return null;
    if (!Number.isFinite(value) || !Number.isFinite(limit)) return missingOf(request, view);
    return amountFinding(
      'the exposure to the sector',
      value,
      limit,
      view,
      'max',
      ` (${shownPart(max)} of the equity)`,
    );
  },
});
