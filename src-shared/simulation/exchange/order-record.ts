import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { OrderState } from './order-state.ts';
import type { OrderTerms } from './order-terms.ts';
import type { Side } from './side.ts';
import { ORDER_TYPES } from './order-types.ts';

/** Where an order is: what it waits for, or the book. `none`: nowhere, it is over or between two places. */
export type Place =
  | 'none'
  | 'held'
  | 'transit'
  | 'locate'
  | 'parent'
  | 'time'
  | 'condition'
  | 'auction'
  | 'trigger'
  | 'session'
  | 'book';

/** A live or finished order. Changed in place by the exchange and by nobody else; plain data, part of a snapshot. */
export interface OrderRecord {
  readonly key: number;
  readonly account: string;
  readonly instrument: number;
  terms: OrderTerms;
  state: OrderState;
  place: Place;
  /** Order in which it came to its place: its time priority in the book. */
  entered: number;
  /** Total, after groups and brackets have reduced it. */
  quantity: QuantityMicros;
  filled: QuantityMicros;
  /** How far it may fill for now: an attached order follows its parent. */
  allowed: QuantityMicros;
  /** Price units x units, for the average. */
  value: number;
  lastPrice: OrderPrice;
  /** Its working stop: moves when it trails. */
  stop: OrderPrice | null;
  /** Its working limit: null takes any price. */
  limit: OrderPrice | null;
  isElected: boolean;
  isConditionMet: boolean;
  isLocated: boolean;
  /** What the market shows ahead of it at its price; null: its price has not been the best yet, nobody knows. */
  ahead: QuantityMicros | null;
  /** What is left of the part it shows. */
  shown: QuantityMicros;
  /** It has rested at its price: whoever comes to it trades at its price. Otherwise it takes what it finds. */
  isPassive: boolean;
  /** Keys of the orders attached to it. */
  readonly children: number[];
  /** How much of what it filled its exits have closed, in its own units. */
  exited: QuantityMicros;
}

const NONE = quantityMicros(0);

export function newRecord(key: number, account: string, instrument: number, terms: OrderTerms): OrderRecord {
  return {
    key,
    account,
    instrument,
    terms,
    state: terms.transmit ? 'pendingSubmit' : 'held',
    place: 'none',
    entered: 0,
    quantity: terms.quantity,
    filled: NONE,
    allowed: terms.parent === null ? terms.quantity : NONE,
    value: 0,
    lastPrice: 0 as OrderPrice,
    stop: terms.stopPrice,
    limit: firstLimit(terms),
    isElected: false,
    isConditionMet: false,
    isLocated: true,
    ahead: null,
    shown: NONE,
    isPassive: false,
    children: [],
    exited: NONE,
  };
}

/** A trailing limit follows from its stop, a peg from the midpoint. */
export function firstLimit(terms: OrderTerms): OrderPrice | null {
  return ORDER_TYPES[terms.type].isTrailing ? null : terms.limitPrice;
}

export function remainingOf(order: OrderRecord): QuantityMicros {
  return (order.quantity - order.filled) as QuantityMicros;
}

/** What it can fill now. */
export function fillableOf(order: OrderRecord): QuantityMicros {
  return Math.max(0, Math.min(order.quantity, order.allowed) - order.filled) as QuantityMicros;
}

/** How much of the order others can see: of an iceberg only the part that it shows. */
export function offeredBy(order: OrderRecord): QuantityMicros {
  const fillable = fillableOf(order);
  return order.terms.displaySize === null ? fillable : (Math.min(fillable, order.shown) as QuantityMicros);
}

/** No fill of it may be smaller. */
export function smallestFillOf(order: OrderRecord): QuantityMicros {
  const { allOrNone, minQuantity } = order.terms;
  if (allOrNone) return remainingOf(order);
  return minQuantity === null ? NONE : (Math.min(minQuantity, remainingOf(order)) as QuantityMicros);
}

/** Whether a limit accepts a price. */
export function accepts(side: Side, limit: OrderPrice | null, price: OrderPrice): boolean {
  return limit === null || (side === 'buy' ? price <= limit : price >= limit);
}

/** Whether `a` is strictly better for those on the other side: a higher bid, a lower offer. null is best. */
export function isBetter(side: Side, a: OrderPrice | null, b: OrderPrice | null): boolean {
  if (a === null || b === null) return a === null && b !== null;
  return side === 'buy' ? a > b : a < b;
}
