/** In TWS's words, as the exchange of src-shared/simulation knows them. Market and limit on open are MKT and LMT with TIF OPG. */
export const REQUESTED_TYPES = [
  'MKT', 'LMT', 'STP', 'STP LMT', 'TRAIL', 'TRAIL LIMIT', 'MIT', 'LIT', 'MOC', 'LOC',
] as const; // prettier-ignore
export type RequestedType = (typeof REQUESTED_TYPES)[number];

export const REQUESTED_TIFS = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'] as const;
export type RequestedTif = (typeof REQUESTED_TIFS)[number];

/** What an order may ask for beside its side and size. Prices in price units, as the bars have them: they need not lie on the tick. */
export interface OrderPrices {
  /** LMT, STP LMT, LIT, LOC. */
  readonly limitPrice?: number;
  /** Where STP and STP LMT are triggered, MIT and LIT are touched, and a trailing stop may begin. */
  readonly stopPrice?: number;
  /** How far a trailing stop follows: an amount, or per cent of the price. */
  readonly trailAmount?: number;
  readonly trailPercent?: number;
  /** From stop to limit of a TRAIL LIMIT. */
  readonly limitOffset?: number;
}

/** One exit of a bracket: on the other side of the order it hangs on, and of its size where none is given. GTC unless told otherwise. */
export interface ExitRequest extends OrderPrices {
  readonly type: RequestedType;
  /** Units; absent: as many as the order it hangs on. */
  readonly quantity?: number;
  readonly tif?: RequestedTif;
  readonly goodTill?: number;
}

/** An order as a strategy asks for it. */
export interface OrderRequest extends OrderPrices {
  /** Units, rounded down to the lot. */
  readonly quantity: number;
  /** Absent: MKT. */
  readonly type?: RequestedType;
  /** Absent: GTC for a market order, DAY for all others. */
  readonly tif?: RequestedTif;
  /** Unix ms, with GTD: no bar that starts then or later fills it. */
  readonly goodTill?: number;
  /** Any fill of one order cancels all others with the same name. */
  readonly ocaGroup?: string;
  /** Number of the order it hangs on: it works once that one fills, for what that one has filled. */
  readonly parent?: number;
  /** A bracket: what gets out again, of which one cancels the other. */
  readonly exits?: readonly ExitRequest[];
  /** Which symbol of the run; absent: the one whose bar has ended. */
  readonly symbol?: number;
}

/** What may change in a working order. */
export interface OrderChange extends OrderPrices {
  /** Units in all, what has filled included. */
  readonly quantity?: number;
}

/** A working order, as it is shown to a strategy. Quantities in units. */
export interface WorkingOrder {
  readonly id: number;
  readonly symbol: number;
  readonly side: 'buy' | 'sell';
  readonly type: RequestedType;
  readonly tif: RequestedTif;
  readonly quantity: number;
  readonly filled: number;
  readonly limitPrice: number | null;
  /** Of a trailing stop: where it is now. */
  readonly stopPrice: number | null;
  readonly parent: number | null;
}

/** What became of an order, told before the `onBar` of the bar in which it happened. */
export interface OrderEvent {
  readonly kind: 'filled' | 'partially-filled' | 'cancelled' | 'expired';
  /** The order's number. */
  readonly id: number;
  readonly symbol: number;
  readonly side: 'buy' | 'sell';
  /** Units of this fill and its price, slippage included; 0 and NaN when nothing filled. */
  readonly quantity: number;
  readonly price: number;
  /** Units in all so far. */
  readonly filled: number;
  /** Why it ended without being filled; empty otherwise. */
  readonly reason: string;
}
