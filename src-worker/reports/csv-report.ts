import Papa from 'papaparse';
import { symbolOf } from '#shared/statistics/tables/finished-run.ts';
import { isoTime, type RunReport } from './run-report.ts';

/**
 * The trades of a run as CSV, one row each: times in ISO 8601 UTC, prices in the symbol's currency, money in units of the
 * account's. `entryRate` is what one unit of the symbol's currency was worth in the account's at the entry. Open trades have
 * no exit.
 */
export function csvReport(report: RunReport): string {
  const rows = report.trades.map((trade) => ({
    symbol: symbolOf(report, trade.symbol),
    side: trade.side,
    quantity: trade.quantity,
    entryTime: isoTime(trade.entryTime),
    entryPrice: trade.entryPrice,
    exitTime: isoTime(trade.exitTime),
    exitPrice: trade.exitPrice ?? '',
    pnl: trade.pnl,
    returnOnEntry: trade.returnOnEntry,
    commission: trade.commission,
    barsHeld: trade.barsHeld,
    adverseExcursion: trade.adverseExcursion ?? '',
    favourableExcursion: trade.favourableExcursion ?? '',
    status: trade.exitTime === null ? 'open' : 'closed',
    entryRate: trade.entryRate ?? 1,
  }));
  const columns = [
    'symbol', 'side', 'quantity', 'entryTime', 'entryPrice', 'exitTime', 'exitPrice',
    'pnl', 'returnOnEntry', 'commission', 'barsHeld', 'adverseExcursion', 'favourableExcursion', 'status',
    'entryRate',
  ]; // prettier-ignore
  return Papa.unparse({ fields: columns, data: rows }, { newline: '\n' }) + '\n';
}
