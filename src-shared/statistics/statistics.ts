import { assert } from '#shared/kernel/assert.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { CurrencyOutcome, Statistics, Trade } from '#shared/model/backtest.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import { benchmarkFigures } from './benchmark-figures.ts';
import { calendarReturns } from './calendar-returns.ts';
import { dailyReturns, isLongerThanDay, returnsPerYear, type DailyReturns } from './daily-returns.ts';
import { drawdownFigures } from './drawdown-figures.ts';
import { drawdownOf, type Drawdown } from './drawdown.ts';
import { returnFigures } from './return-figures.ts';
import { tradeFigures } from './trade-figures.ts';

const DAYS_PER_YEAR = 365.25;

/** What the figures are made from. */
export interface MeasuredRun {
  readonly startCash: Micros;
  /** Start of each step's bar, Unix ms; at least one. */
  readonly equityTime: Float64Array;
  readonly equityMicros: Float64Array;
  /** Whose midnight ends a day; UTC for bars dated by their session. */
  readonly timeZone: string;
  /** Of every symbol of the run. */
  readonly barSize: BarSize;
  /** Bars traded on, of all symbols together. */
  readonly barCount: number;
  readonly stepsWithPosition: number;
  readonly closedTrades: readonly Trade[];
  /** Account currency. */
  readonly totalCommission: number;
  readonly totalSlippage: number;
  /** Value of all that was bought and sold, account currency. */
  readonly tradedValue: number;
  readonly buyAndHoldReturn: number;
  /** Worth of one unit held equally in every symbol, at the given times (Unix ms, ascending): see buy-and-hold.ts. */
  readonly buyAndHoldWorth: (times: readonly number[]) => readonly number[];
  /** Absent or empty: one currency. */
  readonly currencies?: readonly CurrencyOutcome[];
}

/**
 * The figures of a run. Conventions: returns are daily and simple, at the last equity of each day of the series' time
 * zone, the first counted from the starting cash; deviations divide by n - 1; 252 trading days a year, 365 when the days
 * include weekends; where bars are weeks or months so are the returns, 52 and 12 a year, and there is no best or worst day;
 * risk-free rate 0. Sortino divides by the root mean square of the negative returns over all days.
 * CAGR counts calendar days of 1 / 365.25 year from the first bar to the last. A trade of zero P&L is neither a win nor a
 * loss. Null where a figure has no meaning: too few days, no risk, no trades, no losses, equity gone.
 */
export function statisticsOf(run: MeasuredRun): Statistics {
  const { equityTime, equityMicros } = run;
  const last = equityTime.length - 1;
  assert(last >= 0, 'a run has at least one bar to trade on');
  const startEquity = fromMicros(run.startCash);
  const finalEquity = fromMicros(equityMicros[last]! as Micros);
  const start = equityTime[0]!;
  const end = equityTime[last]!;
  const drawdown = drawdownOf(equityTime, equityMicros, run.startCash);
  assertCountable(drawdown);
  const daily = dailyReturns(equityTime, equityMicros, run.startCash, run.timeZone);
  const perYear = returnsPerYear(run.barSize, daily);
  const netPnl = fromMicros((equityMicros[last]! - run.startCash) as Micros);
  const maxDrawdownMoney = fromMicros(drawdown.money as Micros);
  const cagr = growthPerYear(finalEquity / startEquity, (end - start) / MS_PER_DAY);
  return {
    start,
    end,
    barCount: run.barCount,
    startEquity,
    finalEquity,
    peakEquity: fromMicros(drawdown.peak as Micros),
    netPnl,
    totalReturn: finalEquity / startEquity - 1,
    cagr,
    buyAndHoldReturn: run.buyAndHoldReturn,
    currencies: [...(run.currencies ?? [])],
    ...returnFigures(daily.returns, perYear),
    ...benchmarkFigures(daily.returns, returnsOf(run.buyAndHoldWorth(daily.times)), perYear),
    ...(isLongerThanDay(run.barSize) ? NO_DAYS : bestAndWorstDay(daily.returns)),
    ...bestAndWorstPeriods(daily),
    calmar: cagr === null || drawdown.fraction === 0 ? null : cagr / drawdown.fraction,
    maxDrawdown: drawdown.fraction,
    maxDrawdownMoney,
    recoveryFactor: maxDrawdownMoney === 0 ? null : netPnl / maxDrawdownMoney,
    longestDrawdownDays: drawdown.longestMs / MS_PER_DAY,
    ...drawdownFigures(daily.times, daily.closes, run.startCash),
    // Of one run alone; a sweep knows how many were tried.
    deflatedSharpe: null,
    exposure: run.stepsWithPosition / equityTime.length,
    ...tradeFigures(run.closedTrades),
    totalCommission: run.totalCommission,
    totalSlippage: run.totalSlippage,
    turnover: drawdown.meanEquity > 0 ? run.tradedValue / (drawdown.meanEquity / 1e6) : 0,
  };
}

/** The loop marks without a check per bar; this is the check, over all bars. */
function assertCountable({ peak, lowest, meanEquity }: Drawdown): void {
  assert(
    Number.isSafeInteger(peak) && Number.isSafeInteger(lowest) && !Number.isNaN(meanEquity),
    `the account's worth left what can be counted (9,007,199,254 either way), or a close was not a number: it lay between ${lowest / 1e6} and ${peak / 1e6}`,
  );
}

/** Null in less than a day, where a year's worth of the same is fiction, and when nothing is left. */
function growthPerYear(growth: number, days: number): number | null {
  if (days < 1 || growth <= 0) return null;
  const yearly = growth ** (DAYS_PER_YEAR / days) - 1;
  return Number.isFinite(yearly) ? yearly : null;
}

const NO_DAYS = { bestDay: null, worstDay: null };

function bestAndWorstDay(returns: readonly number[]) {
  if (returns.length === 0) return NO_DAYS;
  return {
    bestDay: returns.reduce((best, r) => Math.max(best, r)),
    worstDay: returns.reduce((worst, r) => Math.min(worst, r)),
  };
}

function bestAndWorstPeriods({ days, returns }: DailyReturns) {
  const extremes = (period: 'month' | 'year') => {
    const all = calendarReturns(days, returns, period).map((one) => one.return);
    return all.length === 0 ? [null, null] : [Math.max(...all), Math.min(...all)];
  };
  const [bestMonth, worstMonth] = extremes('month');
  const [bestYear, worstYear] = extremes('year');
  return { bestMonth: bestMonth!, worstMonth: worstMonth!, bestYear: bestYear!, worstYear: worstYear! };
}

/** From one day's worth to the next; the first from 1, which is what holding begins with. */
function returnsOf(worth: readonly number[]): readonly number[] {
  return worth.map((value, i) => value / (worth[i - 1] ?? 1) - 1);
}
