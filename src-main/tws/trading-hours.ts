import type { OpenHours } from '#shared/model/contract.ts';
import type { ZoneClock } from '#shared/model/zone-clock.ts';
import { clockOfWire } from './wire-zones.ts';

const HOURS_MAX = 100;

/**
 * `20260105:0400-20260105:2000;20260106:CLOSED` in the zone of the exchange, and the older `20260105:0930-1600,1700-2000`.
 *
 * @returns ascending; empty when the zone or the text means nothing to us: then the hours are unknown, not closed
 */
export function parseTradingHours(text: string, zone: string): OpenHours[] {
  const clock = clockOfWire(zone);
  if (clock === null) return [];
  const hours: OpenHours[] = [];
  for (const part of text.split(';')) {
    const day = /^(\d{8}):/.exec(part)?.[1];
    if (day === undefined) continue;
    for (const range of part.slice(day.length + 1).split(',')) {
      const found = /^(\d{4})-(?:(\d{8}):)?(\d{4})$/.exec(range);
      if (found === null) continue;
      const start = instantOf(day, found[1]!, clock);
      const end = instantOf(found[2] ?? day, found[3]!, clock);
      if (end > start) hours.push({ start, end });
    }
  }
  return hours.sort((a, b) => a.start - b.start).slice(0, HOURS_MAX);
}

/** @returns the earlier of two; in the hour that is skipped, the instant of the skip */
function instantOf(day: string, time: string, clock: ZoneClock): number {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6, 8)].map(Number);
  const wall = Date.UTC(year!, month! - 1, date, Number(time.slice(0, 2)), Number(time.slice(2)));
  const out = new Float64Array(2);
  return clock.instantsInto(out, wall) > 0 ? out[0]! : wall - clock.offsetAt(wall - 86_400_000);
}
