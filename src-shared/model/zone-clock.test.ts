import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZoneClock } from './zone-clock.ts';

const HOUR = 3_600_000;
const utc = (text: string) => Date.parse(`${text}Z`);

function instants(zone: string, wall: string): string[] {
  const out = new Float64Array(2);
  const count = new ZoneClock(zone).instantsInto(out, utc(wall));
  return [...out.slice(0, count)].map((ms) => new Date(ms).toISOString().slice(0, 16));
}

test.each([
  ['America/New_York', '2020-12-15T09:30', ['2020-12-15T14:30']],
  ['America/New_York', '2020-07-15T09:30', ['2020-07-15T13:30']],
  ['America/New_York', '2021-03-14T01:59', ['2021-03-14T06:59']],
  ['America/New_York', '2021-03-14T02:30', []],
  ['America/New_York', '2021-03-14T03:00', ['2021-03-14T07:00']],
  ['America/New_York', '2021-11-07T01:30', ['2021-11-07T05:30', '2021-11-07T06:30']],
  ['America/New_York', '2021-11-07T02:00', ['2021-11-07T07:00']],
  ['America/New_York', '1998-04-05T02:30', []],
  ['Europe/London', '2020-10-25T01:30', ['2020-10-25T00:30', '2020-10-25T01:30']],
  ['Australia/Lord_Howe', '2020-04-05T01:45', ['2020-04-04T14:45', '2020-04-04T15:15']],
  ['Asia/Kolkata', '2020-01-01T09:15', ['2020-01-01T03:45']],
  ['Pacific/Apia', '2011-12-30T12:00', []],
  ['UTC', '2020-01-01T00:00', ['2020-01-01T00:00']],
])('%s shows %s at %j', (zone, wall, expected) => {
  expect(instants(zone, wall)).toEqual(expected);
});

test('agrees with the platform at every instant, in any order of asking', () => {
  const zones = [
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Tokyo',
    'America/Sao_Paulo',
  ];
  const clocks = zones.map((zone) => new ZoneClock(zone));
  const minutes = fc.integer({ min: utc('1950-01-01') / 60_000, max: utc('2037-01-01') / 60_000 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: zones.length - 1 }), minutes, (index, minute) => {
      const unixMs = minute * 60_000;
      const clock = clocks[index]!;
      const wall = unixMs + clock.offsetAt(unixMs);
      const text = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zones[index]!,
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(unixMs);
      expect(new Date(wall).toISOString().slice(0, 19)).toBe(text.replace(' ', 'T'));
      const out = new Float64Array(2);
      const count = clock.instantsInto(out, wall);
      expect([...out.slice(0, count)]).toContain(unixMs);
      if (count === 2) expect(out[1]! - out[0]!).toBeLessThanOrEqual(2 * HOUR);
    }),
    { numRuns: 2_000 },
  );
});
