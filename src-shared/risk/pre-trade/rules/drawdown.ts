import { fallFinding, hasFallen } from '../breaker.ts';
import { defineRule, upTo } from '../rule.ts';

/** From the highest equity to the lowest since: it stays tripped until a new high, or until a person begins again. */
export const drawdown = defineRule({
  code: 'drawdown',
  name: 'Drawdown',
  kind: 'limit',
  on: 'live',
  params: { max: upTo('Fall from the highest equity', 'part', 1) },
  help: 'Or begin the measure again at the equity of today, as after money was paid out that the broker’s result of the day did not tell from a loss.',
  live: { max: 0.05 },
  check(_request, { activity: { equity } }, { max }) {
    if (!hasFallen(equity.high, equity.lowSinceHigh, max)) return null;
    return fallFinding('the drawdown', equity.high, equity.lowSinceHigh, max);
  },
});
