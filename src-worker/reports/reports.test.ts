import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { runDetailSchema, tradeSchema } from '#shared/model/backtest.ts';
import { equityCurve } from '#shared/statistics/equity-curve.ts';
import { reportTables } from '#shared/statistics/tables/report-tables.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { csvReport } from './csv-report.ts';
import { exportRun } from './export-run.ts';
import { htmlReport } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { runChart } from './run-chart.ts';
import type { RunReport } from './run-report.ts';
import { tablesCsv } from './tables-csv.ts';

const DAY = 86_400_000;
const STATISTICS = {
  start: 0, end: 3 * DAY, barCount: 4, startEquity: 1000, finalEquity: 990, peakEquity: 1010, netPnl: -10, totalReturn: -0.01,
  cagr: null, buyAndHoldReturn: 0.02, annualVolatility: 0.1, sharpe: -1.5, sortino: null, calmar: null, maxDrawdown: 0.0198,
  maxDrawdownMoney: 20, longestDrawdownDays: 2, bestDay: 0.01, worstDay: -0.02, exposure: 0.5, tradeCount: 1, winRate: 0,
  profitFactor: null, expectancy: -10, averageWin: null, averageLoss: -10, largestWin: null, largestLoss: -10,
  averageHoldingDays: 2, totalCommission: 1, totalSlippage: 0, turnover: 0.2,
}; // prettier-ignore

const RUN_ID = '3f2c1d8e-0000-4000-8000-000000000001';
const report: RunReport = {
  detail: runDetailSchema.parse({
    summary: {
      runId: RUN_ID, status: 'done', strategyId: 'sma-cross', strategyTitle: 'SMA cross', symbols: ['A^B'], createdAt: 0,
      startedAt: 0, finishedAt: 1, reason: null, finalEquity: 990, totalReturn: -0.01, sharpe: -1.5, maxDrawdown: 0.0198,
      tradeCount: 1, hash: 'abc',
    },
    spec: {
      strategyId: 'sma-cross', parameters: { note: '<script>alert(1)</script>' }, seriesIds: [1], cash: 1000,
      sizing: { kind: 'quantity', quantity: 1 }, commission: { kind: 'none' }, slippage: { kind: 'none' },
    },
    series: [{
      seriesId: 1, symbol: 'A^B', source: '"><img src=x>', barSize: '1 day', currency: 'USD', tick: 0.01, multiplier: 1, lot: 1,
      timeZone: 'UTC', adjustment: 'raw', dataHash: 'd1',
    }],
    currency: 'USD', codeVersion: '1', statistics: STATISTICS, fillCount: 2, openTradeCount: 1,
    symbolOutcomes: [{ symbol: 'A^B', barCount: 4, warmupBarCount: 2, fillCount: 2, tradeCount: 1, pnl: -10, deniedOrderCount: 0 }],
    notes: ['1 order was <denied>.'],
  }), // prettier-ignore
  trades: [
    { symbol: 0, side: 'long', quantity: 1, entryTime: 0, entryPrice: 100, exitTime: 2 * DAY, exitPrice: 90, pnl: -10, returnOnEntry: -0.1, commission: 1, barsHeld: 2 },
    { symbol: 0, side: 'long', quantity: 0.5, entryTime: 2 * DAY, entryPrice: 90.25, exitTime: null, exitPrice: null, pnl: 0, returnOnEntry: 0, commission: 0, barsHeld: 1, entryRate: 1.08 },
  ].map((trade) => tradeSchema.parse(trade)), // prettier-ignore
  fills: {
    symbol: Float64Array.of(0, 0),
    time: Float64Array.of(0, 2 * DAY),
    side: Float64Array.of(1, -1),
    quantity: Float64Array.of(1e6, 5e5),
    price: Float64Array.of(100, 90),
    commission: Float64Array.of(1e6, 0),
  },
  equity: {
    time: Float64Array.of(0, DAY, 2 * DAY, 3 * DAY),
    micros: Float64Array.of(1000e6, 1010e6, 990e6, 990e6),
  },
};

const TABLES = reportTables(report, ok([1, 1.01, 1.02, 1.02]));

test('CSV holds every trade, open ones without an exit, with the rate of its currency at the entry', () => {
  const { data, errors } = Papa.parse<Record<string, string>>(csvReport(report), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  expect(data).toHaveLength(2);
  expect(data[0]).toMatchObject({
    symbol: 'A^B',
    entryTime: '1970-01-01T00:00:00.000Z',
    pnl: '-10',
    status: 'closed',
  });
  expect(data[1]).toMatchObject({ exitTime: '', exitPrice: '', quantity: '0.5', status: 'open' });
  expect(data.map(({ entryRate }) => entryRate)).toEqual(['1', '1.08']);
});

test('JSON holds the run whole', () => {
  const parsed = JSON.parse(jsonReport(report, TABLES)) as {
    fills: unknown[];
    equity: unknown[];
    trades: unknown[];
    tables: unknown[];
    summary: object;
  };
  expect(parsed.summary).toMatchObject({ runId: RUN_ID, hash: 'abc' });
  expect(parsed.fills).toEqual([
    { symbol: 'A^B', time: '1970-01-01T00:00:00.000Z', side: 'buy', quantity: 1, price: 100, commission: 1 },
    {
      symbol: 'A^B',
      time: '1970-01-03T00:00:00.000Z',
      side: 'sell',
      quantity: 0.5,
      price: 90,
      commission: 0,
    },
  ]);
  expect(parsed.equity[2]).toEqual(['1970-01-03T00:00:00.000Z', 990]);
  expect(parsed.trades).toHaveLength(2);
  expect(parsed.tables).toEqual(TABLES);
});

const finished = {
  loadBars: () => Promise.resolve(err(failure('series-unknown', 'The library has no series 1.'))),
  getRun: () =>
    Promise.resolve(ok({ ...report.detail, summary: { ...report.detail.summary, status: 'done' } })),
  loadFills: () => Promise.resolve(ok(report.fills)),
  loadEquity: () => Promise.resolve(ok(report.equity)),
  listTrades: () => Promise.resolve(ok({ trades: report.trades, total: report.trades.length })),
} as unknown as LibraryCalls;

test('an export never takes the place of a folder or a device', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-export-'));
  const { detail } = report;
  const place = join(folder, 'run.json');
  await mkdir(place);
  expect(await exportRun(finished, detail.summary.runId, 'json', place)).toMatchObject({
    ok: false,
    error: { code: 'file-not-written', message: expect.stringContaining('folder or a device') as string },
  });
  expect(await readdir(folder)).toEqual(['run.json']);
  await rm(folder, { recursive: true });
});

test('an export takes the place of its own file alone, and leaves nothing beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-export-'));
  const place = join(folder, 'run.csv');
  await writeFile(place, 'an older export');
  await writeFile(`${place}.part`, 'of the user');
  const { runId } = report.detail.summary;
  expect(await exportRun(finished, runId, 'csv', place)).toMatchObject({ ok: true, value: { path: place } });
  expect(await readFile(place, 'utf8')).toContain('entry');
  expect(await readFile(`${place}.part`, 'utf8')).toBe('of the user');
  expect((await readdir(folder)).sort()).toEqual(['run.csv', 'run.csv.part']);
  await rm(folder, { recursive: true });
});

test('fills are drawn on the bars of the run, and on no others', async () => {
  const { detail, fills, equity } = report;
  const column = Float64Array.of(0, DAY);
  const bars = { time: column, open: column, high: column, low: column, close: column, volume: column, barsPerPoint: 1 }; // prettier-ignore
  const chartOf = (storedHash: string | undefined) =>
    runChart(
      {
        getRun: () => Promise.resolve(ok(detail)),
        loadFills: () => Promise.resolve(ok(fills)),
        loadEquity: () => Promise.resolve(ok(equity)),
        barsOfRun: (_query: unknown, dataHash: string | null) =>
          Promise.resolve(
            storedHash === undefined
              ? err(failure('series-unknown', 'The library has no series 1.'))
              : ok({ bars, isUnchanged: dataHash === storedHash }),
          ),
      } as unknown as LibraryCalls,
      detail.summary.runId,
      0,
      100,
    );
  const same = await chartOf('d1');
  expect(same).toMatchObject({ ok: true, value: { bars, barsChanged: false } });
  expect(same.ok && same.value.markers).toHaveLength(2);
  expect(await chartOf('d2')).toMatchObject({
    ok: true,
    value: { bars, barsChanged: true, markers: [], markersLeftOut: 0 },
  });
  expect(await chartOf(undefined)).toMatchObject({ ok: true, value: { bars: null, barsChanged: false } });
});

test('a stretch of a run has its own points, fills and falls, which are counted from the beginning', async () => {
  const { time, micros } = report.equity;
  const chart = await runChart(
    {
      getRun: () => Promise.resolve(ok(report.detail)),
      loadFills: () => Promise.resolve(ok(report.fills)),
      loadEquity: () => Promise.resolve(ok(report.equity)),
      barsOfRun: (query: unknown) => Promise.resolve(ok({ bars: query, isUnchanged: true })),
    } as unknown as LibraryCalls,
    report.detail.summary.runId,
    0,
    100,
    { from: time[2]!, to: time[3]! },
  );
  const statistics = report.detail.statistics!;
  expect(chart).toMatchObject({
    ok: true,
    value: { bars: { from: Math.max(statistics.start, time[2]!), to: Math.min(statistics.end, time[3]!) } },
  });
  if (!chart.ok) return;
  expect([...chart.value.equity.time]).toEqual([time[2], time[3]]);
  expect([...chart.value.equity.equity]).toEqual([micros[2]! / 1e6, micros[3]! / 1e6]);
  expect(chart.value.equity.drawdown[1]).toBeCloseTo(-20 / 1010, 12);
  const inside = [...report.fills.time].filter((at) => at >= time[2]! && at <= time[3]!);
  expect(chart.value.markers.map((marker) => marker.time)).toEqual(inside);
});

test('HTML stands alone, and what users typed stays text', () => {
  const html = htmlReport(report, TABLES);
  expect(html).not.toMatch(/<script|<img|<link|https?:\/\//);
  expect(html).toContain('1 order was &#60;denied&#62;.');
  expect(html).toContain('−10.00');
  expect(html).toContain("default-src 'none'");
  expect(html).toContain(RUN_ID);
});

test('drawdown is measured before the curve is thinned', () => {
  const curve = equityCurve(report.equity.time, report.equity.micros, 4);
  expect([...curve.equity]).toEqual([1000, 1010, 990, 990]);
  expect(curve.drawdown[1]).toBe(0);
  expect(curve.drawdown[3]).toBeCloseTo(-20 / 1010, 12);
});

test('every figure of every table is in the CSV of tables, and every convention in the HTML', () => {
  const { data, errors } = Papa.parse<Record<string, string>>(tablesCsv(report, TABLES), {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  const html = htmlReport(report, TABLES);
  for (const { id, columns, rows, convention, title } of TABLES) {
    const lines = data.filter(({ table }) => table === id);
    expect(lines).toHaveLength(columns.length * rows.length);
    expect(html.includes(convention.replaceAll('&', '&#38;')), id).toBe(true);
    expect(html.includes(`<h2>${title}</h2>`), id).toBe(true);
  }
  expect(data).toContainEqual({
    table: 'drawdowns',
    row: '1',
    column: 'Peak',
    unit: 'date',
    value: '1970-01-02',
  });
  expect(data).toContainEqual({
    table: 'statistics: Return',
    row: '1',
    column: 'Starting equity',
    unit: 'money',
    value: '1000',
  });
});
