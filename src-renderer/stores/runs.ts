import { create } from 'zustand';
import type { RunSummary } from '#shared/model/backtest.ts';
import { research } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

/** The history of runs, newest first. */
export const useRuns = create<Loadable<readonly RunSummary[]>>(() => NOT_LOADED);

export const loadRuns = coalesced(async () => {
  useRuns.setState(loading);
  const result = await research.invoke('runs.list', {});
  useRuns.setState((last) =>
    loaded(
      last,
      result.ok
        ? { ok: true, value: [...result.value.runs].sort((a, b) => b.createdAt - a.createdAt) }
        : result,
      'read the list of runs',
    ),
  );
});
