import { MS_PER_DAY, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';

/** A stretch in which the broker restarts its servers: connections drop, and orders sent into it may be lost from sight. */
export interface ResetWindow {
  /** Unix ms, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

const HOUR = 60;
/** The broker's own schedule for North America, New York time: each night but Friday's, and longer on the night to Saturday. */
const NIGHTLY = { from: 15, to: HOUR + 45 };
/** Minutes from Saturday's midnight: Friday 23:00 to Saturday 03:00. */
const WEEKEND = { from: -HOUR, to: 3 * HOUR };
const SATURDAY = 6;

const newYork = new ZoneClock('America/New_York');

/** The window that `unixMs` lies in, else the next one. */
export function resetWindow(unixMs: number): ResetWindow {
  const wall = unixMs + newYork.offsetAt(unixMs);
  const midnight = Math.floor(wall / MS_PER_DAY) * MS_PER_DAY;
  for (const day of [0, 1, 2]) {
    const window = windowOf(midnight + day * MS_PER_DAY);
    if (window.to > unixMs) return window;
  }
  throw new Error(`no reset window within two days of ${unixMs}`);
}

export function isInResetWindow(unixMs: number): boolean {
  return resetWindow(unixMs).from <= unixMs;
}

/** @param midnight of New York's clocks, written as if it were UTC */
function windowOf(midnight: number): ResetWindow {
  const isSaturday = new Date(midnight).getUTCDay() === SATURDAY;
  const { from, to } = isSaturday ? WEEKEND : NIGHTLY;
  return {
    from: instants(midnight + from * MS_PER_MINUTE)[0],
    to: instants(midnight + to * MS_PER_MINUTE)[1],
  };
}

/**
 * The first and the last at which New York's clocks show a time. 01:45 is shown twice in the night of October or November in
 * which they go back: nobody says which of them the broker means, and the window is as long as it can be.
 */
function instants(wallMs: number): readonly [number, number] {
  const found = new Float64Array(2);
  const count = newYork.instantsInto(found, wallMs);
  return [found[0]!, found[count === 2 ? 1 : 0]!];
}
