import { failure } from '#shared/ipc/errors.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import type { tradingRequests } from '#shared/ipc/trading.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { OrderDesk } from '../orders/order-desk.ts';

export function tradingHandlers(desk: OrderDesk): Handlers<typeof tradingRequests> {
  return {
    'trading.status': () => ok(desk.control.status),
    'trading.halt'({ flatten }, { correlationId }) {
      const halted = desk.killSwitch.halt(flatten, { by: 'window', correlationId });
      return halted.ok ? ok({ cancelsAsked: halted.value }) : halted;
    },
    async 'trading.resume'(_, { correlationId }) {
      const resumed = await desk.killSwitch.resume({ by: 'window', correlationId });
      return resumed.ok ? ok({ isResumed: resumed.value }) : resumed;
    },
    async 'trading.reconcile'() {
      if (!desk.control.isConnected)
        return err(failure('not-connected', 'There is no connection to compare with.', 'Connect first.'));
      try {
        await desk.reconciler.compare();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return err(
          failure('reconciliation-failed', `The comparison failed: ${why}.`, 'Try again in a moment.'),
        );
      }
      return ok(desk.control.reconciliationStatus);
    },
    async 'trading.acceptDifference'({ key }, { correlationId }) {
      const accepted = await desk.acceptDifference(key, { by: 'window', correlationId });
      return accepted.ok ? ok({ isAccepted: accepted.value }) : accepted;
    },
  };
}
