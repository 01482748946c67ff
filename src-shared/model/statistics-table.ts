import type { Statistics } from './backtest.ts';

export type StatisticUnit = 'money' | 'fraction' | 'ratio' | 'count' | 'days' | 'time';

export interface StatisticRow {
  readonly key: keyof Statistics;
  readonly title: string;
  readonly unit: StatisticUnit;
  /** `gain`: its sign says good or bad. `fall`: a size that is a loss, shown below zero. `plain`: neither. */
  readonly sense: 'plain' | 'gain' | 'fall';
  /** The convention behind the figure. */
  readonly help: string;
}

// prettier-ignore
/** How the statistics of a run are grouped, named and explained, wherever they are shown. */
export const STATISTICS_TABLE: readonly {
  readonly title: string;
  /** All or most of its figures are in the account's currency. */
  readonly isMoney: boolean;
  readonly rows: readonly StatisticRow[];
}[] = [
  {
    title: 'Return',
    isMoney: true,
    rows: [
      plain('startEquity', 'Starting equity', 'money', 'Cash before the first bar.'),
      plain('finalEquity', 'Final equity', 'money', 'Cash and open positions, marked at the last close. Positions are not closed at the end.'),
      gain('netPnl', 'Net profit', 'money', 'Final equity less starting equity: after commission and slippage, realised and unrealised.'),
      gain('totalReturn', 'Total return', 'fraction', 'Net profit over starting equity.'),
      gain('cagr', 'Growth per year', 'fraction', 'Compound growth over the calendar days from the first bar to the last, 365.25 a year.'),
      gain('buyAndHoldReturn', 'Buy and hold', 'fraction', 'Equal-weight holding of every symbol from its first close to its last, without costs.'),
      plain('peakEquity', 'Peak equity', 'money', 'The highest equity at the end of any bar.'),
    ],
  },
  {
    title: 'Risk',
    isMoney: false,
    rows: [
      fall('maxDrawdown', 'Deepest drawdown', 'fraction', 'Largest fall of equity from an earlier peak, as a share of that peak.'),
      fall('maxDrawdownMoney', 'In money', 'money', 'Largest fall from an earlier peak, in the account currency.'),
      plain('longestDrawdownDays', 'Longest drawdown', 'days', 'Calendar days from a peak until equity is above it again, or to the end.'),
      plain('annualVolatility', 'Volatility per year', 'fraction', 'Standard deviation of daily returns (n - 1), scaled to a year of 252 days, or 365 where the data has weekends; of weekly or monthly returns, 52 or 12 a year, where bars are that long.'),
      plain('sharpe', 'Sharpe ratio', 'ratio', 'Mean over standard deviation of daily returns, scaled to a year of 252 days, or 365 where the data has weekends (52 weeks or 12 months where bars are that long); risk-free rate 0.'),
      plain('sortino', 'Sortino ratio', 'ratio', 'As Sharpe, over the root mean square of the negative daily returns, all days counted.'),
      plain('calmar', 'Calmar ratio', 'ratio', 'Growth per year over the deepest drawdown.'),
      gain('bestDay', 'Best day', 'fraction', 'Largest daily return of equity; none where bars are longer than a day.'),
      gain('worstDay', 'Worst day', 'fraction', 'Smallest daily return of equity; none where bars are longer than a day.'),
      plain('exposure', 'Time in market', 'fraction', 'Share of bars with a position.'),
    ],
  },
  {
    title: 'Trades',
    isMoney: false,
    rows: [
      plain('tradeCount', 'Closed trades', 'count', 'Closed round trips; open positions are not counted.'),
      plain('winRate', 'Winners', 'fraction', 'Share of closed trades with a profit after commission; a trade of exactly zero is neither winner nor loser.'),
      plain('profitFactor', 'Profit factor', 'ratio', 'Sum of profits over sum of losses.'),
      gain('expectancy', 'Mean per trade', 'money', 'Mean profit of a closed trade, after commission.'),
      gain('averageWin', 'Mean winner', 'money', 'Mean profit of the winners.'),
      gain('averageLoss', 'Mean loser', 'money', 'Mean loss of the losers.'),
      gain('largestWin', 'Largest winner', 'money', 'Largest profit of a closed trade.'),
      gain('largestLoss', 'Largest loser', 'money', 'Largest loss of a closed trade.'),
      plain('averageHoldingDays', 'Mean holding', 'days', 'Calendar days between entry and exit of closed trades.'),
    ],
  },
  {
    title: 'Costs',
    isMoney: true,
    rows: [
      plain('totalCommission', 'Commission', 'money', 'Over all fills, open positions included.'),
      plain('totalSlippage', 'Slippage', 'money', 'What fills cost against the open they filled at, over all fills.'),
      plain('turnover', 'Turnover', 'ratio', 'Value bought and sold over the mean equity.'),
    ],
  },
  {
    title: 'Data',
    isMoney: false,
    rows: [
      plain('start', 'First bar', 'time', 'Start of the first bar traded on.'),
      plain('end', 'Last bar', 'time', 'Start of the last bar traded on.'),
      plain('barCount', 'Bars', 'count', 'Bars traded on, all symbols; warm-up bars are not counted.'),
    ],
  },
];

type Key = keyof Statistics;

function plain(key: Key, title: string, unit: StatisticUnit, help: string): StatisticRow {
  return { key, title, unit, help, sense: 'plain' };
}

function gain(key: Key, title: string, unit: StatisticUnit, help: string): StatisticRow {
  return { key, title, unit, help, sense: 'gain' };
}

function fall(key: Key, title: string, unit: StatisticUnit, help: string): StatisticRow {
  return { key, title, unit, help, sense: 'fall' };
}

/** The figure as its row shows it: a fall below zero. */
export function statisticOf(row: StatisticRow, statistics: Statistics): number | null {
  const value = statistics[row.key];
  return row.sense === 'fall' && value !== null && value !== 0 ? -value : value;
}
