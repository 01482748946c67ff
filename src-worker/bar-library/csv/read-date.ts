import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import type { DateFormat } from '#shared/model/import.ts';

/** Bars older or newer than this are a date read in the wrong unit. */
const FIRST_YEAR = 1800;
const LAST_YEAR = 2200;
const MIN_MS = Date.UTC(FIRST_YEAR, 0, 1);
const MAX_MS = Date.UTC(LAST_YEAR, 0, 1);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Calendar formats: how the date begins the text, and where year, month and day stand among the groups. */
const CALENDAR = {
  'YYYY-MM-DD': { pattern: /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/, year: 1, month: 2, day: 3 },
  YYYYMMDD: { pattern: /^(\d{4})(\d{2})(\d{2})(?!\d)/, year: 1, month: 2, day: 3 },
  'MM/DD/YYYY': { pattern: /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)/, year: 3, month: 1, day: 2 },
  'DD/MM/YYYY': { pattern: /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)/, year: 3, month: 2, day: 1 },
  'DD.MM.YYYY': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/, year: 3, month: 2, day: 1 },
  'MMM D YYYY': {
    pattern: /^([A-Za-z]{3,9})\.?[ -](\d{1,2}),?[ -](\d{4}|\d{2})(?!\d)/,
    year: 3,
    month: 1,
    day: 2,
  },
  'D MMM YYYY': {
    pattern: /^(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})(?!\d)/,
    year: 3,
    month: 2,
    day: 1,
  },
} as const;

/** Epoch formats: how many make a millisecond. */
const EPOCH: Partial<Record<DateFormat, number>> = {
  'unix-seconds': 0.001,
  'unix-milliseconds': 1,
  'unix-microseconds': 1_000,
  'unix-nanoseconds': 1_000_000,
};
const EPOCH_PATTERN = /^-?\d{1,19}(?:\.\d+)?$/;

const CLOCK_TIME =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(z|(?:utc|gmt)?([+-]\d{2}):?(\d{2})?|utc|gmt)?$/i;
const DIGIT_TIME = /^(\d{1,2})(\d{2})(\d{2})?$/;

/**
 * Reads dates of one format, with the time of day and the UTC offset that may follow or stand in a column of their own.
 * Two-digit years from 70 on are of the 20th century, the others of the 21st. The result is left in the fields, so that
 * a million rows need no million objects.
 */
export class DateReader {
  /** Date and time as written, as if it were UTC; NaN for an epoch. */
  wallMs = NaN;
  /** The instant, when the text says it by an offset or as an epoch; otherwise NaN. */
  instantMs = NaN;
  hasTime = false;
  readonly #format: DateFormat;
  #offsetMinutes = NaN;

  constructor(format: DateFormat) {
    this.#format = format;
  }

  /** @returns why the text is no date of this format, or null when it was read. */
  read(date: string, time: string): string | null {
    const text = date.trim();
    const perMs = EPOCH[this.#format];
    if (perMs !== undefined) return this.#readEpoch(text, perMs);

    const { pattern, year, month, day } = CALENDAR[this.#format as keyof typeof CALENDAR];
    const match = pattern.exec(text);
    if (match === null) return `${show(text, 'date')} is not written as ${this.#format}`;
    const dateMs = utcDate(readYear(match[year]!), readMonth(match[month]!), Number(match[day]));
    if (Number.isNaN(dateMs))
      return `${show(text, 'date')} is not a date of the calendar (read as ${this.#format})`;

    const rest = text.slice(match[0].length).replace(/^(?:[T,]\s*|\s+)/, '');
    const timeText = rest === '' ? time.trim() : rest;
    this.hasTime = timeText !== '';
    this.#offsetMinutes = NaN;
    const timeMs = this.hasTime ? this.#readTime(timeText) : 0;
    if (Number.isNaN(timeMs)) return `${show(timeText, 'time of day')} is not written as HH:MM or HH:MM:SS`;
    this.wallMs = dateMs + timeMs;
    this.instantMs = this.wallMs - this.#offsetMinutes * MS_PER_MINUTE;
    return null;
  }

  #readEpoch(text: string, perMs: number): string | null {
    const instant = EPOCH_PATTERN.test(text) ? Math.floor(Number(text) / perMs) : NaN;
    if (Number.isNaN(instant))
      return `${show(text, 'date')} is not a number of ${this.#format.slice(5)} since 1970`;
    if (instant < MIN_MS || instant >= MAX_MS) {
      return `${show(text, 'date')} as ${this.#format} lies outside the years ${FIRST_YEAR} to ${LAST_YEAR}`;
    }
    this.wallMs = NaN;
    this.instantMs = instant;
    this.hasTime = true;
    return null;
  }

  /** @returns milliseconds since midnight, or NaN; leaves the offset in `offsetMinutes`. */
  #readTime(text: string): number {
    const digits = DIGIT_TIME.exec(text);
    if (digits !== null) return timeOfDay(Number(digits[1]), Number(digits[2]), Number(digits[3] ?? 0), 0);
    const match = CLOCK_TIME.exec(text);
    if (match === null) return NaN;
    const [, hours, minutes, seconds = '0', fraction = '', half, zone, offsetHours, offsetMinutes = '0'] =
      match;
    if (offsetHours !== undefined) {
      const size = Math.abs(Number(offsetHours)) * 60 + Number(offsetMinutes);
      if (size > 15 * 60 || Number(offsetMinutes) > 59) return NaN;
      this.#offsetMinutes = offsetHours.startsWith('-') ? -size : size;
    } else if (zone !== undefined) {
      this.#offsetMinutes = 0;
    }
    const hour = half === undefined ? Number(hours) : twentyFourHours(Number(hours), half);
    const ms = Math.floor(Number(`0.${fraction}0`) * 1_000 + 1e-6); // 0.29 * 1000 is 290 only after a nudge
    return timeOfDay(hour, Number(minutes), Number(seconds), ms);
  }
}

function timeOfDay(hour: number, minute: number, second: number, ms: number): number {
  if (!(hour <= 23) || minute > 59 || second > 59) return NaN;
  return ((hour * 60 + minute) * 60 + second) * 1_000 + ms;
}

function twentyFourHours(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function readYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year >= 70 ? 1900 + year : 2000 + year;
}

function readMonth(text: string): number {
  if (text.charCodeAt(0) < 58) return Number(text);
  // Whole names and their beginnings: Sept is one, Marchy is none.
  const index = MONTHS.indexOf(text.slice(0, 3).toLowerCase());
  return index === -1 || !LONG_MONTHS[index]!.startsWith(text.toLowerCase()) ? NaN : index + 1;
}

const LONG_MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december'],
];

function utcDate(year: number, month: number, day: number): number {
  if (!(year >= FIRST_YEAR && year < LAST_YEAR) || !(month >= 1 && month <= 12)) return NaN;
  if (!(day >= 1) || day > daysInMonth(year, month)) return NaN;
  return Date.UTC(year, month - 1, day);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function show(text: string, name: string): string {
  return text === '' ? `${name} is empty, which` : `${name} ${JSON.stringify(text.slice(0, 40))}`;
}
