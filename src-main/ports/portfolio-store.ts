import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { DaySnapshot } from '#shared/ipc/portfolio.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';

/** Where a page of the journal's executions ends. */
export interface ExecutionPlace {
  readonly at: number;
  readonly execId: string;
}

export interface StoredExecution {
  readonly execution: Execution;
  readonly commission: CommissionReport | null;
}

/** What the journal has booked, for the portfolio to begin with: in pages, so that nothing else waits for long. */
export interface StoredExecutions {
  /** By time, every version of each fill; `after` null: from the beginning. */
  page(bookId: string, after: ExecutionPlace | null, limit: number): readonly StoredExecution[];
}

/**
 * Why the broker's word is in our book. `first-seen`: it was there before we were; `accepted`: the user has taken it; `expired`:
 * the contract's last day is over and the broker holds none of it any more.
 */
export const TAKEOVER_REASONS = ['first-seen', 'accepted', 'expired'] as const;
export type TakeoverReason = (typeof TAKEOVER_REASONS)[number];

/** What is held beside fills. Differences: see `AdjustmentEntry`. */
export interface PositionAdjustment {
  readonly id: string;
  readonly account: string;
  readonly contract: Contract;
  /** Unix ms. */
  readonly at: number;
  /** 1e-6 units, signed. */
  readonly quantity: number;
  readonly cost: bigint;
  readonly reason: TakeoverReason;
}

export interface StoredCashAdjustment {
  readonly account: string;
  readonly currency: string;
  readonly at: number;
  readonly amount: bigint;
  readonly reason: TakeoverReason;
}

export interface KnownAccount {
  readonly account: string;
  /** Unix ms. */
  readonly firstSeenAt: number;
  /** 1e-6 of the base currency; null: none yet. */
  readonly highWater: number | null;
}

/** What a position stood at when a day ended, 1e-6 of the contract's currency: the next day counts from there. */
export interface PositionDay {
  readonly account: string;
  readonly contractId: number;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly unrealized: bigint;
}

/** Rows that become durable together. */
export interface PortfolioRows {
  readonly accounts?: readonly KnownAccount[];
  readonly positions?: readonly PositionAdjustment[];
  readonly cash?: readonly StoredCashAdjustment[];
  /** In place of the same day's. */
  readonly days?: readonly DaySnapshot[];
  readonly positionDays?: readonly PositionDay[];
}

export interface PortfolioStore {
  load(bookId: string): {
    readonly accounts: readonly KnownAccount[];
    readonly positions: readonly PositionAdjustment[];
    readonly cash: readonly StoredCashAdjustment[];
    /** Of the newest day that is told, for each account. */
    readonly positionDays: readonly PositionDay[];
  };
  save(bookId: string, rows: PortfolioRows): Result<null, ServiceFailure>;
  /** Oldest first, at most the newest `limit`. */
  days(bookId: string, account: string, limit: number): readonly DaySnapshot[];
}
