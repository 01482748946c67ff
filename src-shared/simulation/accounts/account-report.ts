import type { Micros } from '../../model/money.ts';
import type { QuantityMicros } from '../../model/quantity.ts';

/** What TWS's commissionReport says; money as it is booked. */
export interface CommissionReport {
  readonly account: string;
  readonly executionId: string;
  /** Micros of `currency`; negative: a rebate. */
  readonly commission: Micros;
  readonly currency: string;
  /** Micros of `currency`, commissions of entry and exit taken off; null: the fill closed nothing (TWS: unset). */
  readonly realizedPnl: Micros | null;
}

export interface PositionChange {
  readonly account: string;
  readonly conId: number;
  /** Signed; 0 when closed: told once, then not listed any more. */
  readonly quantity: QuantityMicros;
}

export interface FillBooked {
  readonly commission: CommissionReport;
  readonly position: PositionChange;
}

export type SettlementKind =
  /** Paid on the pay day: negative for who was short. */
  | 'dividend'
  | 'borrow-fee'
  /** A day's variation of all futures, realised or not, moved into cash. */
  | 'futures-variation'
  /** Became shares at its strike: the amount is what was paid (negative) or got for them. */
  | 'option-exercised'
  | 'option-assigned'
  | 'option-expired'
  | 'future-expired'
  | 'split'
  /** For the fraction of a share that a split left. */
  | 'cash-in-lieu';

/** Something that changed an account without an order of its own. */
export interface Settlement {
  readonly kind: SettlementKind;
  readonly account: string;
  /** 0: not about one contract. */
  readonly conId: number;
  /** What cash got, micros of `currency`; 0: nothing. */
  readonly amount: Micros;
  readonly currency: string;
  /** Positions that are not as they were. */
  readonly positions: readonly PositionChange[];
}

/** As `reqPositions` reports it. Currency pairs are listed too: what was traded in the pair, its worth being in the cash. */
export interface PositionRow {
  readonly account: string;
  readonly conId: number;
  readonly quantity: QuantityMicros;
  /** Per unit, multiplier and commissions in it, contract currency: for reading. 0 when flat. */
  readonly averageCost: number;
}

/** As `updatePortfolio` reports it. Contract currency; a position closed today stays until the day is over, at 0. */
export interface PortfolioItem extends PositionRow {
  /** Price units: for reading. */
  readonly marketPrice: number;
  /** Signed; futures at their whole value, though none of it is in the account's net liquidation. */
  readonly marketValue: Micros;
  readonly unrealizedPnl: Micros;
  /** Of today. */
  readonly realizedPnl: Micros;
}

/** USD micros. */
export interface AccountPnl {
  /** Net liquidation since the day began: price moves, commissions, fees, dividends. */
  readonly daily: Micros;
  readonly unrealized: Micros;
  /** Of today. */
  readonly realized: Micros;
}

export interface PositionPnl extends AccountPnl {
  readonly quantity: QuantityMicros;
  /** USD micros, signed. */
  readonly value: Micros;
}

/** One line of reqAccountUpdates or reqAccountSummary, as it goes out: `NetLiquidation`, `1000000.00`, `USD`. */
export interface AccountValue {
  readonly key: string;
  readonly value: string;
  /** `BASE`, a currency, or empty. */
  readonly currency: string;
}

/** The figures behind the lines, USD micros. */
export interface AccountFigures {
  readonly netLiquidation: Micros;
  /** All currencies, futures' variation of the day in it. */
  readonly totalCash: Micros;
  /** Of stocks, options and crypto, long and short ones by size. */
  readonly grossPositionValue: Micros;
  /** What margin is measured against: cash and stocks and crypto; no options. */
  readonly equityWithLoan: Micros;
  readonly initialMargin: Micros;
  readonly maintenanceMargin: Micros;
  readonly availableFunds: Micros;
  /** Below zero: positions are to be liquidated. */
  readonly excessLiquidity: Micros;
  readonly buyingPower: Micros;
  /** Dividends that are due and not paid yet. */
  readonly accruedDividends: Micros;
  readonly unrealizedPnl: Micros;
  readonly realizedPnl: Micros;
}

/** A market order that would bring an account nearer to its margin. */
export interface Liquidation {
  readonly conId: number;
  readonly side: 'buy' | 'sell';
  readonly quantity: QuantityMicros;
}
