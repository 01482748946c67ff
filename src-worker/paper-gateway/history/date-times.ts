import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { compactDate } from '#shared/model/civil-day.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';

// Dates and times as TWS writes and reads them.

/** `20261121 08:14:57 UTC` */
export function connectionTimeText(unixMs: number): string {
  return zonedText(unixMs, 'UTC');
}

/** `20260105 09:30:00 America/New_York` */
export function zonedText(unixMs: number, timeZone: string): string {
  return `${wallText(unixMs, timeZone)} ${timeZone}`;
}

/** `20260105 09:30:00`, or with another sign between date and time. */
export function wallText(unixMs: number, timeZone: string, between = ' '): string {
  const wall = wallOf(unixMs, timeZone);
  const day = Math.floor(wall / MS_PER_DAY);
  return `${compactDate(day)}${between}${clockText(wall - day * MS_PER_DAY)}`;
}

/** `08:14`, in the zone of `connectionTimeText`. */
export function timeOfDayText(unixMs: number): string {
  return wallText(unixMs, 'UTC').slice('20261121 '.length, '20261121 08:14'.length);
}

/** `20260105-14:30:00`, UTC as TWS writes it. */
export function utcText(unixMs: number): string {
  return wallText(unixMs, 'UTC', '-');
}

/** What a zone's clocks show, written as if it were UTC. */
function wallOf(unixMs: number, timeZone: string): number {
  return unixMs + (timeZone === 'UTC' ? 0 : clockOf(timeZone).offsetAt(unixMs));
}

function clockText(msOfDay: number): string {
  const seconds = Math.floor(msOfDay / MS_PER_SECOND);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** TWS's own names for zones, and those that people write. */
const ZONE_ALIASES: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EST5EDT: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CST6CDT: 'America/Chicago',
  MST: 'America/Denver',
  PST: 'America/Los_Angeles',
  GMT: 'UTC',
  'GREENWICH MEAN TIME': 'UTC',
  JST: 'Asia/Tokyo',
  JAPAN: 'Asia/Tokyo',
  MET: 'Europe/Berlin',
};

const TEXT = /^(\d{4})(\d\d)(\d\d)(?:([ -])(\d\d):(\d\d)(?::(\d\d))?)?(?:[ ]+(\S.*))?$/;

/**
 * An instant as clients write it: `20260105 16:00:00 US/Eastern`, `20260105-21:00:00` (UTC), `20260105 16:00:00` (in
 * `defaultZone`), `20260105` (the end of that day).
 */
export function parseDateTime(text: string, defaultZone: string): Result<number, string> {
  const found = TEXT.exec(text.trim());
  const wrong = `the date, time, or time-zone entered is invalid: ${text.slice(0, 60)}`;
  if (found === null) return err(wrong);
  const [, year, month, date, between, hour, minute, second, zoneText] = found;
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date));
  if (compactDate(day / MS_PER_DAY) !== `${year!}${month!}${date!}`) return err(wrong);
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return err(wrong);
  const zone = zoneText === undefined ? (between === '-' ? 'UTC' : defaultZone) : knownZone(zoneText);
  if (zone === null) return err(wrong);
  const msOfDay =
    hour === undefined
      ? MS_PER_DAY
      : (Number(hour) * 3_600 + Number(minute) * 60 + Number(second ?? 0)) * MS_PER_SECOND;
  return ok(instantOf(day + msOfDay, zone));
}

/** @param wallMs what the zone's clocks show, written as if it were UTC; a time that they skip is the instant of the skip */
export function instantOf(wallMs: number, zone: string): number {
  if (zone === 'UTC') return wallMs;
  const instants = new Float64Array(2);
  const clock = clockOf(zone);
  const count = clock.instantsInto(instants, wallMs);
  return count > 0 ? instants[0]! : wallMs - clock.offsetAt(wallMs - MS_PER_DAY);
}

/** Zones that clients have named; there are some four hundred at most, each spelled in few ways. */
const clocks = new Map<string, ZoneClock>();
const CLOCK_COUNT_MAX = 500;

function clockOf(zone: string): ZoneClock {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new ZoneClock(zone);
    if (clocks.size >= CLOCK_COUNT_MAX) clocks.clear();
    clocks.set(zone, clock);
  }
  return clock;
}

function knownZone(text: string): string | null {
  const name = ZONE_ALIASES[text.trim().toUpperCase()] ?? text.trim();
  if (clocks.has(name)) return name;
  if (!/^[A-Za-z][\w+/-]{1,40}$/.test(name)) return null;
  try {
    clockOf(name);
    return name;
  } catch (error) {
    // The platform's way to say that it knows no such zone.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
