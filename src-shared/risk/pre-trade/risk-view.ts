import type { Currency } from '../../model/currency.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { RiskActivity } from './activity/risk-activity.ts';
import type { TradingState } from './trading-gate.ts';

/**
 * All that the rules look at, for one account and one contract at one moment. The live path and the backtest each keep
 * objects of this shape and write into them; the rules only read. A number nobody knows is NaN, never 0: a rule that needs
 * it denies and says which. Amounts are in the currency of the limits.
 */
export interface RiskView {
  /** Unix ms. */
  readonly now: number;
  /** What limits and amounts are counted in. */
  readonly currency: Currency;
  /** Kill switch, connection and breakers, as main has settled them. */
  readonly tradingState: TradingState;
  /** `differences`: compared with the broker, and something is open. */
  readonly reconciliation: 'unproven' | 'differences' | 'clean';
  /** Positions equal the broker's. */
  readonly arePositionsProven: boolean;
  /** Unix ms at which the broker's daily reset begins and ends, the present or the next one; Infinity: there is none. */
  readonly resetStartsAt: number;
  readonly resetEndsAt: number;
  /** Messages sent to the broker during the last second. */
  readonly messagesLastSecond: number;
  /** The request's own id is taken by an order we know. */
  readonly isIdUsed: boolean;
  readonly contract: ContractFacts;
  readonly quote: QuoteFacts;
  readonly book: BookFacts;
  readonly account: AccountFacts;
  readonly activity: RiskActivity;
}

export interface ContractFacts {
  /** The broker's number of the contract; 0: it could not be found. */
  readonly id: number;
  /** STK, OPT, FUT, CASH ... */
  readonly securityType: string;
  /** False once it has expired, is suspended, or the account lacks the permission. */
  readonly isTradable: boolean;
  /** Ascending from a low edge of 0: from `lowEdge` on a price is a multiple of `increment`, both in 1e-8. */
  readonly priceBands: readonly PriceBand[];
  /** 1e-6 units; maxSize Infinity when there is none. */
  readonly minSize: number;
  readonly sizeIncrement: number;
  readonly maxSize: number;
  readonly orderTypes: ReadonlySet<string>;
  readonly timesInForce: ReadonlySet<string>;
  /** Spreads and some futures trade below zero. */
  readonly mayPriceBeNegative: boolean;
  /** Units of the contract's currency per unit of price: 1 for a share, 100 for most options. */
  readonly multiplier: number;
  /** Units of the limits' currency per unit of the contract's currency. */
  readonly rate: number;
  /** Initial margin as a part of the value: 1 where everything is paid. */
  readonly marginRate: number;
  /** Price units that one unit sold short may come to cost, where its own price says nothing of it (options); else 0. */
  readonly shortValue: number;
  /** 1e-6 units that can be borrowed; NaN: not known. Asked for stocks only. */
  readonly shortable: number;
  readonly hasSector: boolean;
  readonly isRegularSession: boolean;
  readonly isExtendedSession: boolean;
  /** Unix ms after which the exchange takes no order for today's close; Infinity: it has no closing auction. */
  readonly closeOrdersUntil: number;
}

export interface PriceBand {
  readonly lowEdge: number;
  readonly increment: number;
}

/** Price units; NaN where nobody quotes. */
export interface QuoteFacts {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  /** Unix ms of the newest of the three. */
  readonly at: number;
}

/** Of this account in this contract, 1e-6 units. For a modify everything is counted without the order itself. */
export interface BookFacts {
  /** Negative when short. */
  readonly position: QuantityMicros;
  /** What working orders could still fill; an order whose outcome is unknown works. */
  readonly workingBuy: QuantityMicros;
  readonly workingSell: QuantityMicros;
  /** How many orders work. */
  readonly buyOrders: number;
  readonly sellOrders: number;
  /** Price units of the best working orders of one's own, market orders as Infinity and -Infinity; NaN: none. */
  readonly ownBestBid: number;
  readonly ownBestAsk: number;
}

export interface AccountFacts {
  /** Net liquidation. */
  readonly equity: number;
  readonly availableFunds: number;
  /** Margin that working orders will need, in all contracts, without the order being modified. */
  readonly workingMargin: number;
  readonly workingOrders: number;
  /** Sum over the other contracts of the larger value that |position| can reach when any of their orders fill. */
  readonly grossOthers: number;
  /** The same, over those of this contract's sector. */
  readonly sectorOthers: number;
  /** Sums over the other contracts of (position + working buys) and of (position - working sells), as values with a sign. */
  readonly netHighOthers: number;
  readonly netLowOthers: number;
}
