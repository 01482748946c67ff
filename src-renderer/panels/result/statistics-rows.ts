import type { Statistics } from '#shared/model/backtest.ts';
import {
  formatNumber,
  formatPercent,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
  NO_VALUE,
} from '../../format/number.ts';

export interface StatisticRow {
  readonly label: string;
  readonly text: string;
  readonly tone: 'gain' | 'loss' | undefined;
  /** The convention behind the figure. */
  readonly help: string;
}

export interface StatisticGroup {
  readonly title: string;
  readonly rows: readonly StatisticRow[];
}

/** The statistics as a reader goes through them, each with the convention it follows. */
export function statisticGroups(s: Statistics, currency: string): readonly StatisticGroup[] {
  const plain = (label: string, text: string, help: string): StatisticRow => ({
    label,
    text,
    tone: undefined,
    help,
  });
  const money = (label: string, value: number | null, help: string) =>
    plain(label, formatNumber(value, 2), help);
  const signedMoney = (label: string, value: number | null, help: string): StatisticRow => ({
    label,
    text: formatSigned(value, 2),
    tone: gainOrLoss(value),
    help,
  });
  const signedShare = (label: string, value: number | null, help: string): StatisticRow => ({
    label,
    text: formatSignedPercent(value),
    tone: gainOrLoss(value),
    help,
  });
  const share = (label: string, value: number | null, help: string) =>
    plain(label, formatPercent(value), help);
  const ratio = (label: string, value: number | null, help: string) =>
    plain(label, formatNumber(value, 2), help);

  return [
    {
      title: `Return (${currency})`,
      rows: [
        money('Starting equity', s.startEquity, 'Cash before the first bar.'),
        money(
          'Final equity',
          s.finalEquity,
          'Cash and open positions, marked at the last close. Positions are not closed at the end.',
        ),
        signedMoney(
          'Net profit',
          s.netPnl,
          'Final equity less starting equity: after commission and slippage, realised and unrealised.',
        ),
        signedShare('Total return', s.totalReturn, 'Net profit over starting equity.'),
        signedShare(
          'Growth per year',
          s.cagr,
          'Compound growth over the calendar days from the first bar to the last, 365.25 a year.',
        ),
        signedShare(
          'Buy and hold',
          s.buyAndHoldReturn,
          'Equal-weight holding of every symbol from its first close to its last, without costs.',
        ),
        money('Peak equity', s.peakEquity, 'The highest equity at the end of any bar.'),
      ],
    },
    {
      title: 'Risk',
      rows: [
        signedShare(
          'Deepest drawdown',
          -s.maxDrawdown,
          'Largest fall of equity from an earlier peak, as a share of that peak.',
        ),
        signedMoney('In money', -s.maxDrawdownMoney, `Largest fall from an earlier peak, in ${currency}.`),
        plain(
          'Longest drawdown',
          `${formatNumber(s.longestDrawdownDays)} days`,
          'Calendar days from a peak until equity is above it again, or to the end.',
        ),
        share(
          'Volatility per year',
          s.annualVolatility,
          'Standard deviation of daily returns (n − 1), scaled to a year of 252 days, or 365 where the data has weekends.',
        ),
        ratio(
          'Sharpe ratio',
          s.sharpe,
          'Mean over standard deviation of daily returns, scaled to a year of 252 days, or 365 where the data has weekends; risk-free rate 0.',
        ),
        ratio(
          'Sortino ratio',
          s.sortino,
          'As Sharpe, over the root mean square of the negative daily returns, all days counted.',
        ),
        ratio('Calmar ratio', s.calmar, 'Growth per year over the deepest drawdown.'),
        signedShare('Best day', s.bestDay, 'Largest daily return of equity.'),
        signedShare('Worst day', s.worstDay, 'Smallest daily return of equity.'),
        share('Time in market', s.exposure, 'Share of bars with a position.'),
      ],
    },
    {
      title: 'Trades',
      rows: [
        plain(
          'Closed trades',
          formatNumber(s.tradeCount),
          'Closed round trips; open positions are not counted.',
        ),
        share(
          'Winners',
          s.winRate,
          'Share of closed trades with a profit after commission; a trade of exactly zero is neither winner nor loser.',
        ),
        ratio('Profit factor', s.profitFactor, 'Sum of profits over sum of losses.'),
        signedMoney('Mean per trade', s.expectancy, 'Mean profit of a closed trade, after commission.'),
        signedMoney('Mean winner', s.averageWin, 'Mean profit of the winners.'),
        signedMoney('Mean loser', s.averageLoss, 'Mean loss of the losers.'),
        signedMoney('Largest winner', s.largestWin, 'Largest profit of a closed trade.'),
        signedMoney('Largest loser', s.largestLoss, 'Largest loss of a closed trade.'),
        plain(
          'Mean holding',
          s.averageHoldingDays === null ? NO_VALUE : `${formatNumber(s.averageHoldingDays, 1)} days`,
          'Calendar days between entry and exit of closed trades.',
        ),
      ],
    },
    {
      title: `Costs (${currency})`,
      rows: [
        money('Commission', s.totalCommission, 'Over all fills, open positions included.'),
        money(
          'Slippage',
          s.totalSlippage,
          'What fills cost against the open they filled at, over all fills.',
        ),
        ratio('Turnover', s.turnover, 'Value bought and sold over the mean equity.'),
        plain('Bars', formatNumber(s.barCount), 'Bars traded on; warm-up bars are not counted.'),
      ],
    },
  ];
}
