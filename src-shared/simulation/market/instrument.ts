/** What the market asks about an instrument. The universe answers; tests bring their own. */
export type InstrumentKind = 'stock' | 'etf' | 'index' | 'fx' | 'future' | 'option' | 'crypto';

/** Unix milliseconds on whole minutes; `start` belongs to it, `end` does not. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** One trading day: all hours in which anything trades, and the liquid ones within them. It may begin on the evening before its date. */
export interface MarketSession extends Interval {
  readonly regular: Interval | null;
}

export interface MarketSessions {
  /** @param day the session's date as days since 1970-01-01. null: closed. Sessions of different dates never overlap. */
  sessionOfDay(day: number): MarketSession | null;
}

/** How an instrument moves with others: correlations of its daily returns, not betas. market² + sector² must be at most 1. */
export interface FactorLoadings {
  readonly market: number;
  readonly sector: number;
  readonly sectorName: string;
}

/** On `day` (days since 1970-01-01) the instrument trades without the dividend, or in new units: 4 for a split of 4 for 1. */
export type CorporateAction =
  | { readonly kind: 'split'; readonly day: number; readonly ratio: number }
  | { readonly kind: 'dividend'; readonly day: number; readonly amount: number };

interface Common {
  readonly id: string;
  readonly kind: InstrumentKind;
  /** Smallest price increment, price units. */
  readonly tick: number;
  /** Bid to ask in a calm market, ticks, at least 1. */
  readonly spreadTicks: number;
  /** Units typically shown at the best price. */
  readonly typicalSize: number;
  /** Smallest increment of sizes: 1 for stocks, 0.0001 for a crypto pair. */
  readonly lot: number;
  /** Units traded on an ordinary day; 0 for what has no trades of its own (indexes, FX). */
  readonly dailyVolume: number;
  readonly sessions: MarketSessions;
  /** Letters of the exchanges that trades are printed on; none: an empty letter. */
  readonly exchanges?: readonly string[];
  /** A move within five minutes of regular hours that halts trading for five minutes, as a fraction: 0.1 is 10 %. Absent: never. */
  readonly haltBand?: number;
}

/** Moves by itself: factors and noise of its own. */
export interface OwnInstrument extends Common {
  readonly moves: 'by-itself';
  /** Price at the world's anchor day, had no scenario been switched on before it. */
  readonly anchorPrice: number;
  /** Standard deviation of yearly log returns: 0.25 is 25 %. */
  readonly annualVolatility: number;
  readonly loadings: FactorLoadings;
  readonly actions?: readonly CorporateAction[];
}

/**
 * The product of powers of one or two instruments that move by themselves, times a constant: an ETF of an index
 * (ratio 0.1), a future (with carry), EUR.JPY = EUR.USD × USD.JPY, EUR.GBP = EUR.USD × GBP.USD ^ -1.
 */
export interface FollowingInstrument extends Common {
  readonly moves: 'with-others';
  readonly terms: readonly { readonly id: string; readonly power: 1 | -1 }[];
  readonly ratio: number;
  /** Financing less yield until expiry (Unix ms); nothing after it. */
  readonly carry?: { readonly ratePerYear: number; readonly expiry: number };
}

/** Priced by Black-Scholes from its underlying, which moves by itself or follows ONE that does. */
export interface OptionInstrument extends Common {
  readonly moves: 'as-option';
  readonly underlyingId: string;
  readonly right: 'call' | 'put';
  readonly strike: number;
  /** Unix ms of the last settlement. */
  readonly expiry: number;
  readonly ratePerYear: number;
  readonly yieldPerYear: number;
}

export type MarketInstrument = OwnInstrument | FollowingInstrument | OptionInstrument;
