import { effectOf } from './effect.ts';
import { denialOf, type Denial } from './denial.ts';
import type { OrderRequest } from './order-request.ts';
import type { PreTradeRule } from './rule.ts';
import type { RiskView } from './risk-view.ts';
import { RULES } from './rules.ts';
import type { Limits } from './settings.ts';

const ORDER: readonly PreTradeRule[] = RULES;

/**
 * Asks every rule that is on, in order; the first that denies is the answer. null: passed, and no object was made (14 bytes of a boxed number: open).
 * A cancel always passes. What only reduces risk, and the kill switch's own closing, is asked about its validity and the
 * state of trading but about no limit. Call `view.activity.advance(now)` before, `attempted` after, whatever the answer.
 *
 * @param limits of the account and contract of the view
 * Measured by bench/pre-trade-risk.bench.ts.
 */
export function evaluate(request: OrderRequest, view: RiskView, limits: Limits): Denial | null {
  if (request.action === 'cancel') return null;
  const asksLimits = effectOf(request, view) === 'increases';
  for (let index = 0; index < ORDER.length; index++) {
    const rule = ORDER[index]!;
    const setting = limits[index]!;
    if (!setting.isOn || (rule.kind === 'limit' && !asksLimits)) continue;
    const finding = rule.check(request, view, setting.params);
    if (finding !== null) return denialOf(rule, finding, setting);
  }
  return null;
}
