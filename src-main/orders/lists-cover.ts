import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';
import type { ResetWindow } from './trading-control.ts';

const newYork = new ZoneClock('America/New_York');

/**
 * Since when the broker's lists of executions and completed orders tell everything: midnight in New York, or the end of the
 * reset that came after it, as servers that start anew may have lost orders from sight, and nothing while one goes on. That
 * an order is in none of the lists proves only then that it never came there.
 *
 * @param now Unix ms at which the lists were asked for @param resetWindow the one that an instant lies in, else the next
 */
export function listsCoverSince(now: number, resetWindow: (at: number) => ResetWindow): number {
  if (resetWindow(now).from <= now) return now;
  const midnight = startOfDay(now);
  const { from, to } = resetWindow(midnight);
  return from <= now && to > midnight ? to : midnight;
}

/** Clocks change at 02:00: midnight is shown once. */
function startOfDay(now: number): number {
  const wall = now + newYork.offsetAt(now);
  const instants = new Float64Array(2);
  newYork.instantsInto(instants, Math.floor(wall / MS_PER_DAY) * MS_PER_DAY);
  return instants[0]!;
}
