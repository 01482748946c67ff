import { TradeTable } from '#shared/portfolio/trade-table.ts';
import { FillTable } from '#shared/simulation/fill-table.ts';

/** What a thread keeps at most: about 12 MB. */
const KEPT_ROWS_MAX = 131_072;

/** What a run writes into while it lasts. Its result is made of copies. */
export interface RunTables {
  readonly fills: FillTable;
  readonly trades: TradeTable;
}

let kept: RunTables | null = null;

/**
 * Empty tables, with the room that the thread's last run made in them: growing anew to 40,000 fills costs a run of a million
 * bars a thousand page faults. One engine runs at a time in a thread; were there two, the second would get tables of its own.
 */
export function takeTables(): RunTables {
  const tables = kept ?? { fills: new FillTable(), trades: new TradeTable() };
  kept = null;
  return tables;
}

/** The run is over and nobody looks into them any more. */
export function giveTablesBack(tables: RunTables): void {
  if (Math.max(tables.fills.price.length, tables.trades.pnl.length) > KEPT_ROWS_MAX) return;
  tables.fills.clear();
  tables.trades.clear();
  kept = tables;
}
