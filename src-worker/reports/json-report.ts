import { fromMicros, type Micros } from '#shared/model/money.ts';
import { fromQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { ReportTable } from '#shared/model/report-table.ts';
import { symbolOf } from '#shared/statistics/tables/finished-run.ts';
import { isoTime, type RunReport } from './run-report.ts';

/** A run whole, for other programs: identification, statistics, tables, trades, fills and equity. Times ISO 8601 UTC, money in currency units. */
export function jsonReport(report: RunReport, tables: readonly ReportTable[]): string {
  const { detail, fills, equity } = report;
  return JSON.stringify(
    {
      ...detail,
      tables,
      trades: report.trades.map(({ symbol, entryTime, exitTime, ...trade }) => ({
        symbol: symbolOf(report, symbol),
        ...trade,
        entryTime: isoTime(entryTime),
        exitTime: exitTime === null ? null : isoTime(exitTime),
      })),
      fills: Array.from(fills.time, (time, index) => ({
        symbol: symbolOf(report, fills.symbol[index]!),
        time: isoTime(time),
        side: fills.side[index]! > 0 ? 'buy' : 'sell',
        quantity: fromQuantityMicros(fills.quantity[index] as QuantityMicros),
        price: fills.price[index],
        commission: fromMicros(fills.commission[index] as Micros),
      })),
      equity: Array.from(equity.time, (time, index) => [
        isoTime(time),
        fromMicros(equity.micros[index] as Micros),
      ]),
    },
    null,
    1,
  );
}
