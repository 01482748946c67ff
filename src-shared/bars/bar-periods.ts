import { assert } from '../kernel/assert.ts';
import { MS_PER_DAY } from '../kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '../model/bar-size.ts';
import type { SessionHours } from '../model/backtest.ts';
import { civilDay } from '../model/civil-day.ts';
import { sessionCalendar, type Session, type SessionCalendar } from '../model/sessions/session-calendar.ts';
import { ZoneClock } from '../model/zone-clock.ts';
import { hoursOf } from './session-bars.ts';

/** What a day is: a session of an exchange, or from midnight to midnight of a time zone. */
export interface DayRule {
  /** Bars that are dated by their session have UTC here: their date is all there is. */
  readonly timeZone: string;
  /** Absent: days end at midnight. */
  readonly session?: Pick<SessionHours, 'calendar' | 'hours'> | undefined;
}

/** Days as a rule has them. Knows no place in time: one serves all symbols of a run. */
export interface CalendarDays {
  dayAt(time: number): number;
  /** Where the first of the days from `day` on begins that has any time. */
  startOf(day: number): number;
  /** Where the last of the days before `day` ends that has any time. */
  endBefore(day: number): number;
  /** Bounds that no bar shorter than a day reaches over; infinite where there are none. */
  openAt(time: number): number;
  closeAt(time: number): number;
}

/** To be made once: what it asks of calendar and zone is kept. */
export function calendarDays({ timeZone, session }: DayRule): CalendarDays {
  return session === undefined ? new MidnightDays(timeZone) : new SessionDays(session);
}

/**
 * The stretch of time that a bar of one size covers, for instants that come in order: a comparison per instant, the calendar
 * is asked once per stretch. Shorter bars lie on multiples of their size since UTC midnight, and none reaches over the
 * beginning or end of a session; bars of a day and more begin and end with their first and last session, or with midnight.
 * Weeks begin on Mondays.
 */
export class BarPeriods {
  /** Unix ms: `start` belongs to it, `end` does not. NaN before the first instant. */
  start = NaN;
  end = NaN;
  /** What a bar of it is stamped with when `time` is the first instant known of: its start, or UTC midnight of the day. */
  stamp = NaN;
  readonly #size: BarSize;
  readonly #lengthMs: number;
  readonly #days: CalendarDays;

  constructor(size: BarSize, days: CalendarDays) {
    this.#size = size;
    this.#lengthMs = barSizeMs(size);
    this.#days = days;
  }

  /** @param time Unix ms, within the session's hours where there are any */
  moveTo(time: number): void {
    if (time >= this.start && time < this.end) return;
    const days = this.#days;
    const size = this.#size;
    const lengthMs = this.#lengthMs;
    if (isDatedBySession(size)) {
      const day = days.dayAt(time);
      const [first, next] = groupOf(day, size);
      this.stamp = day * MS_PER_DAY;
      this.start = days.startOf(first);
      this.end = days.endBefore(next);
    } else {
      const multiple = Math.floor(time / lengthMs) * lengthMs;
      this.start = this.stamp = Math.max(multiple, days.openAt(time));
      this.end = Math.min(multiple + lengthMs, days.closeAt(time));
    }
  }
}

/** First day of the day, week or month of a day, and of the next. Days since 1970-01-01, a Thursday. */
function groupOf(day: number, size: BarSize): readonly [number, number] {
  if (size === '1 day') return [day, day + 1];
  if (size === '1 week') {
    const monday = Math.floor((day + 3) / 7) * 7 - 3;
    return [monday, monday + 7];
  }
  const date = new Date(day * MS_PER_DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return [civilDay(year, month, 1), civilDay(year, month + 1, 1)];
}

class MidnightDays implements CalendarDays {
  readonly #clock: ZoneClock | null;
  readonly #instants = new Float64Array(2);

  constructor(timeZone: string) {
    this.#clock = timeZone === 'UTC' ? null : new ZoneClock(timeZone);
  }

  dayAt(time: number): number {
    return Math.floor((time + (this.#clock?.offsetAt(time) ?? 0)) / MS_PER_DAY);
  }

  startOf(day: number): number {
    const midnight = day * MS_PER_DAY;
    if (this.#clock === null) return midnight;
    if (this.#clock.instantsInto(this.#instants, midnight) > 0) return this.#instants[0]!;
    // A midnight that the clocks skip: the instant at which they skip it and go on.
    return midnight - this.#clock.offsetAt(midnight - MS_PER_DAY);
  }

  endBefore(day: number): number {
    return this.startOf(day);
  }

  openAt(): number {
    return -Infinity;
  }

  closeAt(): number {
    return Infinity;
  }
}

class SessionDays implements CalendarDays {
  readonly #calendar: SessionCalendar;
  readonly #hours: SessionHours['hours'];

  constructor({ calendar, hours }: Pick<SessionHours, 'calendar' | 'hours'>) {
    this.#calendar = sessionCalendar(calendar);
    this.#hours = hours;
  }

  dayAt(time: number): number {
    return this.#sessionAt(time).day;
  }

  startOf(day: number): number {
    for (let at = this.#calendar.firstOnOrAfter(day); at !== null; at = this.#calendar.next(at)) {
      const open = hoursOf(at, this.#hours);
      if (open !== null) return open.start;
    }
    return NaN; // past the calendar's end: no bar begins there
  }

  endBefore(day: number): number {
    for (let at = this.#calendar.lastOnOrBefore(day - 1); at !== null; at = this.#calendar.previous(at)) {
      const open = hoursOf(at, this.#hours);
      if (open !== null) return open.end;
    }
    return NaN;
  }

  openAt(time: number): number {
    return hoursOf(this.#sessionAt(time), this.#hours)!.start;
  }

  closeAt(time: number): number {
    return hoursOf(this.#sessionAt(time), this.#hours)!.end;
  }

  #sessionAt(time: number): Session {
    const session = this.#calendar.sessionAt(time, this.#hours);
    assert(session !== null, 'a bar lies within the hours of its run');
    return session;
  }
}
