import type { IpcError } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { type Problem, problemOf } from '../format/problem.ts';

/** Something asked for. The last value stays while it is asked for again, so that nothing on screen jumps. */
export interface Loadable<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly isLoading: boolean;
}

export const NOT_LOADED: Loadable<never> = { value: null, problem: null, isLoading: false };

export function loading<T>(last: Loadable<T>): Loadable<T> {
  return { ...last, isLoading: true };
}

/** @param attempt what was tried, after "could not". */
export function loaded<T>(last: Loadable<T>, result: Result<T, IpcError>, attempt: string): Loadable<T> {
  return result.ok
    ? { value: result.value, problem: null, isLoading: false }
    : { value: last.value, problem: problemOf(result.error, attempt), isLoading: false };
}

/** Runs `load` now; calls that come while it runs become one more run after it, so a burst of changes asks at most twice. */
export function coalesced(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = () => {
    next = null;
    running = load().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    next ??= running.then(start);
    return next;
  };
}
