import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { dateOfDay } from '#shared/model/civil-day.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';

/** Results count from midnight in New York, where the broker's day ends. */
const newYork = new ZoneClock('America/New_York');

export interface TradingDay {
  /** `YYYY-MM-DD`. */
  readonly name: string;
  /** Unix ms, `to` not included. */
  readonly from: number;
  readonly to: number;
}

export function tradingDayAt(unixMs: number): TradingDay {
  const day = Math.floor((unixMs + newYork.offsetAt(unixMs)) / MS_PER_DAY);
  return { name: dateOfDay(day), from: instant(day), to: instant(day + 1) };
}

/** Clocks change at 02:00: midnight is shown once. @param day since 1970-01-01 */
function instant(day: number): number {
  const found = new Float64Array(2);
  newYork.instantsInto(found, day * MS_PER_DAY);
  return found[0]!;
}
