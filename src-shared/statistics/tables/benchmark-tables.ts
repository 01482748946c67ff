import { thinnedIndices } from '#shared/bars/thin.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Statistics } from '#shared/model/backtest.ts';
import { toMicros } from '#shared/model/money.ts';
import { REPORT_ROWS_MAX, type ReportRow, type ReportTable } from '#shared/model/report-table.ts';
import { calendarReturns } from '../calendar-returns.ts';
import { drawdownSpells } from '../drawdown-figures.ts';
import { returnFigures } from '../return-figures.ts';
import type { DailyRun } from './daily.ts';
import { RUINED } from './return-tables.ts';

/** What the run is compared with; an error is a sentence: why there is nothing. */
export type Holding =
  { readonly ok: true; readonly value: readonly number[] } | { readonly ok: false; readonly error: string };

const CONVENTION =
  'Holding is every symbol of the run bought for equal money at its first traded close and held to the end, without costs.';
const DAYS_PER_YEAR = 365.25;

/**
 * The run beside just holding.
 *
 * @param holding worth of one unit of money at each day's last bar
 */
export function benchmarkTables(
  daily: DailyRun,
  cash: number,
  statistics: Statistics,
  holding: Holding,
): readonly ReportTable[] {
  const run = daily.closes.map((close) => close / toMicros(cash));
  const held = holding.ok ? holding.value : null;
  const note = holding.ok ? null : `The run stands alone: ${holding.error}`;
  return [
    figures(daily, run, held, statistics, note),
    years(daily, held, note),
    growth(daily, run, held, note),
  ];
}

function figures(
  daily: DailyRun,
  run: readonly number[],
  held: readonly number[] | null,
  statistics: Statistics,
  note: string | null,
): ReportTable {
  const { alpha, beta, rSquared, correlation, informationRatio, trackingError } = statistics;
  const rows: ReportRow[] = [
    [
      'This run',
      ...figuresOf(run, daily),
      alpha,
      beta,
      rSquared,
      correlation,
      informationRatio,
      trackingError,
    ],
  ];
  if (held !== null) rows.push(['Holding', ...figuresOf(held, daily), null, null, null, null, null, null]);
  return {
    id: 'benchmark',
    title: 'Against holding',
    convention: `${CONVENTION} All figures by day ends: returns daily and simple, deviations over n - 1, ${daily.perYear} returns a year, growth per year over calendar days of 1 / 365.25 year, risk-free rate 0. Alpha and beta by regression of the run’s daily returns on those of holding; alpha, tracking error and information ratio per year.`,
    drawnAs: 'table',
    columns: [
      { title: '', unit: 'text' },
      { title: 'Total return', unit: 'signed-fraction' },
      { title: 'Per year', unit: 'signed-fraction' },
      { title: 'Volatility', unit: 'fraction' },
      { title: 'Sharpe', unit: 'ratio' },
      { title: 'Sortino', unit: 'ratio' },
      { title: 'Deepest drawdown', unit: 'signed-fraction' },
      { title: 'Alpha', unit: 'signed-fraction' },
      { title: 'Beta', unit: 'ratio' },
      { title: 'R²', unit: 'ratio' },
      { title: 'Correlation', unit: 'ratio' },
      { title: 'Information ratio', unit: 'ratio' },
      { title: 'Tracking error', unit: 'fraction' },
    ],
    rows,
    leftOut: 0,
    note,
  };
}

/** @param worth of each day, from 1 at the start */
function figuresOf(worth: readonly number[], { dates, perYear }: DailyRun): ReportRow {
  const returns = worth.some((value) => value <= 0) ? [] : returnsOf(worth);
  const { annualVolatility, sharpe, sortino } = returnFigures(returns, perYear);
  const last = worth.at(-1) ?? 1;
  const days = ((dates.at(-1) ?? 0) - (dates[0] ?? 0)) / MS_PER_DAY;
  const cagr = days >= 1 && last > 0 ? last ** (DAYS_PER_YEAR / days) - 1 : null;
  const fall = drawdownSpells(dates, worth, 1).reduce((most, { depth }) => Math.max(most, depth), 0);
  const perYearGrowth = cagr !== null && Number.isFinite(cagr) ? cagr : null;
  return [last - 1, perYearGrowth, annualVolatility, sharpe, sortino, 0 - fall];
}

function years(daily: DailyRun, held: readonly number[] | null, note: string | null): ReportTable {
  const own = calendarReturns(daily.days, daily.returns, 'year');
  const other = held === null ? [] : calendarReturns(daily.days, returnsOf(held), 'year');
  return {
    id: 'years',
    title: 'Year by year',
    convention: `${CONVENTION} Daily returns chained over each calendar year, the days of it that there are.`,
    drawnAs: 'table',
    columns: [
      { title: 'Year', unit: 'text' },
      { title: 'This run', unit: 'signed-fraction' },
      { title: 'Holding', unit: 'signed-fraction' },
      { title: 'Difference', unit: 'signed-fraction' },
    ],
    rows: own.map(({ year, return: ours }, i) => {
      const theirs = other[i]?.return ?? null;
      return [String(year), ours, theirs, theirs === null ? null : ours - theirs];
    }),
    leftOut: 0,
    note: own.length === 0 ? RUINED : note,
  };
}

function growth(
  { dates }: DailyRun,
  run: readonly number[],
  held: readonly number[] | null,
  note: string | null,
): ReportTable {
  // Both lines keep their extremes: half of the points each.
  const thin = (line: readonly number[]) => thinnedIndices(Float64Array.from(line), REPORT_ROWS_MAX / 2);
  const kept = [...new Set([...thin(run), ...(held === null ? [] : thin(held))])].sort((a, b) => a - b);
  return {
    id: 'growth',
    title: 'Growth of 100',
    convention: `${CONVENTION} Worth at day ends; both begin with 100.`,
    drawnAs: 'lines',
    columns: [
      { title: 'Date', unit: 'date' },
      { title: 'This run', unit: 'ratio' },
      ...(held === null ? [] : [{ title: 'Holding', unit: 'ratio' as const }]),
    ],
    rows: kept.map((at) => [dates[at]!, run[at]! * 100, ...(held === null ? [] : [held[at]! * 100])]),
    leftOut: dates.length - kept.length,
    note,
  };
}

function returnsOf(worth: readonly number[]): number[] {
  return worth.map((value, i) => value / (worth[i - 1] ?? 1) - 1);
}
