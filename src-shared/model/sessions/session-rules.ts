import { civilDay, yearOfDay, weekdayOf } from '../civil-day.ts';
import { usHolidayOn } from './us-holidays.ts';

/** One day's hours as the exchange's clocks show them: minutes from the midnight that begins the day, negative for the evening before. */
export interface WallHours {
  readonly open: number;
  readonly close: number;
  /** The liquid part. Empty when both are equal. */
  readonly regularOpen: number;
  readonly regularClose: number;
  readonly isShortened: boolean;
}

export interface SessionRule {
  /** IANA name. */
  readonly timeZone: string;
  /** @param day days since 1970-01-01 in the zone; null when no session bears that date */
  readonly hoursOf: (day: number) => WallHours | null;
}

const at = (hour: number, minute = 0) => hour * 60 + minute;
const NEW_YORK = 'America/New_York';
const CHICAGO = 'America/Chicago';

/** Monday to Friday, the only dates that sessions of exchanges bear. */
const isWeekday = (day: number) => weekdayOf(day) >= 1 && weekdayOf(day) <= 5;

/**
 * Every calendar there is. Hours are today's for all years: what an exchange changed before 2022 (the CME's 15:15 break,
 * its close at 15:15) is not re-enacted, its holidays and half days are.
 */
export const SESSION_RULES = {
  /** NYSE, NASDAQ, Arca: 09:30 to 16:00, before and after from 04:00 to 20:00. Half days close at 13:00, after-hours at 17:00. */
  'us-stocks': { timeZone: NEW_YORK, hoursOf: usStockHours },
  /** As the stock market, without hours outside the regular ones. Also indices, which are computed while stocks trade. */
  'us-options': { timeZone: NEW_YORK, hoursOf: usRegularHours },
  /** CME equity index futures on Globex: 17:00 the evening before to 16:00, Chicago. */
  'cme-equity': { timeZone: CHICAGO, hoursOf: cmeEquityHours },
  /** NYMEX and COMEX on Globex: 18:00 the evening before to 17:00, New York. */
  'nymex-comex': { timeZone: NEW_YORK, hoursOf: nymexHours },
  /** Spot currencies: 17:15 the evening before to 17:00, New York. */
  forex: { timeZone: NEW_YORK, hoursOf: forexHours },
  /** Around the clock; a session is a UTC day. */
  crypto: { timeZone: 'UTC', hoursOf: allDay },
} as const satisfies Record<string, SessionRule>;

export type CalendarId = keyof typeof SESSION_RULES;
export const CALENDAR_IDS = Object.keys(SESSION_RULES) as [CalendarId, ...CalendarId[]];

/** The same zone with no closed minute: every date is a session from midnight to midnight, all of it regular. */
export function alwaysOpen(rule: SessionRule): SessionRule {
  return { timeZone: rule.timeZone, hoursOf: allDay };
}

function usStockHours(day: number): WallHours | null {
  const regular = usRegularHours(day);
  if (regular === null) return null;
  return { ...regular, open: at(4), close: regular.isShortened ? at(17) : at(20) };
}

function usRegularHours(day: number): WallHours | null {
  if (!isWeekday(day)) return null;
  const holiday = usHolidayOn(day);
  if (holiday !== null && holiday !== 'half-day') return null;
  const isShortened = holiday === 'half-day';
  return wall(
    at(9, 30),
    isShortened ? at(13) : at(16),
    at(9, 30),
    isShortened ? at(13) : at(16),
    isShortened,
  );
}

/** Source: CME Group's holiday calendars, equity products. */
function cmeEquityHours(day: number): WallHours | null {
  if (!isWeekday(day)) return null;
  switch (usHolidayOn(day)) {
    case 'new-year':
    case 'christmas':
      return null;
    case 'good-friday':
      // Open for the jobs report, which comes out on the first Friday of the month.
      return day - civilDay(yearOfDay(day), 4, 1) >= 0 && day - civilDay(yearOfDay(day), 4, 7) <= 0
        ? globex(at(8, 15))
        : null;
    case 'exceptional':
      return globex(at(8, 30));
    case 'national':
      return globex(at(12));
    case 'half-day':
      return globex(at(12, 15));
    case null:
      return globex(at(16));
  }

  function globex(close: number): WallHours {
    return wall(at(-7), close, Math.min(at(8, 30), close), close, close !== at(16));
  }
}

/** Source: CME Group's holiday calendars, energy and metals. */
function nymexHours(day: number): WallHours | null {
  if (!isWeekday(day)) return null;
  switch (usHolidayOn(day)) {
    case 'new-year':
    case 'christmas':
    case 'good-friday':
      return null;
    case 'national':
      return globex(at(14, 30));
    case 'half-day':
      return globex(at(13, 45));
    case 'exceptional': // these markets stayed open
    case null:
      return globex(at(17));
  }

  function globex(close: number): WallHours {
    return wall(at(-6), close, at(9, 30), close, close !== at(17));
  }
}

/** The interbank market keeps two holidays, on their own dates: Christmas and New Year's Day. */
function forexHours(day: number): WallHours | null {
  if (!isWeekday(day)) return null;
  const year = yearOfDay(day);
  if (day === civilDay(year, 1, 1) || day === civilDay(year, 12, 25)) return null;
  return wall(at(-7, 15), at(17), at(-7, 15), at(17), false);
}

function allDay(): WallHours {
  return wall(0, at(24), 0, at(24), false);
}

function wall(
  open: number,
  close: number,
  regularOpen: number,
  regularClose: number,
  isShortened: boolean,
): WallHours {
  return { open, close, regularOpen, regularClose, isShortened };
}
