import { effectOf } from '../effect.ts';
import { defineRule } from '../rule.ts';
import { gateOf } from '../trading-gate.ts';

/** The table of trading states. */
export const tradingState = defineRule({
  code: 'trading-state',
  name: 'Trading state',
  kind: 'state',
  on: 'fixed',
  params: {},
  live: {},
  check(request, view) {
    const effect = effectOf(request, view);
    if (gateOf(view.tradingState, effect, view.arePositionsProven) !== 'denied') return null;
    if (effect === 'flatten')
      return {
        param: null,
        value: 'unproven',
        limit: 'proven',
        text: 'positions are not yet proven equal to the broker’s, so closing them could open new ones',
        help: 'Wait until orders and positions have been compared with the broker: the blotter shows what differs.',
      };
    const isHalted = view.tradingState === 'halted';
    const passes = isHalted ? 'cancels' : 'cancels and orders that only reduce risk';
    return {
      param: null,
      value: view.tradingState,
      limit: 'active',
      text: `trading is ${view.tradingState}: only ${passes} pass`,
      help: isHalted ? HALTED_HELP : REDUCING_HELP,
    };
  },
});

// The rule sees the state and not what led to it: it names what can, and where the one that did is told.
const HALTED_HELP =
  'The kill switch is on, there is no connection, or it has not yet been compared with the broker; ticket and status bar say which.';
const REDUCING_HELP =
  'This book and the broker’s differ, a loss limit has tripped, or the broker’s daily reset is going on: ticket and status bar say which, the blotter shows differences to settle or accept.';
