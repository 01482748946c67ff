import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { civilDay, compactDate, dayOfDate, weekdayOf } from '../civil-day.ts';
import { isoDateSchema } from '../iso-date.ts';
import { usHolidayOn, type UsHoliday } from './us-holidays.ts';

function datesOf(year: number, accept: (holiday: UsHoliday) => boolean): string[] {
  const dates: string[] = [];
  for (let day = civilDay(year, 1, 1); day < civilDay(year + 1, 1, 1); day++) {
    const holiday = usHolidayOn(day);
    if (holiday !== null && accept(holiday)) dates.push(compactDate(day).slice(4));
  }
  return dates;
}

// Source: the NYSE's yearly announcements of holidays and early closings; 2012, 2018 and 2025 with their days of mourning or storm.
test.each([
  [2010, '0101 0118 0215 0402 0531 0705 0906 1125 1224', '1126'],
  [2011, '0117 0221 0422 0530 0704 0905 1124 1226', '1125'],
  [2012, '0102 0116 0220 0406 0528 0704 0903 1029 1030 1122 1225', '0703 1123 1224'],
  [2013, '0101 0121 0218 0329 0527 0704 0902 1128 1225', '0703 1129 1224'],
  [2014, '0101 0120 0217 0418 0526 0704 0901 1127 1225', '0703 1128 1224'],
  [2015, '0101 0119 0216 0403 0525 0703 0907 1126 1225', '1127 1224'],
  [2016, '0101 0118 0215 0325 0530 0704 0905 1124 1226', '1125'],
  [2018, '0101 0115 0219 0330 0528 0704 0903 1122 1205 1225', '0703 1123 1224'],
  [2021, '0101 0118 0215 0402 0531 0705 0906 1125 1224', '1126'],
  [2022, '0117 0221 0415 0530 0620 0704 0905 1124 1226', '1125'],
  [2023, '0102 0116 0220 0407 0529 0619 0704 0904 1123 1225', '0703 1124'],
  [2024, '0101 0115 0219 0329 0527 0619 0704 0902 1128 1225', '0703 1129 1224'],
  [2025, '0101 0109 0120 0217 0418 0526 0619 0704 0901 1127 1225', '0703 1128 1224'],
  [2026, '0101 0119 0216 0403 0525 0619 0703 0907 1126 1225', '1127 1224'],
])('closes on the announced days of %d, and early on its half days', (year, closed, halfDays) => {
  expect(datesOf(year, (holiday) => holiday !== 'half-day').join(' ')).toBe(closed);
  expect(datesOf(year, (holiday) => holiday === 'half-day').join(' ')).toBe(halfDays);
});

test('from 2010 to the end of the file in 2020 the stock market is open on exactly the days on which the S&P 500 was quoted', () => {
  const csv = readFileSync('node_modules/vega-datasets/data/sp500-2000.csv', 'utf8');
  const quoted = [...csv.matchAll(/^(\d{4}-\d\d-\d\d),/gm)].map((match) =>
    dayOfDate(isoDateSchema.parse(match[1])),
  );
  const first = civilDay(2010, 1, 1);
  const last = quoted.at(-1)!;
  const open: number[] = [];
  for (let day = first; day <= last; day++) {
    const holiday = usHolidayOn(day);
    const isWeekend = weekdayOf(day) === 0 || weekdayOf(day) === 6;
    if (!isWeekend && (holiday === null || holiday === 'half-day')) open.push(day);
  }
  expect(open.length).toBeGreaterThan(2_500);
  expect(open).toEqual(quoted.filter((day) => day >= first));
});

test('no holiday or half day falls on a weekend, and every year has eight to thirteen closings', () => {
  for (let year = 2010; year <= 2040; year++) {
    for (let day = civilDay(year, 1, 1); day < civilDay(year + 1, 1, 1); day++)
      if (usHolidayOn(day) !== null) expect([1, 2, 3, 4, 5]).toContain(weekdayOf(day));
    const closings = datesOf(year, (holiday) => holiday !== 'half-day').length;
    expect(closings).toBeGreaterThanOrEqual(8);
    expect(closings).toBeLessThanOrEqual(13);
  }
});
