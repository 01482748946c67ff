import { create } from 'zustand';
import type { OrderLatency } from '#shared/ipc/orders.ts';
import { main } from '../ipc/services.ts';
import { type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

/** How long the parts of an order's road took, since the start of the program. */
export const useLatency = create<{ readonly latency: Loadable<OrderLatency> }>(() => ({
  latency: NOT_LOADED,
}));

export async function loadLatency(): Promise<void> {
  useLatency.setState(({ latency }) => ({ latency: loading(latency) }));
  const result = await main.invoke('orders.latency', {});
  useLatency.setState(({ latency }) => ({ latency: loaded(latency, result, 'read the latencies') }));
}

export function receiveLatency(value: OrderLatency): void {
  useLatency.setState({ latency: { value, problem: null, isLoading: false } });
}
