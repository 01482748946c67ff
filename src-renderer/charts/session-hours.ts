import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { ContractDetails, OpenHours } from '#shared/model/contract.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';

/** What a chart shades and where days begin, for bars of any year. */
export interface SessionHours {
  /** Inside the liquid hours of a usual day. */
  isRegular(unixMs: number): boolean;
  /** The same for all bars of one session, another for the next. */
  sessionOf(unixMs: number): number;
}

/** Milliseconds of the wall clock; the end lies after the start, past midnight where the hours do. */
interface DayHours {
  readonly start: number;
  readonly end: number;
}

/**
 * The broker tells hours of about a week. Their usual wall times are taken for every day: half days and holidays of the
 * past are shaded as if they were whole ones.
 */
export function sessionHours({
  timeZone,
  liquidHours,
  tradingHours,
}: Pick<ContractDetails, 'timeZone' | 'liquidHours' | 'tradingHours'>): SessionHours {
  const clock = new ZoneClock(timeZone);
  const regular = usualHours(liquidHours, clock);
  const all = usualHours(tradingHours, clock);
  const startOfDay = all?.start ?? 0;
  return {
    isRegular(unixMs) {
      if (regular === null) return true;
      const wall = wallOf(unixMs, clock);
      return (
        (wall >= regular.start && wall < regular.end) ||
        (wall + MS_PER_DAY >= regular.start && wall + MS_PER_DAY < regular.end)
      );
    },
    sessionOf: (unixMs) => Math.floor((unixMs + clock.offsetAt(unixMs) - startOfDay) / MS_PER_DAY),
  };
}

/** Those of most days; null where none are told or they go round the clock. */
function usualHours(hours: readonly OpenHours[], clock: ZoneClock): DayHours | null {
  const counts = new Map<string, { readonly hours: DayHours; count: number }>();
  for (const { start, end } of hours) {
    const length = end - start;
    if (length <= 0 || length >= MS_PER_DAY) continue;
    const wall = wallOf(start, clock);
    const key = `${wall} ${length}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { hours: { start: wall, end: wall + length }, count: 1 });
    else known.count++;
  }
  let best: { readonly hours: DayHours; count: number } | null = null;
  for (const one of counts.values()) if (best === null || one.count > best.count) best = one;
  return best?.hours ?? null;
}

function wallOf(unixMs: number, clock: ZoneClock): number {
  const wall = (unixMs + clock.offsetAt(unixMs)) % MS_PER_DAY;
  return wall < 0 ? wall + MS_PER_DAY : wall;
}
