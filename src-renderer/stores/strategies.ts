import { create } from 'zustand';
import type { StrategyInfo } from '#shared/ipc/contract.ts';
import type { StrategyProblem } from '#shared/model/user-strategy.ts';
import { research } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

export const useStrategies = create<Loadable<readonly StrategyInfo[]>>(() => NOT_LOADED);

interface StrategyFiles {
  /** Files of the user that cannot be used, and how many more there are than can be shown. */
  readonly problems: readonly StrategyProblem[];
  readonly problemsLeftOut: number;
  readonly isReading: boolean;
}

export const useStrategyFiles = create<StrategyFiles>(() => ({
  problems: [],
  problemsLeftOut: 0,
  isReading: false,
}));

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
  if (!result.ok) return;
  const { problems, problemsLeftOut, isReading } = result.value;
  useStrategyFiles.setState({ problems, problemsLeftOut, isReading });
});
