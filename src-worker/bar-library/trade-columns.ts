import type { Trade } from '#shared/model/backtest.ts';

/** The fields of a trade, as they are stored: numbers all, side as +1 or -1, NaN for null. */
export const TRADE_COLUMNS = [
  'symbol',
  'side',
  'quantity',
  'entryTime',
  'entryPrice',
  'exitTime',
  'exitPrice',
  'pnl',
  'returnOnEntry',
  'commission',
  'barsHeld',
  // Runs stored before there were excursions have no such columns.
  'adverseExcursion',
  'favourableExcursion',
  // Nor have those of one currency a rate.
  'entryRate',
] as const satisfies readonly (keyof Trade)[];

export type TradeColumns = Readonly<Record<(typeof TRADE_COLUMNS)[number], Float64Array>>;

export function tradesToColumns(trades: readonly Trade[]): TradeColumns {
  const column = (name: (typeof TRADE_COLUMNS)[number]) =>
    Float64Array.from(trades, (trade) => {
      if (name === 'side') return trade.side === 'long' ? 1 : -1;
      return trade[name] ?? NaN;
    });
  return Object.fromEntries(TRADE_COLUMNS.map((name) => [name, column(name)])) as unknown as TradeColumns;
}

export function tradesFromColumns(columns: TradeColumns): Trade[] {
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return Array.from(columns.symbol, (symbol, i) => ({
    symbol,
    side: columns.side[i] === 1 ? ('long' as const) : ('short' as const),
    quantity: columns.quantity[i]!,
    entryTime: columns.entryTime[i]!,
    entryPrice: columns.entryPrice[i]!,
    exitTime: orNull(columns.exitTime[i]!),
    exitPrice: orNull(columns.exitPrice[i]!),
    pnl: columns.pnl[i]!,
    returnOnEntry: columns.returnOnEntry[i]!,
    commission: columns.commission[i]!,
    barsHeld: columns.barsHeld[i]!,
    adverseExcursion: orNull(columns.adverseExcursion[i] ?? NaN),
    favourableExcursion: orNull(columns.favourableExcursion[i] ?? NaN),
    entryRate: orNull(columns.entryRate[i] ?? NaN),
  }));
}
