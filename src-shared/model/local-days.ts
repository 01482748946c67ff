import { MS_PER_DAY } from '../kernel/time.ts';
import { ZoneClock } from './zone-clock.ts';

/**
 * Calendar days of a time zone for instants that come in order, at a comparison per instant: the zone is asked once a day.
 */
export class LocalDays {
  /** The day of the last instant given to `advance`: days since 1970-01-01 in the zone. */
  day = NaN;
  /** Instants before this one, and not before the last given, lie in the same day. May come early; `advance` then finds the same day again. */
  until = -Infinity;
  /** Null in UTC, which needs none. */
  readonly #clock: ZoneClock | null;

  constructor(timeZone: string) {
    this.#clock = timeZone === 'UTC' ? null : new ZoneClock(timeZone);
  }

  /** @param unixMs not before the last. Returns its day. */
  advance(unixMs: number): number {
    if (unixMs < this.until) return this.day;
    const offset = this.#offsetAt(unixMs);
    this.day = Math.floor((unixMs + offset) / MS_PER_DAY);
    const midnight = (this.day + 1) * MS_PER_DAY;
    // Where the clocks change before midnight it comes by the new offset; the earlier of the two is never too late.
    this.until = Math.min(midnight - offset, midnight - this.#offsetAt(midnight - offset));
    return this.day;
  }

  #offsetAt(unixMs: number): number {
    return this.#clock === null ? 0 : this.#clock.offsetAt(unixMs);
  }
}
