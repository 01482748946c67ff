import { expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { DEFAULT_EXECUTION, runDetailSchema } from '#shared/model/backtest.ts';
import { fromMicros } from '#shared/model/money.ts';
import { reportTableSchema, type ReportTable, type ReportTableId } from '#shared/model/report-table.ts';
import { buyAndHoldWorth } from '#shared/statistics/buy-and-hold.ts';
import { returnFigures } from '#shared/statistics/return-figures.ts';
import { dailyRun } from '#shared/statistics/tables/daily.ts';
import { reportTables } from '#shared/statistics/tables/report-tables.ts';
import { rollingSharpeOf } from '#shared/statistics/tables/return-tables.ts';
import type { EngineJob, EngineResult } from '../trading-engine/job.ts';
import { jobOf, randomBars, resultOf, spxBars, symbolOf } from '../trading-engine/testing/test-jobs.ts';
import type { RunReport } from './run-report.ts';

/** Runs the engine and puts its result into a report, as the library would. */
function reportOf(job: EngineJob): { readonly report: RunReport; readonly result: EngineResult } {
  const result = resultOf(job);
  const { statistics, symbolOutcomes, notes, fills, trades, equityTime, equityMicros } = result;
  const detail = runDetailSchema.parse({
    summary: {
      runId: '3f2c1d8e-0000-4000-8000-000000000001', status: 'done', strategyId: job.strategyId, strategyTitle: 'X',
      symbols: job.symbols.map(({ symbol }) => symbol), createdAt: 0, startedAt: 0, finishedAt: 1, reason: null,
      finalEquity: statistics.finalEquity, totalReturn: statistics.totalReturn, sharpe: statistics.sharpe,
      maxDrawdown: statistics.maxDrawdown, tradeCount: statistics.tradeCount, hash: result.hash,
    },
    spec: {
      strategyId: job.strategyId, parameters: job.parameters, seriesIds: job.symbols.map((_, i) => i + 1),
      cash: fromMicros(job.cash), sizing: job.sizing, commission: job.commission, slippage: job.slippage,
    },
    series: job.symbols.map(({ symbol, barSize, tick, multiplier, lot, timeZone }, i) => ({
      seriesId: i + 1, symbol, source: 'test', barSize, currency: 'USD', tick, multiplier, lot, timeZone, adjustment: 'raw',
      dataHash: 'd',
    })),
    currency: 'USD', codeVersion: '1', statistics, fillCount: fills.time.length, openTradeCount: 0, symbolOutcomes, notes,
  }); // prettier-ignore
  return { report: { detail, trades, fills, equity: { time: equityTime, micros: equityMicros } }, result };
}

function tablesOf(job: EngineJob) {
  const { report, result } = reportOf(job);
  const symbols = job.symbols.map(({ columns, barCount, firstTraded }) => ({
    bars: barColumns(barCount, columns),
    firstTraded,
  }));
  const daily = dailyRun(report);
  const tables = reportTables(report, ok(buyAndHoldWorth(symbols, daily.times)));
  const find = (id: ReportTableId): ReportTable => tables.find((table) => table.id === id)!;
  return { find, tables, daily, statistics: result.statistics, trades: result.trades };
}

const column = (table: ReportTable, title: string) => {
  const at = table.columns.findIndex((one) => one.title === title);
  return table.rows.map((row) => row[at] as number);
};
const chained = (returns: readonly (number | null)[]) =>
  returns.reduce<number>((growth, one) => growth * (1 + (one ?? 0)), 1) - 1;

const spx = symbolOf(spxBars(), { symbol: 'SPX' });
const jobs: readonly (readonly [string, EngineJob])[] = [
  ['one symbol', jobOf([spx], { sizing: { kind: 'percent-of-equity', percent: 95 } })],
  [
    'three symbols with calendars that differ, long and short',
    jobOf(
      [1, 2, 3].map((seed) => symbolOf(randomBars(seed, 900), { symbol: `S${seed}` })),
      {
        strategyId: 'bollinger-reversion',
        parameters: {},
        sizing: { kind: 'cash', cash: 20_000 },
        execution: { ...DEFAULT_EXECUTION, account: 'margin' },
      },
    ),
  ],
];

test.each(jobs)('the tables of %s agree with its statistics', (_, job) => {
  const { find, tables, statistics, daily, trades } = tablesOf(job);
  for (const table of tables) reportTableSchema.parse(table);

  const months = find('monthly-returns');
  const cells = months.rows.map((row) => row.slice(1, 13) as (number | null)[]);
  expect(chained(cells.flat())).toBeCloseTo(statistics.totalReturn, 9);
  expect(chained(column(months, 'Whole year'))).toBeCloseTo(statistics.totalReturn, 9);
  const known = cells.flat().filter((one) => one !== null);
  expect(Math.max(...known)).toBe(statistics.bestMonth);
  expect(Math.min(...known)).toBe(statistics.worstMonth);

  const falls = column(find('drawdowns'), 'Depth');
  expect(falls).toEqual([...falls].sort((a, b) => a - b));
  const inMoney = column(find('drawdowns'), 'In money');
  expect(Math.max(...inMoney.map((one) => -one))).toBeLessThanOrEqual(statistics.maxDrawdownMoney + 1e-6);

  const exposure = find('exposure');
  const [long, short, both, none] = ['Long', 'Short', 'Long and short', 'None'].map(
    (title) => column(exposure, title)[0]!,
  );
  expect(1 - none!).toBeCloseTo(statistics.exposure, 12);
  expect(long! + short! - both! + none!).toBeCloseTo(1, 12);
  expect(column(exposure, 'Bars').slice(1).reduce((sum, one) => sum + one, 0)).toBe(
    column(exposure, 'Bars')[0],
  ); // prettier-ignore

  const benchmark = find('benchmark');
  expect(column(benchmark, 'Total return')[0]).toBeCloseTo(statistics.totalReturn, 9);
  expect(column(benchmark, 'Total return')[1]).toBeCloseTo(statistics.buyAndHoldReturn, 9);
  expect(column(benchmark, 'Sharpe')[0]).toBeCloseTo(statistics.sharpe!, 9);
  expect(column(benchmark, 'Per year')[0]).toBeCloseTo(statistics.cagr!, 9);
  expect(column(find('growth'), 'Holding').at(-1)).toBeCloseTo((1 + statistics.buyAndHoldReturn) * 100, 6);

  const closed = trades.filter(({ exitTime }) => exitTime !== null);
  expect(find('trade-scatter').rows).toHaveLength(closed.length);
  expect(column(find('symbols'), 'P&L').reduce((sum, one) => sum + one, 0)).toBeCloseTo(statistics.netPnl, 5);

  const rolling = find('rolling-sharpe');
  expect(column(rolling, 'Sharpe ratio').at(-1)).toBeCloseTo(
    returnFigures(daily.returns.slice(-Math.round(daily.perYear / 2)), daily.perYear).sharpe!,
    9,
  );
  expect(rolling.rows.at(-1)![0]).toBe(daily.dates.at(-1));
});

test('without the bars of the run there is nothing to compare with, and the reader is told', () => {
  const { report } = reportOf(jobs[0]![1]);
  const tables = reportTables(report, err('the bars of SPX have changed since.'));
  const benchmark = tables.find(({ id }) => id === 'benchmark')!;
  expect(benchmark.rows).toHaveLength(1);
  expect(benchmark.note).toContain('the bars of SPX have changed since.');
  expect(tables.find(({ id }) => id === 'growth')!.columns.map(({ title }) => title)).toEqual(['Date', 'This run']);
}); // prettier-ignore

test('a rolling Sharpe ratio has no figure where returns do not move or are too few', () => {
  expect(rollingSharpeOf([0.1, 0.1, 0.2], 4, 252)).toHaveLength(0);
  expect([...rollingSharpeOf([0.25, 0.25, 0.25], 2, 252)]).toEqual([NaN, NaN]);
});
