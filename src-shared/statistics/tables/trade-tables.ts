import type { Trade } from '#shared/model/backtest.ts';
import { REPORT_ROWS_MAX, type ReportRow, type ReportTable } from '#shared/model/report-table.ts';
import { tradeFigures } from '../trade-figures.ts';
import { symbolOf, type FinishedRun } from './finished-run.ts';

/** Every closed trade by how far it went against and with its holder. */
export function tradeScatter(run: FinishedRun): ReportTable {
  const closed = run.trades
    .map((trade, index) => ({ ...trade, number: index + 1 }))
    .filter(({ exitTime, adverseExcursion, favourableExcursion }) => {
      return exitTime !== null && adverseExcursion !== null && favourableExcursion !== null;
    });
  const count = Math.min(closed.length, REPORT_ROWS_MAX);
  const shown = Array.from({ length: count }, (_, i) => closed[Math.floor((i * closed.length) / count)]!);
  return {
    id: 'trade-scatter',
    title: 'Trades by adverse and favourable excursion',
    convention:
      'Closed trades. MAE and MFE are the furthest the price went against the trade and with it, as shares of the entry price: over the bars from the one it was entered in to the one before its exit, and the exit’s own price. Return is P&L after commission over the entry’s value. Of more than 5,000 trades, so many evenly over the run.',
    drawnAs: 'scatter',
    columns: [
      { title: 'MAE', unit: 'fraction' },
      { title: 'MFE', unit: 'fraction' },
      { title: 'Return', unit: 'signed-fraction' },
      { title: 'P&L', unit: 'signed-money' },
      { title: 'Symbol', unit: 'text' },
      { title: 'Side', unit: 'text' },
      { title: 'Bars', unit: 'count' },
      { title: 'Trade', unit: 'count' },
    ],
    rows: shown.map((trade): ReportRow => {
      const { adverseExcursion, favourableExcursion, returnOnEntry, pnl, side, barsHeld, number } = trade;
      const symbol = symbolOf(run, trade.symbol);
      return [adverseExcursion, favourableExcursion, returnOnEntry, pnl, symbol, side, barsHeld, number];
    }),
    leftOut: closed.length - count,
    note: closed.length === 0 ? 'No trade was closed, or the run was stored before excursions were.' : null,
  };
}

/** Each symbol's part in the run. */
export function symbolTable(run: FinishedRun): ReportTable {
  const { symbolOutcomes } = run.detail;
  const closed: Trade[][] = symbolOutcomes.map(() => []);
  for (const trade of run.trades) if (trade.exitTime !== null) closed[trade.symbol]?.push(trade);
  return {
    id: 'symbols',
    title: 'Symbols',
    convention:
      'P&L is realised and unrealised, after commission. Win rate, profit factor and means are of the closed trades; a trade of zero P&L is neither a win nor a loss.',
    drawnAs: 'table',
    columns: [
      { title: 'Symbol', unit: 'text' },
      { title: 'Bars', unit: 'count' },
      { title: 'Warm-up', unit: 'count' },
      { title: 'Fills', unit: 'count' },
      { title: 'Trades', unit: 'count' },
      { title: 'P&L', unit: 'signed-money' },
      { title: 'Win rate', unit: 'fraction' },
      { title: 'Profit factor', unit: 'ratio' },
      { title: 'Mean P&L', unit: 'signed-money' },
      { title: 'Mean MAE', unit: 'fraction' },
      { title: 'Mean MFE', unit: 'fraction' },
      { title: 'Mean days', unit: 'days' },
      { title: 'Denied', unit: 'count' },
    ],
    rows: symbolOutcomes.slice(0, REPORT_ROWS_MAX).map((one, symbol) => {
      const figures = tradeFigures(closed[symbol]!);
      return [
        one.symbol, one.barCount, one.warmupBarCount, one.fillCount, one.tradeCount, one.pnl, figures.winRate,
        figures.profitFactor, figures.expectancy, figures.averageAdverseExcursion, figures.averageFavourableExcursion,
        figures.averageHoldingDays, one.deniedOrderCount,
      ]; // prettier-ignore
    }),
    leftOut: 0,
    note: null,
  };
}
