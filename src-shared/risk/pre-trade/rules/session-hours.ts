import { defineRule } from '../rule.ts';

/** An order sent while its market is closed fires at the open, at a price nobody has seen. */
export const sessionHours = defineRule({
  code: 'session-hours',
  name: 'Session hours',
  kind: 'limit',
  on: 'live',
  params: {
    mayLimitsWait: {
      title: 'Limit orders may wait for the open',
      unit: 'flag',
      looser: 'higher',
      min: 0,
      max: 1,
    },
  },
  live: { mayLimitsWait: true },
  check({ isOutsideHours, limitPrice }, { contract }, { mayLimitsWait }) {
    if (contract.isRegularSession || (isOutsideHours && contract.isExtendedSession)) return null;
    if (mayLimitsWait && limitPrice !== null) return null;
    return {
      param: 'mayLimitsWait',
      value: contract.isExtendedSession ? 'outside regular hours' : 'closed',
      limit: 'open',
      text: contract.isExtendedSession
        ? 'regular hours are over, and the order is for regular hours: it would fire at the next open'
        : 'the market is closed: the order would fire at the next open',
    };
  },
});
