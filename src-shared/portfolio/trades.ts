import type { Trade } from '../model/backtest.ts';
import { MICROS_PER_UNIT } from '../model/money.ts';
import { QUANTITY_STEPS_PER_UNIT } from '../model/quantity.ts';
import type { Account } from './account.ts';
import { NO_LOT } from './lot-table.ts';
import { shareOf } from './share.ts';

/** The caller's table of fills, as far as a trade needs it. Prices in price units, times Unix ms, sides +1 and -1. */
export interface TradedFills {
  readonly symbol: Float64Array;
  readonly time: Float64Array;
  readonly side: Float64Array;
  readonly price: Float64Array;
}

/** Round trips that have ended, in order of exit. Their excursions are null: only who has the bars knows them. */
export function closedTrades(account: Account, fills: TradedFills): Trade[] {
  const { trades } = account;
  const closed: Trade[] = [];
  for (let row = 0; row < trades.count; row++) {
    const entry = trades.entryFill[row]!;
    const exit = trades.exitFill[row]!;
    const pnl = trades.pnl[row]!;
    closed.push({
      symbol: fills.symbol[entry]!,
      side: fills.side[entry]! > 0 ? 'long' : 'short',
      quantity: trades.quantity[row]! / QUANTITY_STEPS_PER_UNIT,
      entryTime: fills.time[entry]!,
      entryPrice: fills.price[entry]!,
      exitTime: fills.time[exit]!,
      exitPrice: fills.price[exit]!,
      pnl: pnl / MICROS_PER_UNIT,
      returnOnEntry: returnOn(pnl, trades.entryValue[row]!),
      commission: trades.commission[row]! / MICROS_PER_UNIT,
      barsHeld: trades.barsHeld[row]!,
      adverseExcursion: null,
      favourableExcursion: null,
      entryRate: account.fillRate(entry),
    });
  }
  return closed;
}

/**
 * What is still held, a trade per lot, symbol by symbol, at the account's last marks.
 *
 * Excursions are null, as above.
 *
 * @param lastBar per symbol, index of the bar that gave the mark
 */
export function openTrades(
  account: Account,
  fills: TradedFills,
  lastBar: (symbol: number) => number,
): Trade[] {
  const { lots, positions } = account;
  const open: Trade[] = [];
  positions.forEach((position, symbol) => {
    // The lots share the position's worth to the last micro.
    let quantityLeft = Math.abs(position);
    let worthLeft: number = account.localValueOf(symbol);
    for (let lot = lots.first[symbol]!; lot !== NO_LOT; lot = lots.after(lot)) {
      const entry = lots.fill[lot]!;
      const side = fills.side[entry]!;
      const quantity = lots.quantity[lot]!;
      const worth = shareOf(worthLeft, quantity, quantityLeft);
      quantityLeft -= quantity;
      worthLeft -= worth;
      const pnl = worth - side * lots.value[lot]! - lots.commission[lot]!;
      open.push({
        symbol,
        side: side > 0 ? 'long' : 'short',
        quantity: quantity / QUANTITY_STEPS_PER_UNIT,
        entryTime: fills.time[entry]!,
        entryPrice: fills.price[entry]!,
        exitTime: null,
        exitPrice: null,
        pnl: account.inBase(symbol, pnl) / MICROS_PER_UNIT,
        returnOnEntry: returnOn(pnl, lots.value[lot]!),
        commission: account.inBase(symbol, lots.commission[lot]!) / MICROS_PER_UNIT,
        barsHeld: lastBar(symbol) - lots.bar[lot]!,
        adverseExcursion: null,
        favourableExcursion: null,
        entryRate: account.fillRate(entry),
      });
    }
  });
  return open;
}

/** 0 where the entry was worth nothing. */
function returnOn(pnl: number, entryValue: number): number {
  return entryValue === 0 ? 0 : pnl / Math.abs(entryValue);
}
