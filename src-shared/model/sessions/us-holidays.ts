import { civilDay, easterSunday, lastWeekday, nthWeekday, yearOfDay, weekdayOf } from '../civil-day.ts';

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/**
 * The days on which US exchanges do not keep their usual hours. Futures trade on most of the stock market's holidays,
 * for a shorter time, so the kind matters and not only that there is one:
 *
 * - `new-year`, `good-friday`, `christmas`: (nearly) everything is closed
 * - `national`: the stock market is closed, futures halt early
 * - `half-day`: the stock market closes at 13:00
 * - `exceptional`: closed by decision, not by rule (storms, days of mourning)
 */
export type UsHoliday = 'new-year' | 'good-friday' | 'christmas' | 'national' | 'half-day' | 'exceptional';

/** Hurricane Sandy; the funerals of G. H. W. Bush and J. Carter. Rules cannot know them; history must. */
const EXCEPTIONAL = new Set([
  civilDay(2012, 10, 29),
  civilDay(2012, 10, 30),
  civilDay(2018, 12, 5),
  civilDay(2025, 1, 9),
]);

const years = new Map<number, ReadonlyMap<number, UsHoliday>>();

/**
 * What a day is to the US stock market, by NYSE rule 7.2 and its yearly notices of early closes; true to history from
 * 2010 on and to the rules as they stand after that.
 *
 * @param day days since 1970-01-01 in New York. Weekends are not holidays.
 */
export function usHolidayOn(day: number): UsHoliday | null {
  const year = yearOfDay(day);
  let known = years.get(year);
  if (known === undefined) {
    known = holidaysOf(year);
    years.set(year, known);
  }
  return known.get(day) ?? null;
}

function holidaysOf(year: number): ReadonlyMap<number, UsHoliday> {
  const days = new Map<number, UsHoliday>();
  const independence = civilDay(year, 7, 4);
  const thanksgiving = nthWeekday(year, 11, THURSDAY, 4);
  const christmas = civilDay(year, 12, 25);

  // The eves first, so that a holiday observed on one of them takes its place.
  days.set(thanksgiving + 1, 'half-day');
  if (isWeekday(independence)) setWeekday(days, independence - 1, 'half-day');
  if (isWeekday(christmas)) setWeekday(days, christmas - 1, 'half-day');

  // New Year's Day on a Saturday is not observed: the Friday before is the end of the accounting year.
  const newYear = civilDay(year, 1, 1);
  if (weekdayOf(newYear) !== SATURDAY) days.set(observed(newYear), 'new-year');
  days.set(nthWeekday(year, 1, MONDAY, 3), 'national'); // Martin Luther King
  days.set(nthWeekday(year, 2, MONDAY, 3), 'national'); // Washington's birthday
  days.set(easterSunday(year) - 2, 'good-friday');
  days.set(lastWeekday(year, 5, MONDAY), 'national'); // Memorial Day
  if (year >= 2022) days.set(observed(civilDay(year, 6, 19)), 'national'); // Juneteenth
  days.set(observed(independence), 'national');
  days.set(nthWeekday(year, 9, MONDAY, 1), 'national'); // Labor Day
  days.set(thanksgiving, 'national');
  days.set(observed(christmas), 'christmas');

  for (const day of EXCEPTIONAL) if (yearOfDay(day) === year) days.set(day, 'exceptional');
  return days;
}

function observed(day: number): number {
  if (weekdayOf(day) === SATURDAY) return day - 1;
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}

function isWeekday(day: number): boolean {
  return weekdayOf(day) !== SATURDAY && weekdayOf(day) !== SUNDAY;
}

function setWeekday(days: Map<number, UsHoliday>, day: number, holiday: UsHoliday): void {
  if (isWeekday(day)) days.set(day, holiday);
}
