import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';
import type { Hours, Interval, Session, SessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { Duration } from './bar-grammar.ts';

/** Weeks begin on Mondays; 1970-01-01 was a Thursday. */
const DAYS_FROM_MONDAY_AT_ZERO = 3;
const WALK_BACK_MS = 7 * MS_PER_DAY;
/** Nothing is older than this many walks. */
const WALK_COUNT_MAX = 60;

/**
 * The stretch of time that a duration names, counted back from its end over the time in which there is trading: `1800 S`
 * asked for on a Sunday is the last half hour of Friday, `2 D` are two sessions, the running one among them. Weeks, months
 * and years go by the calendar.
 *
 * @param end nothing from this instant on, Unix ms
 */
export function stretchBefore(
  calendar: SessionCalendar,
  end: number,
  { count, unit }: Duration,
  hours: Hours,
): Interval {
  if (unit === 'S') return { start: secondsBack(calendar, end, count, hours), end };
  const last = lastBegunBefore(calendar, end, hours);
  if (last === null) return { start: end, end };
  switch (unit) {
    case 'D':
      return { start: sessionsBack(calendar, last, count, hours), end };
    case 'W':
      return { start: startOnOrAfter(calendar, last.day - 7 * count + 1, hours) ?? end, end };
    case 'M':
      return { start: startOnOrAfter(calendar, monthsBack(last.day, count) + 1, hours) ?? end, end };
    case 'Y':
      return { start: startOnOrAfter(calendar, monthsBack(last.day, 12 * count) + 1, hours) ?? end, end };
  }
}

/** Where the bar begins that holds an instant, or the instant itself if no bar does: whole bars are answered. */
export function barStartAt(calendar: SessionCalendar, time: number, size: BarSize, hours: Hours): number {
  if (!isDatedBySession(size)) {
    const session = calendar.sessionAt(time, hours);
    const open = hours === 'regular' ? (session?.regular ?? null) : session;
    const grid = Math.floor(time / barSizeMs(size)) * barSizeMs(size);
    return open === null ? time : Math.max(open.start, grid);
  }
  const session = calendar.sessionAt(time, hours);
  if (session === null) return time;
  if (size === '1 day') return startOnOrAfter(calendar, session.day, hours) ?? time;
  const first =
    size === '1 week'
      ? Math.floor((session.day + DAYS_FROM_MONDAY_AT_ZERO) / 7) * 7 - DAYS_FROM_MONDAY_AT_ZERO
      : monthStart(session.day);
  return startOnOrAfter(calendar, first, hours) ?? time;
}

/** How many bars a stretch can hold at most. */
export function barCountOf(
  calendar: SessionCalendar,
  { start, end }: Interval,
  size: BarSize,
  hours: Hours,
): number {
  // A closed market makes no bars; over a long stretch days are told by their date.
  if (isDatedBySession(size)) return Math.ceil((end - start) / MS_PER_DAY);
  const open = calendar.intervalsBetween(start, end, hours);
  return open.reduce((sum, each) => sum + Math.ceil((each.end - each.start) / barSizeMs(size)) + 1, 0);
}

function secondsBack(calendar: SessionCalendar, end: number, count: number, hours: Hours): number {
  let left = count * MS_PER_SECOND;
  let to = end;
  for (let walk = 0; walk < WALK_COUNT_MAX; walk++) {
    const open = calendar.intervalsBetween(to - WALK_BACK_MS, to, hours);
    for (const interval of open.reverse()) {
      const length = interval.end - interval.start;
      if (length >= left) return interval.end - left;
      left -= length;
    }
    to -= WALK_BACK_MS;
  }
  return to;
}

function sessionsBack(calendar: SessionCalendar, last: Session, count: number, hours: Hours): number {
  let session = last;
  for (let left = count - 1; left > 0;) {
    const before = calendar.previous(session);
    if (before === null) break;
    session = before;
    if (openOf(session, hours) !== null) left--;
  }
  return openOf(session, hours)?.start ?? session.start;
}

function lastBegunBefore(calendar: SessionCalendar, end: number, hours: Hours): Session | null {
  // A session may begin on the evening before its date.
  let session = calendar.lastOnOrBefore(calendar.dayAt(end) + 1);
  for (let i = 0; i < 30 && session !== null; i++) {
    const open = openOf(session, hours);
    if (open !== null && open.start < end) return session;
    session = calendar.previous(session);
  }
  return null;
}

function startOnOrAfter(calendar: SessionCalendar, day: number, hours: Hours): number | null {
  let session = calendar.firstOnOrAfter(day);
  for (let i = 0; i < 30 && session !== null; i++) {
    const open = openOf(session, hours);
    if (open !== null) return open.start;
    session = calendar.next(session);
  }
  return null;
}

function openOf(session: Session, hours: Hours): Interval | null {
  return hours === 'regular' ? session.regular : session;
}

/** The same day of an earlier month, or that month's last. */
function monthsBack(day: number, count: number): number {
  const date = new Date(day * MS_PER_DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - count];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / MS_PER_DAY;
}

function monthStart(day: number): number {
  const date = new Date(day * MS_PER_DAY);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / MS_PER_DAY;
}
