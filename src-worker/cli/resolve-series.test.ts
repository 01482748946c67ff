import { expect, test } from 'vitest';
import { seriesSummarySchema } from '#shared/model/series.ts';
import { resolveSeries } from './resolve-series.ts';
import { parseSeriesNames } from './series-name.ts';

const series = (seriesId: number, symbol: string, source: string, barSize = '1 day') =>
  seriesSummarySchema.parse({
    seriesId,
    symbol,
    source,
    barSize,
    currency: 'USD',
    tick: 0.01,
    multiplier: 1,
    lot: 1,
    timeZone: 'America/New_York',
    adjustment: 'raw',
    barCount: 10,
    firstTime: 0,
    lastTime: 1,
    updatedAt: 0,
  });
const LIBRARY = [
  series(1, 'SPX', 'vega'),
  series(2, 'AAPL', 'csv:a'),
  series(3, 'AAPL', 'csv:b'),
  series(4, 'AAPL', 'csv:b', '1 min'),
  series(5, 'ES', 'me@home, old.csv'),
  series(6, 'ES', 'me@home'),
];

function resolve(names: string[], facts = {}): number[] | string {
  const found = resolveSeries(parseSeriesNames(names.join(','))!, facts, LIBRARY);
  return found.ok ? found.value.map((one) => one.seriesId) : found.error.message;
}

test('finds by symbol, source and bar size, in the order asked for', () => {
  expect(resolve(['AAPL@csv:a', 'SPX'])).toEqual([2, 1]);
  expect(resolve(['AAPL@csv:b'], { barSize: '1 min' })).toEqual([4]);
  expect(resolve(['AAPL'], { source: 'csv:a' })).toEqual([2]);
});

test('asks instead of choosing when a name fits several series', () => {
  expect(resolve(['AAPL'])).toBe(
    'AAPL fits several series: AAPL@csv:a (1 day), AAPL@csv:b (1 day), AAPL@csv:b (1 min). Name one with SYMBOL@SOURCE or --bar-size.',
  );
});

test('writes a source with a comma or an @ in it as it must be typed', () => {
  expect(resolve(['ES'])).toContain('ES@"me@home, old.csv" (1 day), ES@me@home (1 day)');
  expect(resolve(['ES@"me@home, old.csv"', 'ES@me@home'])).toEqual([5, 6]);
});

test('says what the library has when a name is not in it', () => {
  expect(resolve(['MSFT'])).toBe('The library has no MSFT that fits. It has: SPX, AAPL, ES.');
  expect(resolve(['spx'])).toContain('no spx');
  expect(resolve(['SPX', 'SPX'])).toBe('SPX is named twice.');
  expect(resolveSeries([{ symbol: 'SPX', source: undefined }], {}, [])).toMatchObject({
    error: { message: expect.stringContaining('no series yet') as string },
  });
});
