import { assert } from '#shared/kernel/assert.ts';
import type { ReportTable } from '#shared/model/report-table.ts';
import type { FinishedRun } from './finished-run.ts';
import { benchmarkTables, type Holding } from './benchmark-tables.ts';
import { dailyRun } from './daily.ts';
import { currencyTable } from './currency-table.ts';
import { drawdownTable } from './drawdown-table.ts';
import { exposureTable } from './exposure-table.ts';
import { monthlyReturns, returnDistribution, rollingSharpe } from './return-tables.ts';
import { symbolTable, tradeScatter } from './trade-tables.ts';

/** Every table of a finished run's report, in its order: what the panel, HTML, CSV and JSON all show. */
export function reportTables(run: FinishedRun, holding: Holding): readonly ReportTable[] {
  const { statistics, spec } = run.detail;
  assert(statistics !== null, 'a report is of a finished run');
  const daily = dailyRun(run);
  return [
    monthlyReturns(daily),
    drawdownTable(daily, spec.cash),
    rollingSharpe(daily),
    returnDistribution(daily),
    exposureTable(run),
    tradeScatter(run),
    symbolTable(run),
    ...currencyTable(run),
    ...benchmarkTables(daily, spec.cash, statistics, holding),
  ];
}
