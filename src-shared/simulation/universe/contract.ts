import type { CalendarId } from '../../model/sessions/session-rules.ts';

/**
 * What the simulated broker knows of a contract. The words are TWS's own (secType, lastTradeDateOrContractMonth), because
 * clients ask with them and are answered with them; everything is plain values, ready for the wire.
 */
export type SecurityType = 'STK' | 'IND' | 'CASH' | 'FUT' | 'CONTFUT' | 'OPT' | 'CRYPTO';

export interface SimulatedContract {
  /** Never reused and never changed: see con-ids.ts. */
  readonly conId: number;
  readonly symbol: string;
  readonly secType: SecurityType;
  /** Last trade date, `yyyymmdd`; empty for what does not expire. */
  readonly lastTradeDateOrContractMonth: string;
  /** 0 for what has none. */
  readonly strike: number;
  readonly right: '' | 'C' | 'P';
  /** Currency units per price unit and contract, as text; empty for 1. */
  readonly multiplier: string;
  /** Where orders go unless they say otherwise. */
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
}

export interface ContractDetails {
  readonly contract: SimulatedContract;
  /** Name of the instrument in the market model whose prices these are. */
  readonly marketId: string;
  readonly calendar: CalendarId;
  readonly timeZoneId: string;
  readonly marketName: string;
  readonly longName: string;
  /** Smallest price increment anywhere in the price bands of the market rules. */
  readonly minTick: number;
  /** One for each of `validExchanges`. */
  readonly marketRuleIds: readonly number[];
  readonly validExchanges: readonly string[];
  readonly orderTypes: readonly string[];
  readonly priceMagnifier: number;
  /** 0, empty: no underlying. */
  readonly underConId: number;
  readonly underSymbol: string;
  readonly underSecType: string;
  /** `yyyymm`, futures and options. */
  readonly contractMonth: string;
  /** `yyyymmdd`, futures and options. */
  readonly realExpirationDate: string;
  /** Unix ms at which trading in it ends for good; null for what does not expire. */
  readonly expiresAt: number | null;
  readonly industry: string;
  readonly category: string;
  readonly subcategory: string;
  /** COMMON, ETF; empty for what is no stock. */
  readonly stockType: string;
  /** Units of the contract. */
  readonly minSize: number;
  readonly sizeIncrement: number;
  readonly suggestedSizeIncrement: number;
  readonly aggGroup: number;
}

/** A partial description, as clients send it; what is empty or 0 matches anything. A contract off the wire fits as it is. */
export interface ContractQuery {
  readonly conId?: number;
  readonly symbol?: string;
  readonly secType?: string;
  /** `yyyymm` or `yyyymmdd`; whatever follows the date is ignored. */
  readonly lastTradeDateOrContractMonth?: string;
  readonly strike?: number;
  /** C, CALL, P, PUT; `?`, `0` and nothing match both. */
  readonly right?: string;
  readonly multiplier?: string;
  readonly exchange?: string;
  readonly primaryExchange?: string;
  readonly currency?: string;
  readonly localSymbol?: string;
  readonly tradingClass?: string;
  readonly includeExpired?: boolean;
  readonly secIdType?: string;
  readonly secId?: string;
}
