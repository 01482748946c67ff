import { effectOf } from '../effect.ts';
import { defineRule } from '../rule.ts';

/** Nothing new until orders and positions are known to be the broker's; with open differences only what reduces risk. */
export const reconciliation = defineRule({
  code: 'reconciliation',
  name: 'Reconciliation',
  kind: 'state',
  on: 'fixed',
  params: {},
  help: 'Wait for the comparison with the broker to end, and settle the differences it shows.',
  live: {},
  check(request, view) {
    if (view.reconciliation === 'clean' || request.action === 'flatten') return null;
    if (view.reconciliation === 'differences' && effectOf(request, view) === 'reduces') return null;
    return {
      param: null,
      value: view.reconciliation,
      limit: 'clean',
      text:
        view.reconciliation === 'unproven'
          ? 'orders and positions have not yet been compared with the broker'
          : 'orders or positions differ from the broker’s: only what reduces risk passes until that is settled',
    };
  },
});
