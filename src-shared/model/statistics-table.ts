import type { Statistics } from './backtest.ts';

export type StatisticUnit = 'money' | 'fraction' | 'ratio' | 'count' | 'days' | 'time';

/** What is one figure: the currencies of an account have a table of their own. */
export type StatisticKey = Exclude<keyof Statistics, 'currencies'>;

export interface StatisticRow {
  readonly key: StatisticKey;
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
      gain('bestMonth', 'Best month', 'fraction', 'Largest return of a calendar month, the days of it that there are.'),
      gain('worstMonth', 'Worst month', 'fraction', 'Smallest return of a calendar month.'),
      gain('bestYear', 'Best year', 'fraction', 'Largest return of a calendar year, the days of it that there are.'),
      gain('worstYear', 'Worst year', 'fraction', 'Smallest return of a calendar year.'),
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
      fall('averageDrawdown', 'Mean drawdown', 'fraction', 'Mean depth of all stays below a peak, by equity at day ends.'),
      plain('averageDrawdownDays', 'Mean drawdown length', 'days', 'Mean calendar days of all stays below a peak, by equity at day ends.'),
      plain('ulcerIndex', 'Ulcer index', 'fraction', 'Root mean square of the falls from the last peak, over all day ends.'),
      plain('recoveryFactor', 'Recovery factor', 'ratio', 'Net profit over the largest fall in money.'),
      plain('annualVolatility', 'Volatility per year', 'fraction', 'Standard deviation of daily returns (n - 1), scaled to a year of 252 days, or 365 where the data has weekends; of weekly or monthly returns, 52 or 12 a year, where bars are that long.'),
      plain('sharpe', 'Sharpe ratio', 'ratio', 'Mean over standard deviation of daily returns, scaled to a year of 252 days, or 365 where the data has weekends (52 weeks or 12 months where bars are that long); risk-free rate 0.'),
      plain('sortino', 'Sortino ratio', 'ratio', 'As Sharpe, over the root mean square of the negative daily returns, all days counted.'),
      plain('calmar', 'Calmar ratio', 'ratio', 'Growth per year over the deepest drawdown.'),
      plain('omega', 'Omega ratio', 'ratio', 'Sum of the daily gains over the sum of the daily losses.'),
      plain('probabilisticSharpe', 'Probabilistic Sharpe', 'fraction', 'How likely the true Sharpe ratio is above 0, given the number, skew and tails of the daily returns (Bailey and López de Prado, 2012).'),
      plain('deflatedSharpe', 'Deflated Sharpe', 'fraction', 'The same against the best Sharpe ratio that luck alone would find in as many trials; only where several were tried.'),
      plain('skew', 'Skew', 'ratio', 'Sample skewness of daily returns: below 0 where the large days are losses.'),
      plain('kurtosis', 'Excess kurtosis', 'ratio', 'Sample kurtosis of daily returns above that of the normal distribution: above 0 where large days are frequent.'),
      fall('valueAtRisk95', 'Value at risk 95 %', 'fraction', 'Daily return that 5 % of the days fall short of.'),
      fall('valueAtRisk99', 'Value at risk 99 %', 'fraction', 'Daily return that 1 % of the days fall short of.'),
      fall('conditionalValueAtRisk95', 'Mean beyond 95 %', 'fraction', 'Mean daily return of the worst 5 % of the days (conditional value at risk).'),
      fall('conditionalValueAtRisk99', 'Mean beyond 99 %', 'fraction', 'Mean daily return of the worst 1 % of the days (conditional value at risk).'),
      plain('tailRatio', 'Tail ratio', 'ratio', 'Daily return at the 95 % quantile over that at the 5 % quantile, without signs.'),
      gain('bestDay', 'Best day', 'fraction', 'Largest daily return of equity; none where bars are longer than a day.'),
      gain('worstDay', 'Worst day', 'fraction', 'Smallest daily return of equity; none where bars are longer than a day.'),
      plain('exposure', 'Time in market', 'fraction', 'Share of bars with a position.'),
    ],
  },
  {
    title: 'Against buy and hold',
    isMoney: false,
    rows: [
      gain('alpha', 'Alpha per year', 'fraction', 'Mean daily return less beta times that of holding every symbol equally, times the days of a year.'),
      plain('beta', 'Beta', 'ratio', 'Covariance with the daily returns of holding every symbol equally, over their variance.'),
      plain('correlation', 'Correlation', 'ratio', 'Of daily returns with those of holding every symbol equally.'),
      plain('rSquared', 'R squared', 'ratio', 'Share of the variance of daily returns that holding explains: the correlation squared.'),
      plain('trackingError', 'Tracking error per year', 'fraction', 'Standard deviation (n - 1) of the daily difference to holding, scaled to a year.'),
      plain('informationRatio', 'Information ratio', 'ratio', 'Mean daily difference to holding over its standard deviation, scaled to a year.'),
    ],
  },
  {
    title: 'Trades',
    isMoney: false,
    rows: [
      plain('tradeCount', 'Closed trades', 'count', 'Closed round trips; open positions are not counted.'),
      plain('winRate', 'Winners', 'fraction', 'Share of closed trades with a profit after commission; a trade of exactly zero is neither winner nor loser.'),
      plain('winRateLong', 'Winners, long', 'fraction', 'Share of the closed long trades with a profit.'),
      plain('winRateShort', 'Winners, short', 'fraction', 'Share of the closed short trades with a profit.'),
      plain('profitFactor', 'Profit factor', 'ratio', 'Sum of profits over sum of losses.'),
      gain('expectancy', 'Mean per trade', 'money', 'Mean profit of a closed trade, after commission.'),
      plain('payoff', 'Payoff', 'ratio', 'Mean winner over mean loser.'),
      plain('systemQuality', 'System quality (SQN)', 'ratio', 'Mean profit of a trade over its standard deviation (n - 1), times the root of the number of trades.'),
      plain('kelly', 'Kelly share', 'fraction', 'Share of winners less share of losers over payoff; trades of zero left out.'),
      gain('averageWin', 'Mean winner', 'money', 'Mean profit of the winners.'),
      gain('averageLoss', 'Mean loser', 'money', 'Mean loss of the losers.'),
      gain('largestWin', 'Largest winner', 'money', 'Largest profit of a closed trade.'),
      gain('largestLoss', 'Largest loser', 'money', 'Largest loss of a closed trade.'),
      plain('longestWinStreak', 'Longest run of winners', 'count', 'Winners in a row, in order of exit.'),
      plain('longestLossStreak', 'Longest run of losers', 'count', 'Losers in a row, in order of exit.'),
      fall('averageAdverseExcursion', 'Mean adverse excursion', 'fraction', 'Mean over closed trades of the furthest the price went against them, as a share of the entry price (MAE).'),
      plain('averageFavourableExcursion', 'Mean favourable excursion', 'fraction', 'Mean over closed trades of the furthest the price went with them, as a share of the entry price (MFE).'),
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

type Key = StatisticKey;

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
