import type { BarColumns } from '#shared/bars/columns.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { HistoryKind } from '#shared/model/bar-stream.ts';
import type { Contract, ContractDetails, ContractMatch, ContractQuery } from '#shared/model/contract.ts';
import type { DataKind, MarketDataFault } from '#shared/model/quote.ts';

/** What a broker can be asked about markets. Every question ends: with an answer, a fault, its time or its connection. */
export interface MarketDataSource {
  /** While false every question fails as `not-connected`, and lines that were open are gone. */
  readonly isConnected: boolean;

  searchContracts(text: string, signal?: CancelSignal): Promise<Answer<readonly ContractMatch[]>>;
  /** All contracts that fit. Fault `unknown-contract`: none does. */
  findContracts(query: ContractQuery, signal?: CancelSignal): Promise<Answer<readonly ContractDetails[]>>;
  optionChains(underlying: Contract, signal?: CancelSignal): Promise<Answer<readonly OptionChain[]>>;
  /**
   * The last page of a stretch: its newest bars, some HISTORY_PAGE_BARS at most, all there are from the first of them on.
   * It may begin before the stretch does.
   */
  history(query: HistoryQuery, signal?: CancelSignal): Promise<Answer<BarColumns>>;

  /**
   * Called with true when TWS loses its servers or one of its data farms while the connection to it stays: what is shown may
   * be old. With false when the farms are back and the lines go on; servers that are back begin a synchronisation.
   */
  onInterrupted(heard: (isInterrupted: boolean) => void): () => void;

  /** Of all lines opened from now on. */
  setDataKind(kind: DataKind): void;
  /** Opens a market data line; `listener` hears of it until it is closed. */
  openQuotes(contract: Contract, listener: QuoteListener): Line;
  openDepth(contract: Contract, rows: number, listener: DepthListener): Line;
  openTrades(contract: Contract, listener: TradeListener): Line;
  openBidAsk(contract: Contract, listener: BidAskListener): Line;
}

export type Answer<T> = Result<T, MarketDataFault>;

/** TWS takes ever longer to read for longer answers: ask for no more bars at once. */
export const HISTORY_PAGE_BARS = 1_500;

export interface Line {
  /** Nothing is heard of it afterwards. */
  close(): void;
}

/** What hears of the end of a line that the other side closed: it is not open any more. */
export interface LineListener {
  /** `isOver`: nothing more comes on this line; otherwise it goes on (as delayed data, say). */
  fault(fault: MarketDataFault, isOver: boolean): void;
}

/** Called for every tick, with numbers and no objects. @param field an index of QUOTE_FIELDS */
export interface QuoteListener extends LineListener {
  value(field: number, value: number): void;
  dataKind(kind: DataKind): void;
}

export interface DepthListener extends LineListener {
  /** What was told is void: rows come anew. */
  reset(): void;
  /** @param operation what happens at `position`, counted from 0 at the best price @param maker empty without market makers */
  row(
    operation: 'insert' | 'update' | 'delete',
    side: 'bid' | 'ask',
    position: number,
    price: number,
    size: number,
    maker: string,
  ): void;
}

/** @param time Unix ms, whole seconds as the broker says them */
export interface TradeListener extends LineListener {
  trade(time: number, price: number, size: number, exchange: string): void;
}

export interface BidAskListener extends LineListener {
  bidAsk(time: number, bid: number, bidSize: number, ask: number, askSize: number): void;
}

export interface OptionChain {
  readonly exchange: string;
  readonly tradingClass: string;
  readonly multiplier: number;
  /** `YYYY-MM-DD`, ascending. */
  readonly expiries: readonly string[];
  /** Ascending. */
  readonly strikes: readonly number[];
}

export interface HistoryQuery {
  readonly contract: Contract;
  readonly barSize: BarSize;
  readonly kind: HistoryKind;
  readonly isRegularHoursOnly: boolean;
  /** Unix ms: bars that start in it, `to` left out; Infinity: up to now, the bar that grows included. */
  readonly from: number;
  readonly to: number;
}
