import { shown, type Finding } from './rule.ts';
import type { RiskView } from './risk-view.ts';

/** @param value and limit in the limits' currency @param param the one to change */
export function amountFinding(
  what: string,
  value: number,
  limit: number,
  view: RiskView,
  param = 'max',
  how = '',
): Finding {
  const { currency } = view;
  return {
    param,
    value,
    limit,
    text: `${what} would be ${shown(value)} ${currency}, and ${shown(limit)} ${currency} is allowed${how}`,
  };
}
