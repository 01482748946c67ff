import { effectOf } from '../effect.ts';
import { defineRule, missing } from '../rule.ts';

/** Around the broker's daily reset an order may be lost or answered late: nothing that adds risk is sent into it. */
export const resetWindow = defineRule({
  code: 'reset-window',
  name: 'Daily reset of the broker',
  kind: 'state',
  on: 'trading',
  params: {
    leadMs: { title: 'Closed before the reset', unit: 'ms', looser: 'lower', min: 0, max: 3_600_000 },
  },
  live: { leadMs: 120_000 },
  check(request, view, { leadMs }) {
    const { now, resetStartsAt, resetEndsAt } = view;
    if (now < resetStartsAt - leadMs || now >= resetEndsAt) return null;
    if (effectOf(request, view) !== 'increases') return null;
    if (Number.isNaN(resetStartsAt) || Number.isNaN(resetEndsAt))
      return missing('the time of the broker’s daily reset');
    const seconds = Math.round((resetStartsAt - now) / 1_000);
    return {
      param: 'leadMs',
      value: seconds * 1_000,
      limit: leadMs,
      text:
        seconds > 0
          ? `the broker’s daily reset begins in ${seconds} s, and nothing that adds risk passes in the last ${leadMs / 1_000} s`
          : 'the broker’s daily reset is going on, and nothing that adds risk passes until it is over',
    };
  },
});
