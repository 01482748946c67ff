import { micros } from '../../model/money.ts';
import { fromOrderPrice } from '../../model/order-price.ts';
import type { AccountPnl, PortfolioItem, PositionPnl, PositionRow } from './account-report.ts';
import type { AccountState, Position } from './account-state.ts';
import { currencyFigures, inUsd, liquidationOf } from './figures.ts';
import type { Valuation } from './valuation.ts';

export function positionRows(account: AccountState): readonly PositionRow[] {
  return sorted(account)
    .filter(({ quantity }) => quantity !== 0)
    .map((position) => rowOf(account, position));
}

export function portfolioItems(account: AccountState, valuation: Valuation): readonly PortfolioItem[] {
  return sorted(account).map((position) => {
    const marketValue = valuation.valueOf(position);
    return {
      ...rowOf(account, position),
      marketPrice: fromOrderPrice(valuation.priceOf(position)),
      marketValue,
      unrealizedPnl: micros(marketValue - position.cost),
      realizedPnl: position.realizedToday,
    };
  });
}

export function accountPnl(account: AccountState, valuation: Valuation): AccountPnl {
  const list = currencyFigures(account, valuation);
  return {
    daily: micros(inUsd(list, valuation, liquidationOf) - account.dayStartNetLiquidation),
    unrealized: inUsd(list, valuation, ({ unrealizedPnl }) => unrealizedPnl),
    realized: account.realizedTodayUsd,
  };
}

export function positionPnl(account: AccountState, valuation: Valuation, conId: number): PositionPnl | null {
  const position = account.positions.get(conId);
  if (position === undefined) return null;
  const { currency } = valuation.held(conId);
  const value = valuation.valueOf(position);
  const usd = (amount: number) => valuation.toUsd(micros(amount), currency);
  return {
    quantity: position.quantity,
    daily: micros(usd(value + position.dayFlow) - position.dayStartValueUsd),
    unrealized: usd(value - position.cost),
    realized: position.realizedTodayUsd,
    value: usd(value),
  };
}

function sorted(account: AccountState): readonly Position[] {
  return [...account.positions.values()].sort((a, b) => a.conId - b.conId);
}

function rowOf({ id }: AccountState, { conId, quantity, cost }: Position): PositionRow {
  // Both are in millionths: one division, one rounding.
  const averageCost = quantity === 0 ? 0 : cost / quantity;
  return { account: id, conId, quantity, averageCost };
}
