import { assert } from '../../kernel/assert.ts';
import type {
  ExitRequest,
  OrderChange,
  OrderRequest,
  RequestedTif,
  RequestedType,
} from '../../model/order-request.ts';
import { ORDER_TYPES } from '../exchange/order-types.ts';

/** +1 buys, -1 sells: for arithmetic. */
export type Sign = 1 | -1;

/** What an order does next in the bar that is being walked through. */
export const NOTHING = 0;
export const ELECTS = 1;
export const FILLS = 2;
export type NextStep = typeof NOTHING | typeof ELECTS | typeof FILLS;

export type OrderEnd = 'filled' | 'cancelled' | 'expired';

/** One working order over bars. Prices are raw price units, NaN where there is none; quantities 1e-6 units. */
export interface BarOrder {
  readonly id: number;
  readonly symbol: number;
  readonly side: Sign;
  readonly type: RequestedType;
  readonly tif: RequestedTif;
  /** Unix ms: start of the bar whose close gave it. */
  readonly submittedAt: number;
  readonly goodTill: number;
  readonly ocaGroup: string | null;
  readonly parent: BarOrder | null;
  /** The account's own doing, not a strategy's: a margin call. */
  readonly isForced: boolean;
  readonly children: BarOrder[];
  /** Turn in the queue; a change of terms takes a new one. */
  entered: number;
  quantity: number;
  filled: number;
  /** By exits that hang on it: what is closed of its fills. */
  exited: number;
  /** Micros: size of what has filled, and its commission so far; and how much of the quantity rested before it filled. */
  value: number;
  charged: number;
  rested: number;
  limit: number;
  stop: number;
  trailAmount: number;
  trailPercent: number;
  limitOffset: number;
  /** Its trigger was reached: a market or limit order from then on. */
  isElected: boolean;
  end: OrderEnd | null;
  /** Index of the first bar it can act in; Infinity while it waits for its parent. */
  activeFrom: number;
  /** Index of the bar from whose open on a cancel or change works; Infinity: none asked for. */
  cancelFrom: number;
  changeFrom: number;
  change: OrderChange | null;
  changedQuantity: number;
  /** The day it belongs to; NaN before its first bar. */
  day: number;

  // Where it stands in the bar: see walk.ts.
  leg: number;
  at: number;
  /** The extreme that is better for it lies still ahead. */
  hasOther: boolean;
  /** Nothing more is there for it in this bar. */
  isDone: boolean;
  next: NextStep;
  nextLeg: number;
  nextPrice: number;
  nextStop: number;
}

export interface OrderSeed {
  readonly id: number;
  readonly entered: number;
  readonly symbol: number;
  readonly side: Sign;
  /** 1e-6 units, positive. */
  readonly quantity: number;
  readonly submittedAt: number;
  readonly activeFrom: number;
  readonly parent?: BarOrder | null;
  readonly isForced?: boolean;
}

/** Every field from the start, in one order: the walk reads them many times a bar. */
export function newOrder(
  seed: OrderSeed,
  request: Partial<OrderRequest> | ExitRequest,
  tif: RequestedTif,
): BarOrder {
  return {
    id: seed.id,
    symbol: seed.symbol,
    side: seed.side,
    type: request.type ?? 'MKT',
    tif,
    submittedAt: seed.submittedAt,
    goodTill: request.goodTill ?? Infinity,
    ocaGroup: 'ocaGroup' in request ? (request.ocaGroup ?? null) : null,
    parent: seed.parent ?? null,
    isForced: seed.isForced ?? false,
    children: [],
    entered: seed.entered,
    quantity: seed.quantity,
    filled: 0,
    exited: 0,
    value: 0,
    charged: 0,
    rested: 0,
    limit: request.limitPrice ?? NaN,
    stop: request.stopPrice ?? NaN,
    trailAmount: request.trailAmount ?? NaN,
    trailPercent: request.trailPercent ?? NaN,
    limitOffset: request.limitOffset ?? NaN,
    isElected: ORDER_TYPES[request.type ?? 'MKT'].trigger === null,
    end: null,
    activeFrom: seed.activeFrom,
    cancelFrom: Infinity,
    changeFrom: Infinity,
    change: null,
    changedQuantity: NaN,
    day: NaN,
    leg: 0,
    at: NaN,
    hasOther: true,
    isDone: false,
    next: NOTHING,
    nextLeg: 0,
    nextPrice: NaN,
    nextStop: NaN,
  };
}

/** Takes any price once it may trade; others stand at their limit. */
export function isMarket(order: BarOrder): boolean {
  return ORDER_TYPES[order.type].isMarket;
}

/** An exit closes what its parent has filled; anything else that hangs on an order waits until that one is whole. */
export function isExit(order: Pick<BarOrder, 'symbol' | 'side' | 'parent'>): boolean {
  const { parent } = order;
  return parent !== null && parent.symbol === order.symbol && parent.side !== order.side;
}

/** What may fill of it now, 1e-6 units. The exits of one order together close what it has filled, and no more. */
export function fillableOf(order: BarOrder): number {
  const left = order.quantity - order.filled;
  const { parent } = order;
  if (parent === null) return left;
  if (isExit(order)) return Math.max(0, Math.min(left, parent.filled - parent.exited));
  return parent.filled >= parent.quantity ? left : 0;
}

/** Throws where an order is not one: a strategy's mistake, told with what to write instead. */
export function assertWhole(request: OrderRequest | ExitRequest, tif: RequestedTif): void {
  const type = request.type ?? 'MKT';
  assert(type in ORDER_TYPES, `there is no order type '${type}'`);
  const traits = ORDER_TYPES[type];
  assert(
    traits.tifs.includes(tif),
    `an order of type ${type} cannot be ${tif}; it can be ${traits.tifs.join(', ')}`,
  );
  for (const need of traits.needs) {
    if (need === 'trail') {
      const { trailAmount, trailPercent } = request;
      assert(
        (trailAmount !== undefined && trailAmount > 0) ||
          (trailPercent !== undefined && trailPercent > 0 && trailPercent < 100),
        `an order of type ${type} needs trailAmount above 0 or trailPercent between 0 and 100`,
      );
    } else {
      assert(
        Number.isFinite(request[need]),
        `an order of type ${type} needs ${need}, a number; it was ${request[need]}`,
      );
    }
  }
  assertFinite(request);
  assert(
    (tif === 'GTD') === (request.goodTill !== undefined),
    'an order that is GTD has goodTill, and no other has',
  );
}

/** A price that is given is a number: NaN would never be reached, and nobody would hear of it. */
export function assertFinite(prices: OrderChange): void {
  for (const name of [
    'limitPrice',
    'stopPrice',
    'trailAmount',
    'trailPercent',
    'limitOffset',
    'quantity',
  ] as const) {
    const value = prices[name];
    assert(
      value === undefined || Number.isFinite(value),
      `${name} of an order must be a number, was ${value}`,
    );
  }
  assert((prices.limitOffset ?? 0) >= 0, `limitOffset is 0 or more, was ${prices.limitOffset}`);
}
