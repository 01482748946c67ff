import { amountFinding } from '../amount-limit.ts';
import { isAbove } from '../limit-guard.ts';
import { defineRule, missing } from '../rule.ts';
import { marginOf, missingOf } from '../valuation.ts';

/** Margin of working orders and of this one against the funds that are free, less a buffer for fees and moves. */
export const buyingPower = defineRule({
  code: 'buying-power',
  name: 'Buying power',
  kind: 'limit',
  on: 'trading',
  params: { buffer: { title: 'Part of the funds kept free', unit: 'part', looser: 'lower', min: 0, max: 1 } },
  help: 'Cancel working orders or close positions to free funds.',
  live: { buffer: 0.0025 },
  check(request, view, { buffer }) {
    const { availableFunds, workingMargin } = view.account;
    const needed = workingMargin + marginOf(request, view);
    const limit = availableFunds * (1 - buffer);
    if (!isAbove(needed, limit)) return null;
    if (!Number.isFinite(view.contract.marginRate)) return missing('the margin of the contract');
    if (!Number.isFinite(needed) || !Number.isFinite(limit)) return missingOf(request, view);
    return amountFinding('the margin of the order and of those that work', needed, limit, view, 'buffer');
  },
});
