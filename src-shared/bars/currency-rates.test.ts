import { expect, test } from 'vitest';
import { MS_PER_DAY } from '../kernel/time.ts';
import type { BarSize } from '../model/bar-size.ts';
import { barColumns } from './columns.ts';
import { firstGap, rateMisfit, ratesOf, ratesOver, type RateLeg } from './currency-rates.ts';

function leg(
  barSize: BarSize,
  closes: readonly (readonly [time: string, close: number])[],
  isInverse = false,
): RateLeg {
  const bars = barColumns(closes.length);
  closes.forEach(([time, close], i) => {
    bars.time[i] = Date.parse(time);
    bars.close[i] = close;
  });
  return { bars, barSize, timeZone: 'America/New_York', isInverse };
}

const at = (...times: string[]) => Float64Array.from(times, (time) => Date.parse(time));

test('a rate is known when its bar has ended, by the bars of the run', () => {
  const days = [['2024-01-02T00:00Z', 1.1], ['2024-01-03T00:00Z', 1.2]] as const; // prettier-ignore
  const daily = ratesOf([leg('1 day', days)], '1 day');
  expect([...ratesOver(daily, at('2024-01-01T00:00Z', '2024-01-02T00:00Z', '2024-01-04T00:00Z'))]).toEqual([
    NaN,
    1.1,
    1.2,
  ]);
  // The second of January is over at midnight in New York; the bar that ends then is the first to know.
  const minutes = ratesOf([leg('1 day', days)], '1 min');
  expect([...ratesOver(minutes, at('2024-01-03T04:58Z', '2024-01-03T04:59Z', '2024-01-04T04:59Z'))]).toEqual([
    NaN,
    1.1,
    1.2,
  ]);
  // An hour of rates is over with its last minute, a minute of rates within the hour it lies in.
  const hour = [['2024-01-02T10:00Z', 1.1]] as const; // prettier-ignore
  expect(ratesOf([leg('1 hour', hour)], '1 min').from[0]).toBe(Date.parse('2024-01-02T10:59Z'));
  expect(ratesOf([leg('1 min', hour)], '1 hour').from[0]).toBe(Date.parse('2024-01-02T09:01Z'));
});

test('the other way round, and over a third currency', () => {
  const inverse = ratesOf([leg('1 day', [['2024-01-02T00:00Z', 4]], true)], '1 day');
  expect(inverse.rate[0]).toBe(0.25);
  const cross = ratesOf(
    [
      leg('1 day', [['2024-01-02T00:00Z', 1.1], ['2024-01-04T00:00Z', 1.2]]),
      leg('1 day', [['2024-01-03T00:00Z', 150]]),
    ],
    '1 day',
  ); // prettier-ignore
  expect([...cross.from]).toEqual([...at('2024-01-03T00:00Z', '2024-01-04T00:00Z')]);
  expect([...cross.rate]).toEqual([1.1 * 150, 1.2 * 150]);
});

test('days tell the rates of days and of what is shorter, nothing longer than the run’s bars does', () => {
  expect(rateMisfit('1 min', '1 day')).toBeNull();
  expect(rateMisfit('1 min', '1 hour')).toBeNull();
  expect(rateMisfit('1 week', '1 week')).toBeNull();
  expect(rateMisfit('1 day', '1 week')).toMatch(/do not fit/);
  expect(rateMisfit('1 min', '1 week')).toMatch(/do not fit/);
  expect(rateMisfit('1 day', '1 hour')).toMatch(/do not fit/);
});

test('a week without a rate is a gap, told by its first moment; holidays are none', () => {
  const rates = (...days: number[]) => ({
    from: Float64Array.from(days, (day) => day * MS_PER_DAY),
    rate: new Float64Array(days.length).fill(1),
  });
  expect(firstGap(rates(0, 1, 6, 13), '1 day', 0, 20 * MS_PER_DAY)).toBeNull();
  expect(firstGap(rates(1, 2), '1 day', 0, 3 * MS_PER_DAY)).toBe(0);
  expect(firstGap(rates(), '1 day', 0, 1)).toBe(0);
  expect(firstGap(rates(0, 8), '1 day', 0, 9 * MS_PER_DAY)).toBe(7 * MS_PER_DAY);
  expect(firstGap(rates(0), '1 day', 0, 8 * MS_PER_DAY)).toBe(7 * MS_PER_DAY);
  expect(firstGap(rates(0, 31, 62), '1 month', 0, 62 * MS_PER_DAY)).toBeNull();
  // What was missing before the run began is none of its business.
  expect(firstGap(rates(0, 8), '1 day', 8 * MS_PER_DAY, 9 * MS_PER_DAY)).toBeNull();
});
