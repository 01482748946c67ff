import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ExecutionPlan, PlanRequest, PredictionRecord } from '#shared/model/plan.ts';
import { research } from '../ipc/services.ts';
import { useConnection } from './connection.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

/** What runs were expected to take and took, newest first. */
export const usePredictions = create<Loadable<readonly PredictionRecord[]>>(() => NOT_LOADED);

export const loadPredictions = coalesced(async () => {
  usePredictions.setState(loading);
  const result = await research.invoke('planning.predictions', {});
  usePredictions.setState((last) =>
    loaded(
      last,
      result.ok ? { ok: true, value: result.value.predictions } : result,
      'read the times of earlier runs',
    ),
  );
});

/** Whoever is typing is left alone until there is a pause of this length: a plan computes for a fraction of a second. */
const PAUSE_MS = 600;

/** The plan of what is about to be run, made anew when that changes. @param request null: there is nothing that could be run */
export function useRunPlan(request: PlanRequest | null): Loadable<ExecutionPlan> {
  const [plan, setPlan] = useState<Loadable<ExecutionPlan>>(NOT_LOADED);
  const isReady = useConnection((state) => state.research.state === 'ready');
  // The same request written anew is no reason to plan anew.
  const key = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (key === null || !isReady) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      setPlan(loading);
      const asked = JSON.parse(key) as PlanRequest;
      void research.invoke('planning.plan', asked, { signal: abort.signal }).then((result) => {
        if (abort.signal.aborted) return;
        const answer = result.ok ? { ok: true as const, value: result.value.plan } : result;
        setPlan((last) => loaded(result.ok ? last : NOT_LOADED, answer, 'plan the run'));
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, isReady]);
  return key === null ? NOT_LOADED : plan;
}
