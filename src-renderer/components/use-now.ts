import { useCallback, useSyncExternalStore } from 'react';

interface Ticking {
  readonly heard: Set<() => void>;
  readonly timer: ReturnType<typeof setInterval>;
}

/** By their step. Everything that shows an age is told in one task and drawn once: a timer for each cell is a drawing for each. */
const ticking = new Map<number, Ticking>();

/** Unix ms in whole steps of `everyMs`, kept up to date: for ages and countdowns. @param isOn false: costs nothing */
export function useNow(everyMs: number, isOn = true): number {
  const subscribe = useCallback(
    (changed: () => void) => (isOn ? onTick(everyMs, changed) : () => undefined),
    [everyMs, isOn],
  );
  return useSyncExternalStore(subscribe, () => stepOf(everyMs));
}

/** Calls `heard` every so often, with all others that asked for the same step. @returns stops it */
export function onTick(everyMs: number, heard: () => void): () => void {
  const clock = ticking.get(everyMs) ?? start(everyMs);
  clock.heard.add(heard);
  return () => {
    clock.heard.delete(heard);
    if (clock.heard.size > 0 || ticking.get(everyMs) !== clock) return;
    clearInterval(clock.timer);
    ticking.delete(everyMs);
  };
}

/** Unix ms, the last whole step. */
export function stepOf(everyMs: number): number {
  return Math.floor(Date.now() / everyMs) * everyMs;
}

function start(everyMs: number): Ticking {
  const heard = new Set<() => void>();
  const timer = setInterval(() => {
    for (const one of [...heard]) one();
  }, everyMs);
  const clock = { heard, timer };
  ticking.set(everyMs, clock);
  return clock;
}
