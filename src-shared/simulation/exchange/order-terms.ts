import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { Condition } from './conditions.ts';
import type { Side } from './side.ts';
import type { TriggerMethod } from './trigger-methods.ts';

/** In TWS's words. Market and limit on open are MKT and LMT with TIF OPG. `MKT PRT` is known so that it can be refused by name. */
export type OrderType =
  | 'MKT'
  | 'LMT'
  | 'STP'
  | 'STP LMT'
  | 'TRAIL'
  | 'TRAIL LIMIT'
  | 'MIT'
  | 'LIT'
  | 'MOC'
  | 'LOC'
  | 'PEG MID'
  | 'MKT PRT';

export type TimeInForce = 'DAY' | 'GTC' | 'IOC' | 'FOK' | 'GTD' | 'OPG';

/** 1: any fill cancels the others. 2 and 3: it takes the same part off the others, at once or only once word gets there. */
export type OcaType = 1 | 2 | 3;

/** What a client asks for, never changed: a modify brings new terms. Plain data, as it is kept and sent. */
export interface OrderTerms {
  readonly side: Side;
  readonly quantity: QuantityMicros;
  readonly type: OrderType;
  /** LMT, STP LMT, LIT, LOC; what a PEG MID may cost at most; where a TRAIL LIMIT begins (with `stopPrice`). */
  readonly limitPrice: OrderPrice | null;
  /** Where STP and STP LMT are triggered, MIT and LIT are touched, and a trailing stop begins. */
  readonly stopPrice: OrderPrice | null;
  /** How far a trailing stop follows: an amount or, else, per cent of the price. */
  readonly trailAmount: OrderPrice | null;
  readonly trailPercent: number | null;
  /** From stop to limit of a TRAIL LIMIT; how far from the midpoint a PEG MID stays. Never negative. */
  readonly limitOffset: OrderPrice | null;
  readonly tif: TimeInForce;
  readonly outsideRth: boolean;
  /** Unix ms. */
  readonly goodAfter: number | null;
  /** Unix ms; GTD only. */
  readonly goodTill: number | null;
  /** Shown at a time; null: all of it. */
  readonly displaySize: QuantityMicros | null;
  /** No fill is smaller, unless less is left. */
  readonly minQuantity: QuantityMicros | null;
  readonly allOrNone: boolean;
  /** Cancelled rather than take what others offer. */
  readonly postOnly: boolean;
  /** Sent to one exchange instead of the best: what is left of a market order after its first fill is not held. */
  readonly isDirected: boolean;
  readonly triggerMethod: TriggerMethod;
  /** Once one cancels all: orders of an account with the same name. */
  readonly ocaGroup: string | null;
  readonly ocaType: OcaType;
  /** Key of the order this one is attached to. */
  readonly parent: number | null;
  /** false: held until an order of the same bracket says true. */
  readonly transmit: boolean;
  /** Asks for margin and commission; no order comes of it. */
  readonly whatIf: boolean;
  readonly conditions: readonly Condition[];
  readonly conditionsIgnoreRth: boolean;
  /** The conditions cancel the order instead of sending it. */
  readonly conditionsCancel: boolean;
}

/** A DAY order with nothing special about it. */
export const PLAIN_TERMS: OrderTerms = {
  side: 'buy',
  quantity: quantityMicros(0),
  type: 'MKT',
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  limitOffset: null,
  tif: 'DAY',
  outsideRth: false,
  goodAfter: null,
  goodTill: null,
  displaySize: null,
  minQuantity: null,
  allOrNone: false,
  postOnly: false,
  isDirected: false,
  triggerMethod: 0,
  ocaGroup: null,
  ocaType: 1,
  parent: null,
  transmit: true,
  whatIf: false,
  conditions: [],
  conditionsIgnoreRth: false,
  conditionsCancel: false,
};
