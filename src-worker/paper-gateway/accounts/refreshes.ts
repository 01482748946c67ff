import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';

/** What follows the market is told this often; what is booked, at once. Source: the reference, section 7. */
const REFRESH_MS = 3 * MS_PER_MINUTE;

/** Runs callbacks every three minutes, as TWS refreshes account values, until each is stopped. */
export type Refreshes = (run: () => void) => () => void;

/** One timer for all: a client that comes and goes leaves none behind. */
export function refreshes(clock: VirtualClock): Refreshes {
  const running = new Set<() => void>();
  clock.every(REFRESH_MS, () => {
    for (const run of running) run();
  });
  return (run) => {
    running.add(run);
    return () => running.delete(run);
  };
}
