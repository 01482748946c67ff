import { create } from 'zustand';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import { research } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

export const useStrategies = create<Loadable<readonly StrategyInfo[]>>(() => NOT_LOADED);

export const loadStrategies = coalesced(async () => {
  useStrategies.setState(loading);
  const result = await research.invoke('strategies.list', {});
  useStrategies.setState((last) =>
    loaded(
      last,
      result.ok ? { ok: true, value: result.value.strategies } : result,
      'read the list of strategies',
    ),
  );
});
