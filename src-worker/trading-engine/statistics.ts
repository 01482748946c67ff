import { assert } from '#shared/kernel/assert.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { Statistics, Trade } from '#shared/model/backtest.ts';
import { fromMicros, type Micros } from '#shared/model/money.ts';
import { dailyReturns, isLongerThanDay, returnsPerYear } from './daily-returns.ts';
import { drawdownOf, type Drawdown } from './drawdown.ts';

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
  const cagr = growthPerYear(finalEquity / startEquity, (end - start) / MS_PER_DAY);
  return {
    start,
    end,
    barCount: run.barCount,
    startEquity,
    finalEquity,
    peakEquity: fromMicros(drawdown.peak as Micros),
    netPnl: fromMicros((equityMicros[last]! - run.startCash) as Micros),
    totalReturn: finalEquity / startEquity - 1,
    cagr,
    buyAndHoldReturn: run.buyAndHoldReturn,
    ...riskFigures(daily.returns, returnsPerYear(run.barSize, daily)),
    ...(isLongerThanDay(run.barSize) ? NO_DAYS : bestAndWorstDay(daily.returns)),
    calmar: cagr === null || drawdown.fraction === 0 ? null : cagr / drawdown.fraction,
    maxDrawdown: drawdown.fraction,
    maxDrawdownMoney: fromMicros(drawdown.money as Micros),
    longestDrawdownDays: drawdown.longestMs / MS_PER_DAY,
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

function riskFigures(returns: readonly number[], perYear: number) {
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  const deviation = returns.length < 2 ? null : Math.sqrt(squares / (returns.length - 1));
  const downside = Math.sqrt(returns.reduce((sum, r) => sum + Math.min(r, 0) ** 2, 0) / returns.length);
  const year = Math.sqrt(perYear);
  return {
    annualVolatility: deviation === null ? null : deviation * year,
    sharpe: deviation === null || deviation === 0 ? null : (mean / deviation) * year,
    sortino: downside > 0 ? (mean / downside) * year : null,
  };
}

const NO_DAYS = { bestDay: null, worstDay: null };

function bestAndWorstDay(returns: readonly number[]) {
  if (returns.length === 0) return NO_DAYS;
  return {
    bestDay: returns.reduce((best, r) => Math.max(best, r)),
    worstDay: returns.reduce((worst, r) => Math.min(worst, r)),
  };
}

function tradeFigures(trades: readonly Trade[]) {
  let wins = 0;
  let won = 0;
  let largestWin: number | null = null;
  let losses = 0;
  let lost = 0;
  let largestLoss: number | null = null;
  let heldMs = 0;
  for (const { pnl, entryTime, exitTime } of trades) {
    heldMs += (exitTime ?? entryTime) - entryTime;
    if (pnl > 0) {
      wins++;
      won += pnl;
      if (largestWin === null || pnl > largestWin) largestWin = pnl;
    } else if (pnl < 0) {
      losses++;
      lost += pnl;
      if (largestLoss === null || pnl < largestLoss) largestLoss = pnl;
    }
  }
  const perTrade = (amount: number) => (trades.length === 0 ? null : amount / trades.length);
  return {
    tradeCount: trades.length,
    winRate: perTrade(wins),
    profitFactor: losses === 0 ? null : won / -lost,
    expectancy: perTrade(won + lost),
    averageWin: wins === 0 ? null : won / wins,
    averageLoss: losses === 0 ? null : lost / losses,
    largestWin,
    largestLoss,
    averageHoldingDays: perTrade(heldMs / MS_PER_DAY),
  };
}
