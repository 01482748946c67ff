import { expect, test } from 'vitest';
import { seriesSummarySchema } from '#shared/model/series.ts';
import { SCREEN_FIELDS, type ScreenDraft, screenedSeries, screenSpecOf } from './screen.ts';

const series = (seriesId: number, symbol: string, barSize = '1 day') =>
  seriesSummarySchema.parse({
    ...{ seriesId, symbol, source: 'test', barSize, currency: 'USD', tick: 0.01, multiplier: 1, lot: 1 },
    ...{ timeZone: 'UTC', adjustment: 'raw', barCount: 9, firstTime: 0, lastTime: 1, updatedAt: 0 },
  });
const library = [series(1, 'SPY'), series(2, 'ES', '5 mins'), series(3, 'AAPL')];
const draft = (change: Partial<ScreenDraft> = {}): ScreenDraft => ({
  ...{ universe: 'all', seriesIds: [], asOf: '', parameters: {} },
  ...change,
});

test('the first form screens every daily series by symbol, with the default of each parameter', () => {
  expect(screenSpecOf(draft(), library)).toEqual({
    ok: true,
    value: {
      seriesIds: [3, 1],
      parameters: {
        ...{ minVolumeMultiple: 1.5, minScore: 70 },
        ...{ strictMacdPositive: false, allowOverbought: false, require52wHigh: false },
      },
    },
  });
  expect(SCREEN_FIELDS.map(({ kind }) => kind)).toEqual([
    'number',
    'number',
    'boolean',
    'boolean',
    'boolean',
  ]);
});

test('a chosen series that is not daily is sent too: the screen says why it has no score', () => {
  const chosen = draft({
    universe: 'chosen',
    seriesIds: [2, 1],
    asOf: '2020-03-02',
    parameters: { minScore: '80' },
  });
  expect(screenedSeries(chosen, library).map(({ symbol }) => symbol)).toEqual(['ES', 'SPY']);
  expect(screenSpecOf(chosen, library)).toMatchObject({
    ok: true,
    value: { asOf: '2020-03-02', parameters: { minScore: 80 } },
  });
});

test.each([
  [draft({ universe: 'chosen' }), 'seriesIds', 'Choose at least one symbol.'],
  [draft({ asOf: '2.3.2020' }), 'asOf', 'A date is written YYYY-MM-DD'],
  [draft({ parameters: { minScore: '101' } }), 'minScore', 'At most 100.'],
  [draft({ parameters: { minVolumeMultiple: 'much' } }), 'minVolumeMultiple', 'Not a figure'],
])('what is wrong stands at its field: %#', (one, field, words) => {
  const spec = screenSpecOf(one, library);
  expect(spec.ok ? '' : spec.error[field]).toContain(words);
});
