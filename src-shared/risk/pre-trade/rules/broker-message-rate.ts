import { effectOf } from '../effect.ts';
import { defineRule, missing, upTo } from '../rule.ts';

/** The broker hangs up on those who send more. Room is kept for cancels, which go first, and for exits, which go second. */
export const brokerMessageRate = defineRule({
  code: 'broker-message-rate',
  name: 'Message rate of the broker',
  kind: 'validity',
  on: 'trading',
  params: {
    max: upTo('Messages per second', 'count', 50),
    keptForCancels: { title: 'Kept for cancels', unit: 'count', looser: 'lower', min: 0, max: 50 },
    keptForExits: {
      title: 'Kept for orders that reduce risk',
      unit: 'count',
      looser: 'lower',
      min: 0,
      max: 50,
    },
  },
  live: { max: 50, keptForCancels: 5, keptForExits: 5 },
  check(request, view, { max, keptForCancels, keptForExits }) {
    const sent = view.messagesLastSecond;
    const kept = effectOf(request, view) === 'increases' ? keptForCancels + keptForExits : keptForCancels;
    if (sent < max - kept) return null;
    if (Number.isNaN(sent)) return missing('the number of messages sent');
    return {
      param: 'max',
      value: sent,
      limit: max - kept,
      text: `${sent} messages went to the broker in the last second; ${max - kept} may before an order like this one, as ${kept} of ${max} are kept for what matters more`,
    };
  },
});
