import { describe, expect, test } from 'vitest';
import { formatAge, formatBarTime, formatDuration, zoneLabel } from './time.ts';

const SESSION = Date.UTC(2000, 0, 3);
const OPEN = Date.UTC(2020, 4, 6, 13, 30);

describe('times on screen', () => {
  test('daily bars show the date of their session, whatever zone the reader is in', () => {
    expect(formatBarTime(SESSION, '1 day', 'America/New_York', 'exchange', 'en-US')).toBe('Jan 03, 2000');
    expect(formatBarTime(SESSION, '1 day', 'America/New_York', 'local', 'en-US')).toBe('Jan 03, 2000');
    expect(zoneLabel('1 day', 'America/New_York', 'exchange')).toBe('session');
  });

  test('shorter bars show the wall time of the exchange and say which', () => {
    expect(formatBarTime(OPEN, '5 mins', 'America/New_York', 'exchange', 'en-US')).toBe(
      'May 06, 2020, 09:30:00',
    );
    expect(zoneLabel('5 mins', 'America/New_York', 'exchange')).toBe('America/New_York');
    expect(zoneLabel('5 mins', 'America/New_York', 'local')).toMatch(/^local, /);
  });

  test('lengths of time use the units that matter', () => {
    expect(formatDuration(840)).toBe('840 ms');
    expect(formatDuration(12_460)).toBe('12.4 s');
    expect(formatDuration(59_999)).toBe('59.9 s');
    expect(formatDuration(200_000)).toBe('3 min 20 s');
    expect(formatDuration(7_500_000)).toBe('2 h 05 min');
    expect(formatDuration(null)).toBe('–');
  });

  test('ages are rounded down', () => {
    expect(formatAge(30_000)).toBe('less than 1 min');
    expect(formatAge(3 * 86_400_000)).toBe('3 days');
    expect(formatAge(6.4 * 365 * 86_400_000)).toBe('6 years');
  });
});
