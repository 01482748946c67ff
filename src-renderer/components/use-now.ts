import { useCallback, useSyncExternalStore } from 'react';

/** Unix ms in whole steps of `everyMs`, kept up to date: for ages and countdowns. @param isOn false: costs nothing */
export function useNow(everyMs: number, isOn = true): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!isOn) return () => undefined;
      const timer = setInterval(changed, everyMs);
      return () => clearInterval(timer);
    },
    [everyMs, isOn],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / everyMs) * everyMs);
}
