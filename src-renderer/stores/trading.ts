import { create } from 'zustand';
import type { TradingStatus } from '#shared/ipc/trading.ts';
import { nameOrders } from './name-orders.ts';
import { notify } from './notices.ts';

/** Whether orders may go out, as main tells it; null until it has told. */
export const useTrading = create<{ readonly status: TradingStatus | null }>(() => ({ status: null }));

export function receiveTradingStatus(status: TradingStatus): void {
  const before = useTrading.getState().status;
  useTrading.setState({ status });
  if (before === null) return;
  if (status.killSwitch.isHalted && !before.killSwitch.isHalted) {
    notify('warning', 'The kill switch is on: no order goes out.', {
      detail: 'Working orders are being cancelled. It stays on over restarts, until you resume trading.',
    });
  }
  if (!status.killSwitch.isHalted && before.killSwitch.isHalted) notify('success', 'Trading was resumed.');
  const known = new Set(before.reconciliation.differences.map(({ key }) => key));
  const fresh = status.reconciliation.differences.filter(({ key }) => !known.has(key));
  for (const { message, help } of fresh) notify('warning', nameOrders(message), { detail: help });
}
