import type { DayEvent } from './activity/day-counters.ts';
import { upTo, type Finding } from './rule.ts';
import type { RiskView } from './risk-view.ts';

export const dayParams = {
  max: upTo('A day, in all', 'count', 1_000_000),
  maxPerContract: upTo('A day, per contract', 'count', 1_000_000),
};

/** One more on top of what the day has seen. */
export function overDayLimit(
  event: DayEvent,
  view: RiskView,
  max: number,
  maxPerContract: number,
): Finding | null {
  const { contract, activity } = view;
  const total = activity.day.total(event);
  if (total >= max)
    return {
      param: 'max',
      value: total,
      limit: max,
      text: `${total} ${event} today, and ${max} are allowed`,
    };
  const own = activity.day.of(event, contract.id);
  if (own < maxPerContract) return null;
  return {
    param: 'maxPerContract',
    value: own,
    limit: maxPerContract,
    text: `${own} ${event} in this contract today, and ${maxPerContract} are allowed`,
  };
}
