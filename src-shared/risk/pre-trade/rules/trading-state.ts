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
  help: 'Release the kill switch, or wait until the connection is ready.',
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
      };
    const passes = view.tradingState === 'halted' ? 'cancels' : 'cancels and orders that only reduce risk';
    return {
      param: null,
      value: view.tradingState,
      limit: 'active',
      text: `trading is ${view.tradingState}: only ${passes} pass`,
    };
  },
});
