import { sampleStandardDeviation } from 'simple-statistics';
import { thinnedIndices } from '#shared/bars/thin.ts';
import { REPORT_ROWS_MAX, type ReportRow, type ReportTable } from '#shared/model/report-table.ts';
import { calendarReturns } from '../calendar-returns.ts';
import { histogramOf } from '../histogram.ts';
import { quantileOf } from '../return-figures.ts';
import type { DailyRun } from './daily.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function monthlyReturns(daily: DailyRun): ReportTable {
  const months = calendarReturns(daily.days, daily.returns, 'month');
  const rows = calendarReturns(daily.days, daily.returns, 'year').map(
    ({ year, return: whole }): ReportRow => {
      const cells = MONTHS.map(
        (_, month) => months.find((one) => one.year === year && one.month === month + 1)?.return ?? null,
      );
      return [String(year), ...cells, whole];
    },
  );
  return {
    id: 'monthly-returns',
    title: 'Monthly returns',
    convention:
      'Daily returns chained over each calendar month and year, the days of it that there are; the first counts from the starting cash.',
    drawnAs: 'table',
    columns: [
      { title: 'Year', unit: 'text' },
      ...[...MONTHS, 'Whole year'].map((title) => ({ title, unit: 'signed-fraction' as const })),
    ],
    rows,
    leftOut: 0,
    note: rows.length === 0 ? RUINED : null,
  };
}

/** Half a year's returns: long enough to say something, short enough to show change. */
export function rollingSharpe(daily: DailyRun): ReportTable {
  const { returns, perYear, period } = daily;
  const window = Math.round(perYear / 2);
  const values = rollingSharpeOf(returns, window, perYear);
  const kept = thinnedIndices(values, REPORT_ROWS_MAX);
  return {
    id: 'rolling-sharpe',
    title: 'Rolling Sharpe ratio',
    convention: `Mean over standard deviation (n - 1) of the last ${window} returns of a ${period}, times the root of ${perYear}; risk-free rate 0. None while there are fewer, or where they do not move.`,
    drawnAs: 'lines',
    columns: [
      { title: 'Date', unit: 'date' },
      { title: 'Sharpe ratio', unit: 'ratio' },
    ],
    rows: Array.from(kept, (at): ReportRow => [daily.dates[at + window - 1]!, numberOrNull(values[at]!)]),
    leftOut: values.length - kept.length,
    note: values.length === 0 ? `Fewer than ${window} returns.` : null,
  };
}

/** @returns one per full window, NaN where the returns do not move */
export function rollingSharpeOf(returns: readonly number[], window: number, perYear: number): Float64Array {
  const values = new Float64Array(Math.max(0, returns.length - window + 1));
  for (let at = 0; at < values.length; at++) {
    // Each window anew: sums carried along would drift.
    let sum = 0;
    for (let i = at; i < at + window; i++) sum += returns[i]!;
    const mean = sum / window;
    let squares = 0;
    for (let i = at; i < at + window; i++) squares += (returns[i]! - mean) ** 2;
    const deviation = Math.sqrt(squares / (window - 1));
    values[at] = deviation > 0 ? (mean / deviation) * Math.sqrt(perYear) : NaN;
  }
  return values;
}

/** Bars of one round width; the outermost two take what lies beyond the middle 99 %. */
export function returnDistribution({ returns, period }: DailyRun): ReportTable {
  const sorted = [...returns].sort((a, b) => a - b);
  const rows = sorted.length === 0 ? [] : histogramOf(sorted);
  const share = sorted.filter((one) => one > 0).length / sorted.length;
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  const words =
    sorted.length < 2
      ? ''
      : ` ${sorted.length} returns: median ${percent(quantileOf(sorted, 0.5))}, standard deviation ${percent(sampleStandardDeviation(sorted))} (n - 1), ${percent(share)} above zero.`;
  return {
    id: 'return-distribution',
    title: 'Distribution of returns',
    convention: `How many returns of a ${period} lie from one edge up to, not including, the next; the first and the last bar take all beyond them.${words}`,
    drawnAs: 'bars',
    columns: [
      { title: 'From', unit: 'fine-fraction' },
      { title: 'To', unit: 'fine-fraction' },
      { title: 'Returns', unit: 'count' },
    ],
    rows,
    leftOut: 0,
    note: sorted.length === 0 ? RUINED : null,
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** `DailyReturns` has no returns then. */
export const RUINED = 'The account was worth nothing at the end of a day: what follows has no return.';
