import { fallFinding, hasFallen } from '../breaker.ts';
import { defineRule, upTo } from '../rule.ts';

/** Measured to the lowest point of the day: it stays tripped until the day ends, also when the equity recovers. */
export const dailyLoss = defineRule({
  code: 'daily-loss',
  name: 'Daily loss',
  kind: 'limit',
  on: 'live',
  params: { max: upTo('Loss of the day, part of its first equity', 'part', 1) },
  help: 'It ends with the trading day. Money paid in is no gain; money paid out is a loss unless the broker’s result of the day says otherwise.',
  live: { max: 0.02 },
  check(_request, { activity: { equity } }, { max }) {
    if (!hasFallen(equity.dayStart, equity.dayLow, max)) return null;
    return fallFinding('the loss of the day', equity.dayStart, equity.dayLow, max);
  },
});
