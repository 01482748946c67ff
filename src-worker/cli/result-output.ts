import { DEFAULT_EXECUTION, type RunDetail } from '#shared/model/backtest.ts';
import { STATISTICS_TABLE, statisticOf } from '#shared/model/statistics-table.ts';
import { formatFigure } from '../reports/format.ts';

/** What a finished run prints as JSON: the figures first, then what identifies it. Money in currency units, fractions as fractions. */
export function resultJson(detail: RunDetail, refusedRowCount: number): object {
  const { summary, spec, series, symbolOutcomes } = detail;
  return {
    runId: summary.runId,
    strategy: spec.strategyId,
    parameters: spec.parameters,
    sizing: spec.sizing,
    symbols: summary.symbols,
    from: spec.from ?? null,
    to: spec.to ?? null,
    cash: spec.cash,
    currency: detail.currency,
    commission: spec.commission,
    slippage: spec.slippage,
    execution: spec.execution ?? DEFAULT_EXECUTION,
    preTrade: spec.preTrade ?? null,
    session: spec.session ?? null,
    fills: detail.fillCount,
    trades: summary.tradeCount,
    openTrades: detail.openTradeCount,
    finalEquity: summary.finalEquity,
    statistics: detail.statistics,
    hash: summary.hash,
    bars: sum(symbolOutcomes.map((one) => one.barCount)),
    warmupBars: Object.fromEntries(symbolOutcomes.map((one) => [one.symbol, one.warmupBarCount])),
    deniedOrders: sum(symbolOutcomes.map((one) => one.deniedOrderCount)),
    symbolOutcomes,
    notes: detail.notes,
    // With all its facts: a file's are guessed, and tick, lot, multiplier and zone decide the figures.
    data: series.map(({ seriesId, ...facts }) => facts),
    refusedRows: refusedRowCount,
    codeVersion: detail.codeVersion,
  };
}

/** The same for people. */
export function resultTable(detail: RunDetail): string {
  const { summary, spec, statistics, notes } = detail;
  const lines = [
    `${summary.strategyTitle} on ${summary.symbols.join(', ')}  ${JSON.stringify(spec.parameters)}`,
    `${detail.fillCount ?? 0} fills, ${summary.tradeCount ?? 0} closed trades, ${detail.openTradeCount ?? 0} open`,
    '',
  ];
  for (const group of STATISTICS_TABLE) {
    lines.push(group.isMoney ? `${group.title} (${detail.currency})` : group.title);
    for (const row of group.rows) {
      const value = statistics === null ? null : statisticOf(row, statistics);
      lines.push(`  ${row.title.padEnd(24)}${formatFigure(value, row.unit).padStart(18)}`);
    }
  }
  if (summary.symbols.length > 1) {
    lines.push('Symbols');
    for (const one of detail.symbolOutcomes) {
      lines.push(`  ${one.symbol.padEnd(24)}${formatFigure(one.pnl, 'money').padStart(18)}`);
    }
  }
  if (notes.length > 0) lines.push('Notes', ...notes.map((note) => `  ${note}`));
  lines.push(`Hash ${summary.hash ?? ''}`, `Run  ${summary.runId}`);
  return lines.join('\n') + '\n';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
