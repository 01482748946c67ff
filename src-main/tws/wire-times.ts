import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { clockOfWire } from './wire-zones.ts';

/** `20260105-14:30:00`: UTC, the one way of writing a time that TWS never takes for another zone's (error 10314). */
export function toWireTime(unixMs: number): string {
  const [date, time] = new Date(unixMs).toISOString().slice(0, 19).split('T');
  return `${date!.replaceAll('-', '')}-${time!}`;
}

const TEXT = /^(\d{4})(\d\d)(\d\d)(?:(?:-| +)(\d\d):(\d\d):(\d\d))?(?: +(\S+))?$/;

/**
 * Unix ms of a time as TWS writes it: `20260105 09:30:00 US/Eastern`, `20260105-14:30:00` (UTC), `20260105  09:30:00` (in
 * `defaultZone`), `20260105` (the end of that day).
 *
 * @param defaultZone of a text that names none: TWS then means the zone of its own machine
 * @returns null for what is no time, or of a zone that nobody knows
 */
export function fromWireTime(text: string, defaultZone = 'UTC'): number | null {
  const found = TEXT.exec(text.trim());
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, named] = found;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const ofDay =
    hour === undefined
      ? MS_PER_DAY
      : (Number(hour) * 3_600 + Number(minute) * 60 + Number(second)) * MS_PER_SECOND;
  const isUtc = named === undefined && text.charAt(8) === '-';
  const wall = date + ofDay;
  if (isUtc) return wall;
  const clock = clockOfWire(named ?? defaultZone);
  if (clock === null) return null;
  const instants = new Float64Array(2);
  // A time that the clocks skip is the instant of the skip.
  return clock.instantsInto(instants, wall) > 0 ? instants[0]! : wall - clock.offsetAt(wall - MS_PER_DAY);
}
