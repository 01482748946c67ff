import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { unixMillis } from '#shared/kernel/time.ts';

export const systemClock: Clock = { now: () => unixMillis(Date.now()) };

export const systemTimers: Timers = {
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
