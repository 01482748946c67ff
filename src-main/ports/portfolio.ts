import type { PortfolioDifference } from '#shared/model/account.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import type { AccountFigure } from '#shared/model/account.ts';

/** One position as risk, orders and algos look at it. The reader must not keep it: it is filled anew. */
export interface HeldPosition {
  readonly contract: Contract;
  /** Signed, 1e-6 units, from executions the moment they are booked. */
  readonly quantity: QuantityMicros;
  /** Worth at the mark in the contract's currency, signed, currency units; NaN: nobody quotes it and the broker has not said. */
  readonly value: number;
  /** Units of the account's base currency per unit of the contract's; NaN: not known. */
  readonly rate: number;
}

/** Currency units of the account's base currency; NaN: not known, never 0. */
export interface AccountReading {
  /** null: the broker has not said. */
  readonly baseCurrency: Currency | null;
  readonly netLiquidation: number;
  readonly cash: number;
  readonly buyingPower: number;
  readonly availableFunds: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  /** Since the broker's day began, as the broker counts it. */
  readonly dayPnl: number;
  /** The highest net liquidation seen in this account, over restarts. */
  readonly highWater: number;
  /** Unix ms of the broker's last word about it; NaN: none in this session. */
  readonly at: number;
}

/** For risk and the order path: answers from memory, at once. */
export interface PortfolioReader {
  /** Signed, 1e-6 units; 0 when nothing is held. Allocates nothing. */
  quantity(account: string, contractId: ContractId): QuantityMicros;
  /** Everything held in an account, flat ones left out. */
  positions(account: string): readonly HeldPosition[];
  /** The same object every time for an account; NaN in all figures of one nobody has heard of. */
  account(account: string): AccountReading;
  figure(account: string, figure: AccountFigure): number;
  /** Units of the account's base currency for one of `currency`; NaN: not known. */
  rate(account: string, currency: Currency): number;
  /**
   * Units of each currency that the broker has in cash and no execution of ours explains, whether the user has taken the
   * broker's word for it or not; 0 when the account was first seen. It moves when money is paid in or out, with dividends,
   * interest and fees, and for moments when a fill has reached one side only. A currency of which not all is told is left
   * out. null: not compared yet.
   */
  outsideCash(account: string): ReadonlyMap<string, number> | null;
  /** Whether the broker has told everything in this session, so that what differs is told in `differences`. */
  readonly isCompared: boolean;
  /** Why the broker's word could not be had; null when it could. */
  readonly trouble: string | null;
  /** The same, and no quantity differs. */
  readonly arePositionsProven: boolean;
  /** All that is open now; `quantity` and `cash` can be accepted. */
  readonly differences: readonly PortfolioDifference[];
  /** Takes the broker's word: a quantity with its cost, or a cash balance. False: the difference is gone. */
  accept(key: string): boolean;
}

/** Who is told of executions: each once, in the step in which it was booked; commissions and corrections as they come. */
export interface ExecutionListener {
  /** Of a new fill, or a correction that takes the place of what had the same id but for its last part. */
  onExecution(execution: Execution): void;
  onCommission(report: CommissionReport): void;
  /** Whether the book of positions is without it. Never while it is being read. */
  lacks(execution: Execution): boolean;
}
