import {
  ConjunctionConnection,
  OrderConditionType,
  PriceCondition,
  TimeCondition,
  type Contract as WireContract,
  type Order as WireOrder,
  type OrderAction,
  type OrderCondition as WireCondition,
  type OrderState as WireState,
  type OrderType as WireOrderType,
} from '@stoqey/ib';
import { unixMillis } from '#shared/kernel/time.ts';
import { fromOrderPrice, orderPrice, toOrderPrice, type OrderPrice } from '#shared/model/order-price.ts';
import {
  TRIGGER_METHODS,
  type HeldTerms,
  type Oca,
  type OrderCondition,
  type OrderTerms,
  type TriggerMethod,
} from '#shared/model/order-ticket.ts';
import { contractIdSchema } from '#shared/model/contract.ts';
import { fromQuantityMicros, toQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { BrokerCompletedOrder, BrokerOrder } from '#shared/orders/order-event.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import { fromWireContract } from './wire-contracts.ts';
import { sideOf } from './wire-executions.ts';
import { fromWireTime, toWireTime } from './wire-times.ts';

/**
 * An order in TWS's words. Prices and sizes were rounded to tick and lot before they got here, so that their decimals are
 * the nearest doubles. What is left undefined goes out empty; `transmit` must not be (it would mean: hold).
 */
export function toWireOrder(outgoing: OutgoingOrder): WireOrder {
  const { orderId, ticket, parentOrderId, isTransmitted, held, orderRef } = outgoing;
  const { ref, account, side, terms, oca } = ticket;
  const size = (quantity: QuantityMicros | null) =>
    quantity === null ? {} : { displaySize: fromQuantityMicros(quantity) };
  return {
    orderId,
    action: (side === 'buy' ? 'BUY' : 'SELL') as OrderAction,
    orderType: terms.type as WireOrderType,
    totalQuantity: fromQuantityMicros(terms.quantity),
    ...wirePrices(held === undefined ? terms : withoutMoved(terms, held)),
    tif: terms.timeInForce,
    goodTillDate: terms.goodTillAt === null ? '' : toWireTime(terms.goodTillAt),
    goodAfterTime: terms.goodAfterAt === null ? '' : toWireTime(terms.goodAfterAt),
    outsideRth: terms.isOutsideHours,
    ...size(terms.displayQuantity),
    ...(terms.minQuantity === null ? {} : { minQty: fromQuantityMicros(terms.minQuantity) }),
    allOrNone: terms.isAllOrNone,
    triggerMethod: terms.triggerMethod,
    conditions: terms.conditions.map(toWireCondition),
    conditionsIgnoreRth: terms.areConditionsOutsideHours,
    conditionsCancelOrder: terms.doConditionsCancel,
    ...(oca === null ? {} : { ocaGroup: oca.group, ocaType: oca.type }),
    account,
    orderRef: orderRef ?? ref,
    parentId: parentOrderId ?? 0,
    transmit: isTransmitted,
    whatIf: false,
  };
}

/**
 * A trailing stop has moved on since the broker last told it: sent back as it was told it would be moved back. It is sent only
 * where it is changed; the limit that hangs on it is sent as its distance.
 */
function withoutMoved(terms: OrderTerms, held: HeldTerms): OrderTerms {
  const { type, stopPrice, limitPrice } = terms;
  if (type !== held.type || !type.startsWith('TRAIL') || stopPrice !== held.stopPrice) return terms;
  if (type === 'TRAIL' || limitPrice === null || limitPrice !== held.limitPrice || stopPrice === null)
    return { ...terms, stopPrice: null };
  const limitOffset = terms.limitOffset ?? orderPrice(Math.abs(limitPrice - stopPrice));
  return { ...terms, stopPrice: null, limitPrice: null, limitOffset };
}

/**
 * TWS puts several things into two fields: auxPrice is a stop, a touch, a trailing amount or an offset. A key is there only
 * with a price: one that is there and undefined is another thing to exact optional types.
 */
function wirePrices(terms: OrderTerms): Partial<WireOrder> {
  switch (terms.type) {
    case 'MKT':
    case 'MOC':
    case 'MKT PRT':
      return {};
    case 'LMT':
    case 'LOC':
      return priced('lmtPrice', terms.limitPrice);
    case 'STP':
    case 'MIT':
      return priced('auxPrice', terms.stopPrice);
    case 'STP LMT':
    case 'LIT':
      return { ...priced('lmtPrice', terms.limitPrice), ...priced('auxPrice', terms.stopPrice) };
    case 'PEG MID':
      return { ...priced('lmtPrice', terms.limitPrice), ...priced('auxPrice', terms.limitOffset) };
    case 'TRAIL':
      return { ...trailing(terms), ...priced('trailStopPrice', terms.stopPrice) };
    case 'TRAIL LIMIT':
      return {
        ...trailing(terms),
        ...priced('trailStopPrice', terms.stopPrice),
        // TWS takes the limit or its offset, not both.
        ...(terms.limitOffset === null
          ? priced('lmtPrice', terms.limitPrice)
          : priced('lmtPriceOffset', terms.limitOffset)),
      };
  }
}

function trailing({ trailAmount, trailPercent }: OrderTerms): Partial<WireOrder> {
  if (trailAmount !== null) return priced('auxPrice', trailAmount);
  return trailPercent === null ? {} : { trailingPercent: trailPercent };
}

function priced(
  field: 'lmtPrice' | 'auxPrice' | 'trailStopPrice' | 'lmtPriceOffset',
  price: OrderPrice | null,
): Partial<WireOrder> {
  return price === null ? {} : { [field]: fromOrderPrice(price) };
}

function toWireCondition(condition: OrderCondition): WireCondition {
  const conjunction = condition.joins === 'or' ? ConjunctionConnection.OR : ConjunctionConnection.AND;
  if (condition.kind === 'time')
    return new TimeCondition(toWireTime(condition.at), condition.isMore, conjunction);
  const { price: at, triggerMethod, contractId, exchange, isMore } = condition;
  return new PriceCondition(fromOrderPrice(at), triggerMethod, contractId, exchange, isMore, conjunction);
}

/** @returns null for an order in what no contract of ours can be: combinations, above all */
export function fromWireOrder(
  orderId: number,
  wireContract: WireContract,
  order: WireOrder,
  state: WireState,
): BrokerOrder | null {
  const contract = fromWireContract(wireContract);
  if (contract === null) return null;
  const extras: string[] = [];
  const terms = heldTerms(order, extras);
  const side = sideOf(order.action) ?? 'unknown';
  if (side === 'unknown') extras.push(`action ${wireText(order.action, 32) || 'not told'}`);
  return {
    ...{
      orderId: wireNumber(orderId),
      clientId: wireNumber(order.clientId),
      permId: wireNumber(order.permId),
    },
    parentOrderId: wireNumber(order.parentId),
    orderRef: order.orderRef ?? '',
    account: wireText(order.account, 64),
    contract,
    side,
    terms,
    oca: ocaOf(order),
    status: wireText(state.status, 64),
    extras: [...new Set(extras)].map((extra) => extra.slice(0, 100)).slice(0, 20),
  };
}

/** `completedTime` is in the zone that its text names. */
export function fromWireCompleted(
  contract: WireContract,
  order: WireOrder,
  state: WireState,
): BrokerCompletedOrder | null {
  // Neither client nor order id are told.
  const completed = fromWireOrder(0, contract, order, state);
  if (completed === null) return null;
  const at = fromWireTime(state.completedTime ?? '');
  return {
    order: completed,
    filled: toQuantityMicros(isAmount(order.filledQuantity) ? order.filledQuantity : 0),
    completedStatus: state.completedStatus ?? '',
    completedAt: at === null ? null : unixMillis(at),
  };
}

/** 0: none was sent, or none that can be one. What is kept of an order must be readable again, whatever was on the wire. */
export function wireNumber(value: number | undefined): number {
  return Number.isSafeInteger(value) ? value! : 0;
}

/** No longer than the journal keeps it. */
export function wireText(text: string | undefined, lengthMax: number): string {
  return (text ?? '').slice(0, lengthMax);
}

/** Far beyond any size or price: what the wire says when it means "not set". */
const AMOUNT_MAX = 9e9;

function isAmount(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) <= AMOUNT_MAX;
}

/** A price that counts to the last step. */
function isPrice(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) < 90_000_000;
}

function heldTerms(order: WireOrder, extras: string[]): HeldTerms {
  const type = wireText(order.orderType, 32);
  const steps = (value: number | undefined) => (isPrice(value) ? toOrderPrice(value) : null);
  /** 0 is none. */
  const some = (value: number | undefined) => (value === 0 ? null : steps(value));
  const size = (value: number | undefined) => (isAmount(value) && value > 0 ? toQuantityMicros(value) : null);
  const at = (text: string | undefined) => {
    const time = text === undefined || text === '' ? null : fromWireTime(text);
    if (time === null && text !== undefined && text !== '') extras.push(`time ${text.slice(0, 60)}`);
    return time === null ? null : unixMillis(time);
  };
  const isTrailing = type.startsWith('TRAIL');
  const isPegged = type === 'PEG MID';
  const hasLimit = ['LMT', 'STP LMT', 'LIT', 'LOC', 'LOO', 'PEG MID', 'TRAIL LIMIT', 'REL'].includes(type);
  const hasStop = ['STP', 'STP LMT', 'MIT', 'LIT', 'STP PRT'].includes(type);
  const trailPercent = isTrailing && isAmount(order.trailingPercent) ? order.trailingPercent : null;
  if (order.algoStrategy !== undefined && order.algoStrategy !== '')
    extras.push(`algorithm ${order.algoStrategy}`);
  if (order.cashQty !== undefined && isAmount(order.cashQty) && order.cashQty > 0)
    extras.push(`for an amount of ${order.cashQty}`);
  if (order.discretionaryAmt !== undefined && isAmount(order.discretionaryAmt) && order.discretionaryAmt > 0)
    extras.push(`discretionary amount ${order.discretionaryAmt}`);
  if (order.hidden === true) extras.push('hidden');
  extras.push(...otherExtras(order));
  return {
    type,
    timeInForce: wireText(order.tif, 32),
    quantity: size(order.totalQuantity) ?? toQuantityMicros(0),
    limitPrice: hasLimit ? (isPegged || isTrailing ? some(order.lmtPrice) : steps(order.lmtPrice)) : null,
    stopPrice: isTrailing ? some(order.trailStopPrice) : hasStop ? steps(order.auxPrice) : null,
    trailAmount: isTrailing && trailPercent === null ? some(order.auxPrice) : null,
    trailPercent,
    limitOffset: isPegged ? some(order.auxPrice) : isTrailing ? some(order.lmtPriceOffset) : null,
    goodTillAt: at(order.goodTillDate),
    goodAfterAt: at(order.goodAfterTime),
    isOutsideHours: order.outsideRth ?? false,
    displayQuantity: size(order.displaySize),
    minQuantity: size(order.minQty),
    isAllOrNone: order.allOrNone ?? false,
    triggerMethod: triggerMethod(order.triggerMethod),
    conditions: (order.conditions ?? [])
      .flatMap((condition) => heldCondition(condition, extras))
      .slice(0, 20),
    areConditionsOutsideHours: order.conditionsIgnoreRth ?? false,
    doConditionsCancel: order.conditionsCancelOrder ?? false,
  };
}

/** What would be lost if the order were sent again without it. Left out is what TWS fills in by itself. */
function otherExtras(order: WireOrder): string[] {
  const isSet = (text: string | undefined) => text !== undefined && text !== '' && text !== 'None';
  const isSize = (value: number | undefined) => isAmount(value) && value > 0 && value < 2_147_483_647;
  const extras: readonly (readonly [string, boolean])[] = [
    ['adjusted later', isSet(order.adjustedOrderType)],
    ['allocated to a group', isSet(order.faGroup)],
    ['block order', order.blockOrder === true],
    ['hedge', isSet(order.hedgeType)],
    ['model', isSet(order.modelCode)],
    ['not held', order.notHeld === true],
    ['random price', order.randomizePrice === true],
    ['random size', order.randomizeSize === true],
    ['scale', isSize(order.scaleInitLevelSize)],
    ['sweep to fill', order.sweepToFill === true],
  ];
  return extras.filter(([, isThere]) => isThere).map(([what]) => what);
}

function ocaOf({ ocaGroup, ocaType }: WireOrder): Oca | null {
  if (ocaGroup === undefined || ocaGroup === '' || ocaGroup.length > 64) return null;
  return { group: ocaGroup, type: ocaType === 1 || ocaType === 2 ? ocaType : 3 };
}

function triggerMethod(method: number | undefined): TriggerMethod {
  return TRIGGER_METHODS.find((known) => known === method) ?? 0;
}

/** What the library's decoder fills in. */
type PriceFields = Pick<PriceCondition, 'conId' | 'exchange' | 'isMore' | 'price' | 'triggerMethod'>;

function heldCondition(condition: WireCondition, extras: string[]): OrderCondition[] {
  const joins = condition.conjunctionConnection === ConjunctionConnection.OR ? 'or' : 'and';
  if (condition.type === OrderConditionType.Time) {
    const { time, isMore } = condition as unknown as Pick<TimeCondition, 'time' | 'isMore'>;
    const at = fromWireTime(time);
    if (at !== null) return [{ kind: 'time', joins, isMore, at: unixMillis(at) }];
  }
  if (condition.type === OrderConditionType.Price) {
    const {
      conId,
      exchange,
      isMore,
      price: value,
      triggerMethod: method,
    } = condition as unknown as PriceFields;
    const contractId = contractIdSchema.safeParse(conId);
    if (contractId.success && isPrice(value) && exchange !== undefined && /^.{1,32}$/.test(exchange))
      return [
        {
          ...{ kind: 'price', joins, contractId: contractId.data, exchange, isMore },
          ...{ price: toOrderPrice(value), triggerMethod: triggerMethod(method) },
        },
      ];
  }
  extras.push(`condition of type ${condition.type}`);
  return [];
}
