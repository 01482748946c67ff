import type { BarDividend } from '#shared/bars/apply-actions.ts';
import type {
  CommissionModel,
  Execution,
  SessionHours,
  SlippageModel,
  Sizing,
  Statistics,
  SymbolOutcome,
  Trade,
} from '#shared/model/backtest.ts';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { AskedLimits } from '#shared/risk/backtest-limits.ts';
import type { Micros } from '#shared/model/money.ts';
import type { StrategyCode } from '#shared/model/user-strategy.ts';

/** One symbol of a job: its bars and what the account must know of the contract. */
export interface EngineSymbol {
  readonly symbol: string;
  /** All bars the run may see, as `barColumns(barCount, columns)`: warm-up first. */
  readonly columns: SharedArrayBuffer;
  readonly barCount: number;
  /** Index of the first bar to trade on; the bars before it only warm the indicators up. */
  readonly firstTraded: number;
  readonly barSize: BarSize;
  readonly timeZone: string;
  /** Price units. */
  readonly tick: number;
  /** Units of the contract. */
  readonly lot: number;
  readonly multiplier: number;
  /** What its prices are in; absent where nothing is told of money: in tests and measurements. */
  readonly currency?: Currency;
  /** By bar, ascending; absent: none is known of. */
  readonly dividends?: readonly BarDividend[];
}

/** The currencies of an account that holds several. */
export interface EngineCurrencies {
  /** The account's own. */
  readonly base: Currency;
  /** On cash below zero, per cent a year. */
  readonly interest: number;
  /** All other currencies of the symbols. */
  readonly others: readonly {
    readonly currency: Currency;
    readonly count: number;
    /** Two float64 columns of `count`: see account-currencies.ts. */
    readonly columns: SharedArrayBuffer;
  }[];
}

/** Everything a trading engine needs: columns in, result out. Crosses a thread by structured clone. */
export interface EngineJob {
  readonly strategyId: string;
  /** Of a user's strategy: which text is meant, and the code made of it; the executor adds it on the way to a thread. */
  readonly strategyHash?: string | undefined;
  readonly code?: StrategyCode;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly symbols: readonly EngineSymbol[];
  readonly cash: Micros;
  readonly sizing: Sizing;
  readonly commission: CommissionModel;
  readonly slippage: SlippageModel;
  readonly execution: Execution;
  /** Absent: no order is asked about limits. */
  readonly preTrade?: AskedLimits;
  /** The bars are within these hours already. Absent: days end at midnight of the series' time zone. */
  readonly session?: SessionHours;
  /** Absent: one currency, that of all symbols. */
  readonly currencies?: EngineCurrencies;
  /** See progress.ts: cancel flag, and bars done and fills per symbol. */
  readonly progress: SharedArrayBuffer;
}

/** Fills in the order they happened, column by column. */
export interface FillColumns {
  /** Index into the job's symbols. */
  readonly symbol: Float64Array;
  /** Start of the bar in which it filled, Unix ms. */
  readonly time: Float64Array;
  /** +1 bought, -1 sold. */
  readonly side: Float64Array;
  /** 1e-6 units, always positive. */
  readonly quantity: Float64Array;
  /** Price units, slippage included. */
  readonly price: Float64Array;
  /** Micros. */
  readonly commission: Float64Array;
}

export interface EngineResult {
  readonly kind: 'done';
  readonly fills: FillColumns;
  /** One entry per moment at which any symbol's bar ended: its start time and the account's worth in micros. */
  readonly equityTime: Float64Array;
  readonly equityMicros: Float64Array;
  /** Closed round trips in order of exit, then the open ones. */
  readonly trades: readonly Trade[];
  readonly openTradeCount: number;
  readonly statistics: Statistics;
  readonly symbolOutcomes: readonly SymbolOutcome[];
  /** SHA-256, hex: fills and equity, see run-hash.ts. */
  readonly hash: string;
  readonly notes: readonly string[];
}

export type EngineOutcome = EngineResult | { readonly kind: 'cancelled' };
