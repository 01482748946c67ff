import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import type { Interval, MarketSessions } from './instrument.ts';

export const SECONDS_PER_DAY = 86_400;

/** Part of a session within one UTC day. Seconds of that day. */
export interface OpenInterval {
  readonly from: number;
  readonly to: number;
  /** Where the unbroken stretch really begins and ends; outside 0 to 86,400 when it crosses midnight. */
  readonly start: number;
  readonly end: number;
  readonly isRegular: boolean;
  /** The session's date, days since 1970-01-01. */
  readonly sessionDay: number;
}

const MAX_DAYS_KEPT = 8_192;

/** The sessions of one calendar, cut at UTC midnight: prices are made in UTC days. Keeps the days asked for, up to a bound. */
export class TradingDays {
  readonly sessions: MarketSessions;
  readonly #days = new Map<number, readonly OpenInterval[]>();

  constructor(sessions: MarketSessions) {
    this.sessions = sessions;
  }

  /** Ascending, never overlapping; extended and regular hours are intervals of their own. @param day days since 1970-01-01 */
  openIntervals(day: number): readonly OpenInterval[] {
    let intervals = this.#days.get(day);
    if (intervals === undefined) {
      intervals = this.#cut(day);
      if (this.#days.size >= MAX_DAYS_KEPT) this.#days.clear();
      this.#days.set(day, intervals);
    }
    return intervals;
  }

  #cut(day: number): readonly OpenInterval[] {
    const midnight = day * MS_PER_DAY;
    const found: OpenInterval[] = [];
    const add = (part: Interval, isRegular: boolean, sessionDay: number) => {
      const start = (part.start - midnight) / MS_PER_SECOND;
      const end = (part.end - midnight) / MS_PER_SECOND;
      const from = Math.max(start, 0);
      const to = Math.min(end, SECONDS_PER_DAY);
      if (from < to) found.push({ from, to, start, end, isRegular, sessionDay });
    };
    // A session can begin on the evening before its date and end after UTC midnight of it.
    for (let date = day - 1; date <= day + 1; date++) {
      const session = this.sessions.sessionOfDay(date);
      if (session === null) continue;
      const { start, end, regular } = session;
      if (regular === null) {
        add({ start, end }, false, date);
        continue;
      }
      add({ start, end: regular.start }, false, date);
      add(regular, true, date);
      add({ start: regular.end, end }, false, date);
    }
    return found.sort((a, b) => a.from - b.from);
  }
}
