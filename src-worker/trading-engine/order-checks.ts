import { micros, type Micros } from '#shared/model/money.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { notionalMicros } from '#shared/portfolio/notional.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { EngineSymbol } from './job.ts';

/** Regulation T: parts of a position's worth that the account must have to begin it, long or short alike, and to keep it. */
export const INITIAL = 0.5;
const KEPT_LONG = 0.25;
const KEPT_SHORT = 0.3;

/** What an order would cost if it filled at the price it is judged at. Micros. */
export interface OrderCost {
  /** A float: may be more than an account can count. */
  readonly value: number;
  readonly commission: Micros;
}

export function costOf(
  broker: SimulatedBroker,
  { multiplier }: EngineSymbol,
  quantity: QuantityMicros,
  price: number,
): OrderCost {
  const worth = quantity * price * multiplier;
  if (worth > Number.MAX_SAFE_INTEGER) return { value: worth, commission: micros(0) };
  const value = notionalMicros(quantity, price, multiplier);
  return { value, commission: broker.commission.of(quantity, value) };
}

/** What the rules of margin look at, per symbol. */
export interface MarginView {
  readonly account: Account;
  readonly symbols: readonly EngineSymbol[];
  /** Last close, price units. */
  closeOf(symbol: number): number;
  /** 1e-6 units that working orders may still buy and sell; what only closes what they open is not counted. */
  workingOf(symbol: number, side: 1 | -1): number;
}

/**
 * What the account must have for all that it holds and has ordered, micros: each symbol at the larger of the positions
 * that its working orders could lead to.
 */
export function initialMargin(
  view: MarginView,
  added: { symbol: number; side: number; quantity: number },
): number {
  let sum = 0;
  view.symbols.forEach(({ multiplier }, symbol) => {
    const held = view.account.positions[symbol]!;
    const own = added.symbol === symbol ? added.quantity : 0;
    const bought = held + view.workingOf(symbol, 1) + (added.side > 0 ? own : 0);
    const sold = held - view.workingOf(symbol, -1) - (added.side < 0 ? own : 0);
    const most = Math.max(Math.abs(bought), Math.abs(sold));
    if (most > 0)
      sum += most * Math.abs(view.closeOf(symbol)) * multiplier * view.account.rateOf(symbol) * INITIAL;
  });
  return sum;
}

/** What the account must keep for one symbol's position at its last mark, micros. */
export function maintenanceOf(account: Account, symbol: number): number {
  const value = account.valueOf(symbol);
  return Math.abs(value) * (account.positions[symbol]! < 0 ? KEPT_SHORT : KEPT_LONG);
}
