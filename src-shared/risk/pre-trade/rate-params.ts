import { RATE_CAPACITY } from './activity/rate-window.ts';
import type { RateWindow } from './activity/rate-window.ts';
import type { Finding, ParamInfo } from './rule.ts';

export const rateParams = {
  max: { title: 'At most', unit: 'count', looser: 'higher', min: 0, max: RATE_CAPACITY },
  windowMs: { title: 'Within', unit: 'ms', looser: 'lower', min: 1, max: 86_400_000 },
} as const satisfies Record<string, ParamInfo>;

export function rateFinding(
  what: string,
  window: RateWindow,
  now: number,
  { max, windowMs }: { readonly max: number; readonly windowMs: number },
): Finding {
  const value = window.count(windowMs, now);
  return {
    param: 'max',
    value,
    limit: max,
    text: `${value} ${what} in the last ${windowMs / 1_000} s, denied ones counted, and ${max} are allowed`,
  };
}
