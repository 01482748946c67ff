import { describe, expect, test } from 'vitest';
import { sessionHours } from './session-hours.ts';

const HOUR = 3_600_000;
/** 09:30 to 16:00 in New York in the summer, on five days and a half one. */
const days = [1, 2, 3, 4, 5].map((day) => Date.UTC(2026, 5, day));
const stock = sessionHours({
  timeZone: 'America/New_York',
  liquidHours: [
    { start: days[0]! + 13.5 * HOUR, end: days[0]! + 17 * HOUR },
    ...days.slice(1).map((day) => ({ start: day + 13.5 * HOUR, end: day + 20 * HOUR })),
  ],
  tradingHours: days.map((day) => ({ start: day + 8 * HOUR, end: day + 24 * HOUR })),
});

describe('a stock in New York', () => {
  test('has its usual hours at the same wall time in winter', () => {
    const winter = Date.UTC(2026, 0, 6);
    const isRegular = (hours: number) => stock.isRegular(winter + hours * HOUR);
    expect([14.49, 14.5, 20.99, 21].map(isRegular)).toEqual([false, true, true, false]);
  });

  test('begins a session where trading begins, not at midnight UTC', () => {
    const session = (hours: number) => stock.sessionOf(days[2]! + hours * HOUR);
    expect(session(8)).toBe(session(23.99));
    expect(session(24.5)).toBe(session(8));
    expect(session(32)).toBe(session(8) + 1);
  });
});

test('a future whose session crosses midnight keeps it whole', () => {
  const evenings = [1, 2, 3, 4].map((day) => Date.UTC(2026, 5, day, 22));
  const hours = evenings.map((start) => ({ start, end: start + 23 * HOUR }));
  const future = sessionHours({ timeZone: 'America/Chicago', liquidHours: hours, tradingHours: hours });
  const [evening] = evenings as [number, ...number[]];
  expect(future.sessionOf(evening)).toBe(future.sessionOf(evening + 22.9 * HOUR));
  expect(future.sessionOf(evening - 1)).toBe(future.sessionOf(evening) - 1);
  expect(future.isRegular(evening + 10 * HOUR)).toBe(true);
  expect(future.isRegular(evening - 0.5 * HOUR)).toBe(false);
});

test('what trades round the clock, or whose hours are not told, is regular at any time', () => {
  const always = [{ start: days[0]!, end: days[0]! + 24 * HOUR }];
  for (const hours of [always, []]) {
    const told = sessionHours({ timeZone: 'UTC', liquidHours: hours, tradingHours: hours });
    expect(told.isRegular(days[3]! + 3 * HOUR)).toBe(true);
  }
});
