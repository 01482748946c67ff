import { MS_PER_DAY, MS_PER_MINUTE } from '../../kernel/time.ts';
import { civilDay, dateOfDay, dayOfDate } from '../civil-day.ts';
import type { IsoDate } from '../iso-date.ts';
import { ZoneClock } from '../zone-clock.ts';
import { alwaysOpen, SESSION_RULES, type CalendarId, type SessionRule } from './session-rules.ts';

/** Unix milliseconds; `start` belongs to it, `end` does not. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** One trading day of an exchange. It may begin on the evening before the date it bears. */
export interface Session extends Interval {
  readonly date: IsoDate;
  /** The date as days since 1970-01-01. */
  readonly day: number;
  /** The liquid hours; null on the rare day that has none. */
  readonly regular: Interval | null;
  /** A half day, or a holiday with a short session. */
  readonly isShortened: boolean;
}

/** `regular`: liquid hours only, what TWS calls RTH. `extended`: all hours in which anything trades. */
export type Hours = 'regular' | 'extended';

/** Sessions exist from 1980 to 2099; holidays are checked against history from 2010 on. */
const FIRST_DAY = civilDay(1980, 1, 1);
const LAST_DAY = civilDay(2099, 12, 31);
/** The longest run without a session is a long weekend; a fortnight without one means that the calendar has ended. */
const LONGEST_PAUSE_DAYS = 14;

/**
 * When an exchange is open. Sessions are in order and never overlap; an instant lies in at most one. Each is worked out
 * once and kept (one small object per date asked for); asking again costs a look at the last answer or a map.
 */
export class SessionCalendar {
  readonly timeZone: string;
  readonly #rule: SessionRule;
  readonly #clock: ZoneClock;
  readonly #sessions = new Map<number, Session | null>();
  readonly #instants = new Float64Array(2);
  #last: Session | null = null;

  constructor(rule: SessionRule) {
    this.timeZone = rule.timeZone;
    this.#rule = rule;
    this.#clock = new ZoneClock(rule.timeZone);
  }

  /** The session that bears a date; null when there is none. */
  sessionOf(date: IsoDate): Session | null {
    return this.sessionOfDay(dayOfDate(date));
  }

  /** @param day days since 1970-01-01 */
  sessionOfDay(day: number): Session | null {
    let session = this.#sessions.get(day);
    if (session === undefined) {
      if (!(day >= FIRST_DAY && day <= LAST_DAY)) return null;
      session = this.#build(day);
      this.#sessions.set(day, session);
    }
    return session;
  }

  /** The session in which an instant lies, by its extended or only its regular hours; null when the exchange is closed then. */
  sessionAt(unixMs: number, hours: Hours = 'extended'): Session | null {
    const session = this.#sessionEndingAfter(unixMs);
    if (session === null) return null;
    const open = hours === 'regular' ? session.regular : session;
    return open !== null && unixMs >= open.start && unixMs < open.end ? session : null;
  }

  isOpenAt(unixMs: number, hours: Hours = 'extended'): boolean {
    return this.sessionAt(unixMs, hours) !== null;
  }

  /** The first instant, not before `unixMs`, at which the exchange is open: `unixMs` itself while it is. Null past the calendar's end. */
  nextOpen(unixMs: number, hours: Hours = 'extended'): number | null {
    for (let session = this.#sessionEndingAfter(unixMs); session !== null; session = this.next(session)) {
      const open = hours === 'regular' ? session.regular : session;
      if (open !== null && unixMs < open.end) return Math.max(unixMs, open.start);
    }
    return null;
  }

  /** The session after one; null past the calendar's end. */
  next(session: Session): Session | null {
    return this.firstOnOrAfter(session.day + 1);
  }

  /** The session before one; null before the calendar's start. */
  previous(session: Session): Session | null {
    return this.lastOnOrBefore(session.day - 1);
  }

  /** @param day days since 1970-01-01 */
  firstOnOrAfter(day: number): Session | null {
    for (let ahead = 0; ahead < LONGEST_PAUSE_DAYS; ahead++) {
      const session = this.sessionOfDay(day + ahead);
      if (session !== null) return session;
    }
    return null;
  }

  /** @param day days since 1970-01-01 */
  lastOnOrBefore(day: number): Session | null {
    for (let back = 0; back < LONGEST_PAUSE_DAYS; back++) {
      const session = this.sessionOfDay(day - back);
      if (session !== null) return session;
    }
    return null;
  }

  /** The sessions that have a part in `[from, to)`, in order. One entry per trading day: the caller bounds the stretch. */
  sessionsBetween(from: number, to: number): Session[] {
    const sessions: Session[] = [];
    for (
      let session = this.#sessionEndingAfter(Math.max(from, FIRST_DAY * MS_PER_DAY));
      session !== null && session.start < to;
      session = this.next(session)
    ) {
      sessions.push(session);
    }
    return sessions;
  }

  /** The open stretches inside `[from, to)`, cut to it, in order. */
  intervalsBetween(from: number, to: number, hours: Hours = 'extended'): Interval[] {
    const intervals: Interval[] = [];
    for (const session of this.sessionsBetween(from, to)) {
      const open = hours === 'regular' ? session.regular : session;
      if (open === null) continue;
      const start = Math.max(open.start, from);
      const end = Math.min(open.end, to);
      if (start < end) intervals.push({ start, end });
    }
    return intervals;
  }

  /** The open stretches of a calendar date, midnight to midnight on the exchange's clocks: a Globex date has two. */
  intervalsOfDate(date: IsoDate, hours: Hours = 'extended'): Interval[] {
    const day = dayOfDate(date);
    return this.intervalsBetween(this.#instantOf(day, 0), this.#instantOf(day + 1, 0), hours);
  }

  /** The calendar date that the exchange's clocks show, days since 1970-01-01. Not the session's: a Globex evening belongs to the next. */
  dayAt(unixMs: number): number {
    return Math.floor((unixMs + this.#clock.offsetAt(unixMs)) / MS_PER_DAY);
  }

  /** What the exchange's clocks show at an instant, written as if it were UTC. */
  wallTimeAt(unixMs: number): number {
    return unixMs + this.#clock.offsetAt(unixMs);
  }

  /** The session in which an instant lies, or else the next one. */
  #sessionEndingAfter(unixMs: number): Session | null {
    if (!(unixMs >= FIRST_DAY * MS_PER_DAY && unixMs < (LAST_DAY + 2) * MS_PER_DAY)) return null;
    const last = this.#last;
    if (last !== null && unixMs >= last.start && unixMs < last.end) return last;
    // A session ends on the date it bears, so none that bears an earlier date can hold the instant.
    for (let day = this.dayAt(unixMs), end = day + LONGEST_PAUSE_DAYS; day < end; day++) {
      const session = this.sessionOfDay(day);
      if (session === null || unixMs >= session.end) continue;
      this.#last = session;
      return session;
    }
    return null;
  }

  #build(day: number): Session | null {
    const hours = this.#rule.hoursOf(day);
    if (hours === null) return null;
    const start = this.#instantOf(day, hours.open);
    const end = this.#instantOf(day, hours.close);
    const regular =
      hours.regularOpen < hours.regularClose
        ? { start: this.#instantOf(day, hours.regularOpen), end: this.#instantOf(day, hours.regularClose) }
        : null;
    return { date: dateOfDay(day), day, start, end, regular, isShortened: hours.isShortened };
  }

  /** Minutes on the wall clock are not minutes since midnight: the clock may have changed in between. */
  #instantOf(day: number, minutes: number): number {
    const wallMs = day * MS_PER_DAY + minutes * MS_PER_MINUTE;
    const count = this.#clock.instantsInto(this.#instants, wallMs);
    if (count > 0) return this.#instants[0]!;
    // A time that the clocks skip: the instant at which they skip it and go on.
    return wallMs - this.#clock.offsetAt(wallMs - MS_PER_DAY);
  }
}

/** The calendar of an exchange, or of the same exchange that never closes. */
export function sessionCalendar(id: CalendarId, options: { alwaysOpen?: boolean } = {}): SessionCalendar {
  const rule = SESSION_RULES[id];
  return new SessionCalendar(options.alwaysOpen === true ? alwaysOpen(rule) : rule);
}
