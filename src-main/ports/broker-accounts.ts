import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Micros } from '#shared/model/money.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import type { RequestError } from './request-error.ts';

/** One position as the broker lists it, quantity and cost alone. */
export interface BrokerPosition {
  readonly account: string;
  readonly contract: Contract;
  /** Signed; 0: closed. */
  readonly quantity: QuantityMicros;
  /** Price units, commissions in it; null: none, or not told. */
  readonly averageCost: number | null;
}

/** A line of an account's portfolio: a position with its price. Contract's currency; null: not told. */
export interface BrokerLine extends BrokerPosition {
  /** Price units. */
  readonly marketPrice: number | null;
  readonly marketValue: Micros | null;
  readonly unrealizedPnl: Micros | null;
  /** Of the broker's day. */
  readonly realizedPnl: Micros | null;
}

/** Base currency of the account; null: not told. */
export interface BrokerPnl {
  readonly daily: Micros | null;
  readonly unrealized: Micros | null;
  readonly realized: Micros | null;
}

/** One figure of an account in the broker's own words: `NetLiquidation`, `1000000.00`, `USD`. */
export interface BrokerValue {
  readonly account: string;
  readonly key: string;
  readonly value: string;
  /** `BASE`, a currency, or empty. */
  readonly currency: string;
}

/** What comes of itself, in the order in which it came. */
export interface AccountsListener {
  onPosition(position: BrokerPosition): void;
  onLine(line: BrokerLine): void;
  onValue(value: BrokerValue): void;
  onPnl(account: string, pnl: BrokerPnl): void;
  onPositionPnl(account: string, contract: Contract, pnl: BrokerPnl): void;
  /** A stretch of values of an account is complete: they are of one moment. */
  onSettled(account: string): void;
  /** Nothing more comes: the session is over. */
  onEnded(): void;
}

/** The broker's word about accounts. */
export interface BrokerAccounts {
  listen(listener: AccountsListener): void;
  /**
   * Has every account told whole and then every change of it; what was followed before is asked anew. Resolves when the first
   * picture is complete; an error means unknown, never empty.
   *
   * @param main the account whose portfolio lines come with prices: TWS has one such stream for each client
   */
  follow(
    accounts: readonly string[],
    main: string,
    signal: CancelSignal,
  ): Promise<Result<null, RequestError>>;
  /** All positions of all accounts, now. An account or contract that is not in the list has none. */
  positions(signal?: CancelSignal): Promise<Result<readonly BrokerPosition[], RequestError>>;
  /** Day's profit and loss of one position, until the function is called or the session ends. null: as many as there may be. */
  followPnl(account: string, contract: Contract): (() => void) | null;
}
