import type { DaySnapshot } from '#shared/ipc/portfolio.ts';
import type { Account } from '#shared/model/account.ts';
import type { Position } from '#shared/model/position.ts';
import type { PositionDay } from '../ports/portfolio-store.ts';

/** Accounts as they stand, under the name of their day; those whose worth is not known have no row. */
export function dayRows(accounts: readonly Account[], day: string, at: number): readonly DaySnapshot[] {
  return accounts.flatMap(({ account, baseCurrency, figures, dayPnl }): DaySnapshot[] => {
    const { netLiquidation, totalCash, realizedPnl, unrealizedPnl } = figures;
    if (baseCurrency === null || netLiquidation === null) return [];
    return [
      {
        account,
        day,
        at,
        currency: baseCurrency,
        netLiquidation,
        totalCash,
        realizedPnl,
        unrealizedPnl,
        dayPnl,
      },
    ];
  });
}

/** Where positions stand when the day of that name begins; those nobody quotes have no row. */
export function dayStartRows(positions: readonly Position[], day: string): readonly PositionDay[] {
  return positions.flatMap(({ account, contract, amounts, quantity }): PositionDay[] => {
    if (amounts.unrealizedPnl === null || quantity === 0) return [];
    const { contractId } = contract;
    return [{ account, contractId, day, unrealized: BigInt(amounts.unrealizedPnl) }];
  });
}
