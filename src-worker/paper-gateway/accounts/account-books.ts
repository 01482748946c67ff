import type { AccountValue } from '#shared/simulation/accounts/account-report.ts';
import type { SimulatedContract } from '#shared/simulation/universe/contract.ts';

export interface HeldPosition {
  readonly contract: SimulatedContract;
  /** Units, negative when short, 0 when it has just been closed. */
  readonly quantity: number;
  /** Per unit of the position, multiplier and commissions in it; contract currency. */
  readonly averageCost: number;
}

/** Money in the contract's currency. */
export interface PortfolioItem extends HeldPosition {
  readonly marketPrice: number;
  readonly marketValue: number;
  readonly unrealizedPnl: number;
  readonly realizedPnl: number;
}

/** Base currency; undefined where there is no figure. */
export interface ProfitAndLoss {
  readonly daily: number | undefined;
  readonly unrealized: number | undefined;
  readonly realized: number | undefined;
}

export interface PositionProfitAndLoss extends ProfitAndLoss {
  readonly quantity: number;
  readonly value: number | undefined;
}

/** What the account messages need of whoever keeps the accounts. Every answer is as of now, on the gateway's clock. */
export interface AccountBooks {
  readonly names: readonly string[];
  /** Every line there is of an account. */
  values(account: string): readonly AccountValue[];
  /** @param tags as a client writes them, `$LEDGER:ALL` too; unknown ones give nothing */
  summary(account: string, tags: readonly string[]): readonly AccountValue[];
  /** Those that are not zero. */
  positions(account: string): readonly HeldPosition[];
  /** Those that were closed today too, at 0. */
  portfolio(account: string): readonly PortfolioItem[];
  pnl(account: string): ProfitAndLoss;
  positionPnl(account: string, conId: number): PositionProfitAndLoss;
  /** After something has been booked in an account: a fill, a dividend, a split, a fresh start. @returns stops */
  onChange(listener: (account: string) => void): () => void;
}
