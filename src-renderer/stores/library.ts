import { create } from 'zustand';
import type { SeriesSummary } from '#shared/model/series.ts';
import { research } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

/** The series that the library holds. */
export const useLibrary = create<Loadable<readonly SeriesSummary[]>>(() => NOT_LOADED);

export const loadLibrary = coalesced(async () => {
  useLibrary.setState(loading);
  const result = await research.invoke('library.list', {});
  useLibrary.setState((last) =>
    loaded(last, result.ok ? { ok: true, value: result.value.series } : result, 'read the library'),
  );
});
