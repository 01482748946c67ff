import { RATE_CAPACITY } from '../activity/rate-window.ts';
import { defineRule } from '../rule.ts';

/** So many losing round trips within a window are followed by a pause. */
export const lossStreak = defineRule({
  code: 'loss-streak',
  name: 'Pause after losses',
  kind: 'limit',
  on: 'never',
  params: {
    losses: { title: 'Losing round trips', unit: 'count', looser: 'higher', min: 1, max: RATE_CAPACITY },
    windowMs: { title: 'Within', unit: 'ms', looser: 'lower', min: 1, max: 7 * 86_400_000 },
    pauseMs: { title: 'Pause after the last', unit: 'ms', looser: 'lower', min: 1, max: 7 * 86_400_000 },
  },
  live: { losses: 4, windowMs: 7_200_000, pauseMs: 1_200_000 },
  check(_request, { now, activity: { losses: window } }, { losses, windowMs, pauseMs }) {
    const latest = window.nth(1);
    const first = window.nth(losses);
    if (first === -Infinity || latest - first >= windowMs || now - latest >= pauseMs) return null;
    return {
      param: 'pauseMs',
      value: now - latest,
      limit: pauseMs,
      text: `${losses} round trips were closed at a loss within ${windowMs / 1_000} s: new risk passes again in ${Math.ceil((pauseMs - (now - latest)) / 1_000)} s`,
    };
  },
});
