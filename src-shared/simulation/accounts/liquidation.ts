import { micros, type Micros } from '../../model/money.ts';
import { quantityMicros } from '../../model/quantity.ts';
import type { Liquidation } from './account-report.ts';
import { copyOf, type AccountState } from './account-state.ts';
import { equityWithLoan } from './figures.ts';
import { marginNeed } from './margin-need.ts';
import { bookTrade } from './trade.ts';
import type { Valuation } from './valuation.ts';

/** Equity with loan value over maintenance margin. */
export function excessLiquidity(account: AccountState, valuation: Valuation): Micros {
  return micros(equityWithLoan(account, valuation) - marginNeed(account, valuation).maintenance);
}

/** Whole positions at their marks, the greatest relief first, until the margin is met or nothing is left that helps. */
export function liquidationsOf(
  account: AccountState,
  valuation: Valuation,
  isTradable: (conId: number) => boolean,
): readonly Liquidation[] {
  const liquidations: Liquidation[] = [];
  let left = account;
  for (;;) {
    const excess = excessLiquidity(left, valuation);
    if (excess >= 0) return liquidations;
    let best: { readonly order: Liquidation; readonly after: AccountState; readonly excess: Micros } | null =
      null;
    for (const { conId, quantity } of left.positions.values()) {
      if (quantity === 0 || !isTradable(conId)) continue;
      const side = quantity > 0 ? 'sell' : 'buy';
      const order: Liquidation = { conId, side, quantity: quantityMicros(Math.abs(quantity)) };
      const after = closed(left, valuation, order);
      const reached = excessLiquidity(after, valuation);
      if (reached > (best?.excess ?? excess)) best = { order, after, excess: reached };
    }
    if (best === null) return liquidations;
    liquidations.push(best.order);
    left = best.after;
  }
}

function closed(account: AccountState, valuation: Valuation, order: Liquidation): AccountState {
  const after = copyOf(account);
  const instrument = valuation.held(order.conId);
  const price = valuation.priceOf(account.positions.get(order.conId)!);
  bookTrade(after, valuation, { ...order, instrument, price, commission: micros(0) });
  return after;
}
