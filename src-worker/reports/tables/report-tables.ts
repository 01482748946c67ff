import { assert } from '#shared/kernel/assert.ts';
import type { ReportTable } from '#shared/model/report-table.ts';
import type { RunReport } from '../run-report.ts';
import { benchmarkTables, type Holding } from './benchmark-tables.ts';
import { dailyRun } from './daily.ts';
import { drawdownTable } from './drawdown-table.ts';
import { exposureTable } from './exposure-table.ts';
import { monthlyReturns, returnDistribution, rollingSharpe } from './return-tables.ts';
import { symbolTable, tradeScatter } from './trade-tables.ts';

/** Every table of a finished run's report, in its order: what the panel, HTML, CSV and JSON all show. */
export function reportTables(report: RunReport, holding: Holding): readonly ReportTable[] {
  const { statistics, spec } = report.detail;
  assert(statistics !== null, 'a report is of a finished run');
  const daily = dailyRun(report);
  return [
    monthlyReturns(daily),
    drawdownTable(daily, spec.cash),
    rollingSharpe(daily),
    returnDistribution(daily),
    exposureTable(report),
    tradeScatter(report),
    symbolTable(report),
    ...benchmarkTables(daily, spec.cash, statistics, holding),
  ];
}
