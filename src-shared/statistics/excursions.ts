import { lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import type { Trade } from '#shared/model/backtest.ts';

/**
 * How far the price went against the trade while it was open, and how far with it: by the bars from the one it was entered
 * in up to the one before its exit, and the exit's own price, for of the bar it left in nothing else is known. Stays null
 * for an entry at or below zero, of which there are no shares.
 *
 * @param bars of the trade's symbol
 */
export function setExcursions(trade: Trade, { time, high, low, length }: BarColumns): void {
  const { entryPrice, exitPrice, exitTime } = trade;
  if (!(entryPrice > 0)) return;
  const to = exitTime === null ? length : lowerBound(time, exitTime);
  let highest = Math.max(entryPrice, exitPrice ?? entryPrice);
  let lowest = Math.min(entryPrice, exitPrice ?? entryPrice);
  for (let i = lowerBound(time, trade.entryTime); i < to; i++) {
    if (high[i]! > highest) highest = high[i]!;
    if (low[i]! < lowest) lowest = low[i]!;
  }
  const up = highest / entryPrice - 1;
  const down = 1 - lowest / entryPrice;
  trade.adverseExcursion = trade.side === 'long' ? down : up;
  trade.favourableExcursion = trade.side === 'long' ? up : down;
}
