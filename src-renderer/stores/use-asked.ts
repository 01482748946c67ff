import { useEffect, useState } from 'react';
import type { IpcError } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { type Loadable, loaded, NOT_LOADED } from './loadable.ts';

/**
 * What one panel alone shows: asked for when it appears and whenever `key` changes. The last value stays until the next
 * one is there.
 *
 * @param ask a stable function (module scope or memoised)
 * @param attempt what is tried, after "could not"
 */
export function useAsked<Key, T>(
  key: Key,
  ask: (key: Key, signal: AbortSignal) => Promise<Result<T, IpcError>>,
  attempt: string,
): { readonly asked: Loadable<T>; readonly reload: () => void } {
  const [asked, setAsked] = useState<Loadable<T>>(NOT_LOADED);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    void ask(key, abort.signal).then((result) => {
      if (!abort.signal.aborted) setAsked((last) => loaded(last, result, attempt));
    });
    return () => {
      abort.abort();
    };
  }, [key, ask, attempt, round]);
  return { asked, reload: () => setRound((last) => last + 1) };
}
