import { describe, expect, test } from 'vitest';
import { barColumns, COLUMN_NAMES, columnsByteLength } from '#shared/bars/columns.ts';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { seriesSummarySchema, type SeriesSummary } from '#shared/model/series.ts';
import { checkSeries, planJob, planSymbol } from './plan-run.ts';

const DAY = 86_400_000;
const JANUARY_1 = Date.UTC(2020, 0, 1);

const series = (facts: Partial<Record<keyof SeriesSummary, unknown>> = {}) =>
  seriesSummarySchema.parse({
    seriesId: 1,
    symbol: 'AAA',
    source: 'test',
    barSize: '1 day',
    currency: 'USD',
    tick: 0.01,
    multiplier: 1,
    lot: 1,
    timeZone: 'America/New_York',
    adjustment: 'raw',
    barCount: 0,
    firstTime: 0,
    lastTime: 0,
    updatedAt: 0,
    ...facts,
  });

function loaded(times: number[], summary = series({ barCount: times.length })) {
  const columns = new SharedArrayBuffer(columnsByteLength(times.length));
  const bars = barColumns(times.length, columns);
  for (const [index, name] of COLUMN_NAMES.entries()) {
    for (let i = 0; i < times.length; i++) bars[name][i] = name === 'time' ? times[i]! : 100 * index + i;
  }
  return { summary, columns, barCount: times.length, dataHash: '' };
}

const spec = (over: object = {}) =>
  backtestSpecSchema.parse({
    strategyId: 'x',
    parameters: {},
    seriesIds: [1],
    cash: 1_000,
    sizing: { kind: 'quantity', quantity: 1 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
    ...over,
  });

const tenDays = loaded(Array.from({ length: 10 }, (_, day) => JANUARY_1 + day * DAY));

describe('planning a symbol', () => {
  test('takes splits and dividends of its own symbol, and refuses dividends that are in the prices', () => {
    const actions = [
      { kind: 'split', symbol: 'AAA', date: '2020-01-03', ratio: 2 },
      { kind: 'dividend', symbol: 'AAA', date: '2020-01-04', amount: 0.5 },
      { kind: 'dividend', symbol: 'BBB', date: '2020-01-05', amount: 0.5 },
    ];
    const planned = planSymbol(spec({ actions }), tenDays);
    if (!planned.ok) throw new Error(planned.error.message);
    expect(planned.value.dividends).toEqual([{ bar: 3, amount: 0.5 }]);
    expect([...barColumns(10, planned.value.columns).open.subarray(0, 3)]).toEqual([50, 50.5, 102]);

    const adjusted = loaded(
      [JANUARY_1, JANUARY_1 + DAY],
      series({ adjustment: 'splits-and-dividends', barCount: 2 }),
    );
    expect(planSymbol(spec({ actions }), adjusted)).toMatchObject({
      ok: false,
      error: { code: 'dividends-twice' },
    });
    expect(planSymbol(spec({ actions: actions.slice(2) }), adjusted).ok).toBe(true);
  });

  test('takes all bars when no dates are given', () => {
    expect(planSymbol(spec(), tenDays)).toMatchObject({ ok: true, value: { barCount: 10, firstTraded: 0 } });
  });

  test.each(['1 day', '1 min'])(
    'takes the first and the last date that can be written as no limits, for %s',
    (barSize) => {
      const bars = loaded([JANUARY_1, JANUARY_1 + DAY], series({ barSize, barCount: 2 }));
      const planned = planSymbol(spec({ from: '0001-01-01', to: '9999-12-31' }), bars);
      expect(planned).toMatchObject({ ok: true, value: { barCount: 2, firstTraded: 0 } });
    },
  );

  test('keeps the bars before from for warm-up, includes both dates, and holds no bar after to', () => {
    const planned = planSymbol(spec({ from: '2020-01-04', to: '2020-01-06' }), tenDays);
    if (!planned.ok) throw new Error(planned.error.message);
    expect(planned.value).toMatchObject({ barCount: 6, firstTraded: 3 });
    expect(planned.value.columns.byteLength).toBe(columnsByteLength(6));
    const bars = barColumns(6, planned.value.columns);
    expect([...bars.close]).toEqual([400, 401, 402, 403, 404, 405]);
    expect(bars.time.at(-1)).toBe(JANUARY_1 + 5 * DAY);
  });

  test('counts intraday dates in the zone of the series, through a change of the clock', () => {
    const intraday = series({ barSize: '1 hour' });
    // New York begins 2020-03-09 at 04:00 UTC, an hour earlier than the day before.
    const hours = Array.from({ length: 72 }, (_, hour) => Date.UTC(2020, 2, 8) + hour * 3_600_000);
    const planned = planSymbol(spec({ from: '2020-03-08', to: '2020-03-08' }), loaded(hours, intraday));
    if (!planned.ok) throw new Error(planned.error.message);
    expect(hours[planned.value.firstTraded]).toBe(Date.UTC(2020, 2, 8, 5));
    expect(hours[planned.value.barCount - 1]).toBe(Date.UTC(2020, 2, 9, 3));
  });

  test('leaves out bars outside the hours of the run, warm-up too, and counts dates among the others', () => {
    const hours = Array.from({ length: 72 }, (_, hour) => Date.UTC(2020, 0, 6) + hour * 3_600_000);
    const session = { calendar: 'us-stocks', hours: 'regular', exitAtEnd: false } as const;
    const bars = loaded(hours, series({ barSize: '1 hour' }));
    const planned = planSymbol(spec({ session, from: '2020-01-07' }), bars);
    if (!planned.ok) throw new Error(planned.error.message);
    // From 14:30 UTC on: the bars of 15:00 to 20:00, six a day.
    expect(planned.value).toMatchObject({ barCount: 18, firstTraded: 6 });
    const daily = planSymbol(spec({ session }), tenDays);
    expect(daily).toMatchObject({ ok: false, error: { code: 'no-session-hours' } });
    const night = loaded(hours.slice(0, 6), series({ barSize: '1 hour' }));
    const message = expect.stringContaining('in the regular hours of us-stocks') as string;
    expect(planSymbol(spec({ session }), night)).toMatchObject({ ok: false, error: { message } });
  });

  test.each([
    [{ from: '2020-02-01' }, 'no bars from 2020-02-01 to its end'],
    [{ to: '2019-12-31' }, 'no bars from its start to 2019-12-31'],
  ])('says so when there are no bars in %o', (dates, message) => {
    expect(planSymbol(spec(dates), tenDays)).toMatchObject({
      ok: false,
      error: { code: 'no-bars-in-range', message: expect.stringContaining(message) as string },
    });
  });
});

describe('checking the series', () => {
  const library = [
    series(),
    series({ seriesId: 2, symbol: 'BBB', currency: 'EUR' }),
    series({ seriesId: 3, barSize: '1 min' }),
  ];

  test.each([
    [{ seriesIds: [9] }, 'series-not-found'],
    [{ seriesIds: [1, 1] }, 'series-twice'],
    [{ seriesIds: [1, 2] }, 'currencies-differ'],
    [{ seriesIds: [1, 3] }, 'series-differ'],
    [{ from: '2020-02-01', to: '2020-01-01' }, 'dates-reversed'],
  ])('refuses %o as %s', (over, code) => {
    expect(checkSeries(spec(over), library)).toMatchObject({ ok: false, error: { code } });
  });

  test('returns them in the order of the specification', () => {
    const other = series({ seriesId: 4, symbol: 'DDD' });
    expect(checkSeries(spec({ seriesIds: [4, 1] }), [...library, other])).toMatchObject({
      value: [{ seriesId: 4 }, { seriesId: 1 }],
    });
  });
});

test('the job holds cash in micros and room to report on every symbol', () => {
  const planned = planSymbol(spec(), tenDays);
  if (!planned.ok) throw new Error(planned.error.message);
  const job = planJob(spec({ cash: 0.1 }), [planned.value, planned.value]);
  expect(job.cash).toBe(100_000);
  expect(job.progress.byteLength).toBe((1 + 2 * 2) * 4);
});
