import type { SimulatedContract } from '#shared/simulation/universe/contract.ts';

/** One line of an account as TWS shows it. */
export interface AccountValue {
  readonly key: string;
  readonly value: string;
  /** ISO 4217, `BASE`, or empty for what is no money. */
  readonly currency: string;
}

/** Money in the contract's currency; undefined where there is no figure. */
export interface HeldPosition {
  readonly contract: SimulatedContract;
  /** Units, negative when short, 0 when it has just been closed. */
  readonly quantity: number;
  /** Per unit of the position, multiplier and commissions in it. */
  readonly averageCost: number;
  readonly marketPrice: number;
  readonly marketValue: number;
  readonly dailyPnl: number | undefined;
  readonly unrealizedPnl: number | undefined;
  readonly realizedPnl: number | undefined;
}

export interface ProfitAndLoss {
  readonly daily: number | undefined;
  readonly unrealized: number | undefined;
  readonly realized: number | undefined;
}

/** What the account messages need of whoever keeps the accounts. Every answer is as of now, on the gateway's clock. */
export interface AccountBooks {
  readonly names: readonly string[];
  values(account: string): readonly AccountValue[];
  /** Those that are not zero. */
  positions(account: string): readonly HeldPosition[];
  pnl(account: string): ProfitAndLoss;
  /** After a fill, a dividend, a split or a fresh start has changed an account. @returns stops */
  onChange(listener: (account: string) => void): () => void;
}
