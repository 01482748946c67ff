import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Trade } from '#shared/model/backtest.ts';

/**
 * What the closed trades say. A trade of zero P&L is neither a win nor a loss: it counts among all trades and ends both
 * kinds of streak. Payoff is the mean win over the mean loss; Kelly is the share of capital W - (1 - W) / payoff, by wins and
 * losses alone; SQN (V. Tharp) is the mean P&L over its deviation, times the root of the count.
 */
export function tradeFigures(trades: readonly Trade[]) {
  const pnls = trades.map(({ pnl }) => pnl);
  const wins = pnls.filter((pnl) => pnl > 0);
  const losses = pnls.filter((pnl) => pnl < 0);
  const averageWin = meanOf(wins);
  const averageLoss = meanOf(losses);
  const lost = -sumOf(losses);
  const payoff = averageWin === null || averageLoss === null ? null : averageWin / -averageLoss;
  const share = wins.length / (wins.length + losses.length);
  return {
    tradeCount: trades.length,
    winRate: trades.length === 0 ? null : wins.length / trades.length,
    winRateLong: winRateOf(trades, 'long'),
    winRateShort: winRateOf(trades, 'short'),
    profitFactor: losses.length === 0 ? null : sumOf(wins) / lost,
    payoff,
    expectancy: meanOf(pnls),
    systemQuality: systemQuality(pnls),
    kelly: payoff === null ? null : share - (1 - share) / payoff,
    averageWin,
    averageLoss,
    largestWin: wins.length === 0 ? null : wins.reduce((most, pnl) => Math.max(most, pnl)),
    largestLoss: losses.length === 0 ? null : losses.reduce((most, pnl) => Math.min(most, pnl)),
    longestWinStreak: longestStreak(pnls, (pnl) => pnl > 0),
    longestLossStreak: longestStreak(pnls, (pnl) => pnl < 0),
    averageHoldingDays: meanOf(
      trades.map(({ entryTime, exitTime }) => ((exitTime ?? entryTime) - entryTime) / MS_PER_DAY),
    ),
    averageAdverseExcursion: meanOf(present(trades.map(({ adverseExcursion }) => adverseExcursion))),
    averageFavourableExcursion: meanOf(present(trades.map(({ favourableExcursion }) => favourableExcursion))),
  };
}

function winRateOf(trades: readonly Trade[], side: Trade['side']): number | null {
  const ofSide = trades.filter((trade) => trade.side === side);
  return ofSide.length === 0 ? null : ofSide.filter(({ pnl }) => pnl > 0).length / ofSide.length;
}

function systemQuality(pnls: readonly number[]): number | null {
  const mean = meanOf(pnls);
  if (mean === null || pnls.length < 2) return null;
  const deviation = Math.sqrt(sumOf(pnls.map((pnl) => (pnl - mean) ** 2)) / (pnls.length - 1));
  return deviation > 0 ? (mean / deviation) * Math.sqrt(pnls.length) : null;
}

function longestStreak(pnls: readonly number[], belongs: (pnl: number) => boolean): number {
  let longest = 0;
  let current = 0;
  for (const pnl of pnls) {
    current = belongs(pnl) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
