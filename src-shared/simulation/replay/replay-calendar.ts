import type { Hours, Session } from '../../model/sessions/session-calendar.ts';
import { SessionCalendar } from '../../model/sessions/session-calendar.ts';
import type { Timeline } from './timeline.ts';

/** When a replayed series was traded: it knows the sessions that have bars and no others, whatever year they are of. */
export class ReplayCalendar extends SessionCalendar {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    super({ timeZone: timeline.timeZone, hoursOf: () => null });
    this.#timeline = timeline;
  }

  override sessionOfDay(day: number): Session | null {
    const session = this.firstOnOrAfter(day);
    return session?.day === day ? session : null;
  }

  override firstOnOrAfter(day: number): Session | null {
    return this.#timeline.sessions[this.#timeline.sessionIndexFrom(day)] ?? null;
  }

  override lastOnOrBefore(day: number): Session | null {
    return this.#timeline.sessions[this.#timeline.sessionIndexFrom(day + 1) - 1] ?? null;
  }

  override sessionAt(unixMs: number, hours: Hours = 'extended'): Session | null {
    const session = this.#timeline.sessions[this.#indexEndingAfter(unixMs)];
    const open = hours === 'regular' ? session?.regular : session;
    const isOpen = open !== undefined && open !== null && unixMs >= open.start && unixMs < open.end;
    return isOpen ? session! : null;
  }

  override nextOpen(unixMs: number, hours: Hours = 'extended'): number | null {
    const { sessions } = this.#timeline;
    for (let i = this.#indexEndingAfter(unixMs); i < sessions.length; i++) {
      const open = hours === 'regular' ? sessions[i]!.regular : sessions[i]!;
      if (open !== null && unixMs < open.end) return Math.max(unixMs, open.start);
    }
    return null;
  }

  override sessionsBetween(from: number, to: number): Session[] {
    const { sessions } = this.#timeline;
    const found: Session[] = [];
    for (let i = this.#indexEndingAfter(from); i < sessions.length && sessions[i]!.start < to; i++) {
      found.push(sessions[i]!);
    }
    return found;
  }

  /** Sessions are disjoint and in order, so their ends are. */
  #indexEndingAfter(unixMs: number): number {
    const { stretchCount, session, sessions } = this.#timeline;
    const stretch = this.#timeline.stretchAt(unixMs);
    if (stretch < 0) return 0;
    const index = session[stretch]!;
    return stretchCount > 0 && unixMs < sessions[index]!.end ? index : index + 1;
  }
}
