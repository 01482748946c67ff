import type { Statistics } from './backtest.ts';

export type StatisticUnit = 'money' | 'fraction' | 'ratio' | 'count' | 'days' | 'time';

export interface StatisticRow {
  readonly key: keyof Statistics;
  readonly title: string;
  readonly unit: StatisticUnit;
  /** The convention behind the figure. */
  readonly help: string;
}

/** How the statistics of a run are grouped, named and explained, wherever they are shown. */
export const STATISTICS_TABLE: readonly { readonly title: string; readonly rows: readonly StatisticRow[] }[] = [
  {
    title: 'Return',
    rows: [
      row('finalEquity', 'Final equity', 'money', 'Cash and positions marked at the last close.'),
      row('netPnl', 'Net P&L', 'money', 'Final equity less starting cash, after commission and slippage.'),
      row('totalReturn', 'Total return', 'fraction', 'Net P&L over starting cash.'),
      row('cagr', 'CAGR', 'fraction', 'Compound annual growth on 365.25 calendar days a year.'),
      row('buyAndHoldReturn', 'Buy and hold', 'fraction', 'Equal-weight holding of every symbol from its first traded close to its last.'),
      row('bestDay', 'Best day', 'fraction', 'Largest daily return.'),
      row('worstDay', 'Worst day', 'fraction', 'Smallest daily return.'),
    ],
  },
  {
    title: 'Risk',
    rows: [
      row('maxDrawdown', 'Max drawdown', 'fraction', 'Deepest fall of equity below its highest so far.'),
      row('maxDrawdownMoney', 'Max drawdown, money', 'money', 'The deepest fall in money.'),
      row('longestDrawdownDays', 'Longest drawdown', 'days', 'Calendar days from a peak until it is reached again, or to the end.'),
      row('annualVolatility', 'Volatility', 'fraction', 'Standard deviation of daily returns (n - 1), times the root of 252 days a year; 365 when weekends trade.'),
      row('exposure', 'Exposure', 'fraction', 'Share of bars with a position.'),
    ],
  },
  {
    title: 'Ratios',
    rows: [
      row('sharpe', 'Sharpe', 'ratio', 'Mean over standard deviation of daily returns, annualised; risk-free rate 0.'),
      row('sortino', 'Sortino', 'ratio', 'Mean daily return over the root mean square of the negative ones, all days counted, annualised.'),
      row('calmar', 'Calmar', 'ratio', 'CAGR over max drawdown.'),
    ],
  },
  {
    title: 'Trades',
    rows: [
      row('tradeCount', 'Closed trades', 'count', 'Round trips; an open position at the end is not one.'),
      row('winRate', 'Win rate', 'fraction', 'Winning trades over closed trades; a trade of zero P&L is neither win nor loss.'),
      row('profitFactor', 'Profit factor', 'ratio', 'Sum of wins over sum of losses, in currency.'),
      row('expectancy', 'Expectancy', 'money', 'Mean P&L of a closed trade.'),
      row('averageWin', 'Average win', 'money', 'Mean P&L of winning trades.'),
      row('averageLoss', 'Average loss', 'money', 'Mean P&L of losing trades.'),
      row('largestWin', 'Largest win', 'money', 'Best closed trade.'),
      row('largestLoss', 'Largest loss', 'money', 'Worst closed trade.'),
      row('averageHoldingDays', 'Average holding', 'days', 'Calendar days from entry to exit.'),
    ],
  },
  {
    title: 'Costs',
    rows: [
      row('totalCommission', 'Commission', 'money', 'Paid on all fills.'),
      row('totalSlippage', 'Slippage', 'money', 'What fills cost beyond the open they were taken at.'),
      row('turnover', 'Turnover', 'ratio', 'Value bought and sold over mean equity.'),
    ],
  },
  {
    title: 'Run',
    rows: [
      row('start', 'First bar', 'time', 'Start of the first bar traded on.'),
      row('end', 'Last bar', 'time', 'Start of the last bar traded on.'),
      row('barCount', 'Bars', 'count', 'Bars traded on, all symbols; warm-up not counted.'),
      row('startEquity', 'Starting cash', 'money', 'What the account began with.'),
      row('peakEquity', 'Peak equity', 'money', 'Highest worth at the end of any bar.'),
    ],
  },
]; // prettier-ignore

function row(key: keyof Statistics, title: string, unit: StatisticUnit, help: string): StatisticRow {
  return { key, title, unit, help };
}
