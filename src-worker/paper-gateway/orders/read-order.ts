import { err, ok, type Result } from '#shared/kernel/result.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { QUANTITY_STEPS_PER_UNIT, toQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { Condition } from '#shared/simulation/exchange/conditions.ts';
import { parseOrderType } from '#shared/simulation/exchange/order-types.ts';
import type { OcaType, OrderTerms, TimeInForce } from '#shared/simulation/exchange/order-terms.ts';
import type { Side } from '#shared/simulation/exchange/side.ts';
import type { TriggerMethod } from '#shared/simulation/exchange/trigger-methods.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { simulatedConId } from '#shared/simulation/universe/known-con-ids.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import type { OrderCondition } from '#shared/tws-protocol/nouns/order-condition.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';
import { twsErrors, type TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { parseDateTime } from '../history/date-times.ts';
import { pricesOf } from './order-prices.ts';
import { unsupportedAttribute } from './unsupported-attributes.ts';

export interface OrderContext {
  readonly details: ContractDetails;
  /** As the client named it. */
  readonly exchange: string;
  /** Key of the order that it is attached to. */
  readonly parent: number | null;
  /** Whether a condition may look at a contract; it is followed from then on. */
  readonly prepare: (conId: number) => boolean;
}

const SIDES: Readonly<Partial<Record<string, Side>>> = { BUY: 'buy', SELL: 'sell' };
const TIFS: ReadonlySet<string> = new Set<TimeInForce>(['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG']);
const TRIGGER_METHODS: ReadonlySet<number> = new Set<TriggerMethod>([0, 1, 2, 3, 4, 7, 8]);
const OCA_TYPES: ReadonlySet<number> = new Set<OcaType>([1, 2, 3]);
/** Above it sizes in steps of 1e-6 are not exact any more when they are multiplied and added. */
const SIZE_MAX = 1_000_000_000;
const CONDITION_COUNT_MAX = 100;
/** No order is given before it. */
const LONG_AGO = 0;

/** What a client asks for in the exchange's words, or why it cannot be put so. What the exchange itself checks is left to it. */
export function readOrder(order: WireOrder, context: OrderContext): Result<OrderTerms, TwsError> {
  const { details, exchange, parent } = context;
  const side = SIDES[order.action.toUpperCase()];
  if (side === undefined) return invalid(`the side of an order is BUY or SELL, was ${quoted(order.action)}`);
  const type = parseOrderType(order.orderType);
  if (type === null) return err(twsErrors.orderTypeUnsupported());
  const unsupported = unsupportedAttribute(order);
  if (unsupported !== null) return rejected(`the paper gateway does not know ${unsupported}`);
  const tif = order.tif === '' ? 'DAY' : order.tif.toUpperCase();
  if (!TIFS.has(tif)) return err(twsErrors.tifIncompatible(order.tif));
  if (!TRIGGER_METHODS.has(order.triggerMethod))
    return invalid(`there is no trigger method ${order.triggerMethod}`);
  if (order.ocaGroup !== '' && order.ocaType !== 0 && !OCA_TYPES.has(order.ocaType))
    return invalid(`the type of an OCA group is 1, 2 or 3, was ${order.ocaType}`);
  if (order.totalQuantity === undefined) return err(twsErrors.incompleteOrder());

  const prices = pricesOf(type, order);
  if (!prices.ok) return prices;
  const isStock = details.contract.secType === 'STK';
  const quantity = sizeOf(order.totalQuantity, isStock);
  if (!quantity.ok) return quantity;
  const displaySize = optionalSize(order.displaySize, isStock);
  if (!displaySize.ok) return displaySize;
  const minQuantity = optionalSize(order.minQty, isStock);
  if (!minQuantity.ok) return minQuantity;
  const goodAfter = timeOf(order.goodAfterTime, details.timeZoneId);
  if (!goodAfter.ok) return goodAfter;
  const goodTill = timeOf(order.goodTillDate, details.timeZoneId);
  if (!goodTill.ok) return goodTill;
  const conditions = readConditions(order.conditions, context);
  if (!conditions.ok) return conditions;

  return ok({
    ...prices.value,
    ...{ side, type, quantity: quantity.value, tif: tif as TimeInForce },
    outsideRth: order.outsideRth,
    goodAfter: goodAfter.value,
    goodTill: goodTill.value,
    displaySize: displaySize.value,
    minQuantity: minQuantity.value,
    allOrNone: order.allOrNone,
    postOnly: isPostOnly(order.orderMiscOptions),
    isDirected: isDirected(details, exchange),
    triggerMethod: order.triggerMethod as TriggerMethod,
    ocaGroup: order.ocaGroup === '' ? null : order.ocaGroup,
    // Left open it reduces: the gentlest of the three, and TWS's own default.
    ocaType: (order.ocaType === 0 ? 3 : order.ocaType) as OcaType,
    parent,
    transmit: order.transmit,
    whatIf: order.whatIf,
    conditions: conditions.value,
    conditionsIgnoreRth: order.conditionsIgnoreRth,
    conditionsCancel: order.conditionsCancelOrder,
  });
}

/** What else could be smart goes to its only exchange anyway. */
function isDirected({ contract }: ContractDetails, exchange: string): boolean {
  const hasChoice = contract.secType === 'STK' || contract.secType === 'OPT';
  return hasChoice && exchangeCode(exchange) !== 'SMART';
}

/** TWS has no field for it before protobuf; its orders carry it as a tag. */
function isPostOnly(options: string): boolean {
  return /(?:^|;)\s*postonly\s*=\s*(?:1|true)\s*(?:;|$)/i.test(options);
}

function sizeOf(units: number, isStock: boolean): Result<QuantityMicros, TwsError> {
  if (!(Math.abs(units) <= SIZE_MAX)) return rejected(`an order is of at most ${SIZE_MAX} units`);
  const steps = units * QUANTITY_STEPS_PER_UNIT;
  // A decimal that a double holds is within a hair of its step; anything else is finer than a step.
  if (Math.abs(steps - Math.round(steps)) > 0.01)
    return err(isStock ? twsErrors.fractionalNotViaApi() : twsErrors.fractionalNotSupported());
  return ok(toQuantityMicros(units));
}

/** 0 and nothing are the same to clients. */
function optionalSize(units: number | undefined, isStock: boolean): Result<QuantityMicros | null, TwsError> {
  return units === undefined || units === 0 ? ok(null) : sizeOf(units, isStock);
}

function timeOf(text: string, timeZone: string): Result<number | null, TwsError> {
  if (text === '') return ok(null);
  const time = parseDateTime(text, timeZone);
  return time.ok ? time : invalid(time.error);
}

function readConditions(
  conditions: readonly OrderCondition[],
  { details, prepare }: OrderContext,
): Result<readonly Condition[], TwsError> {
  if (conditions.length > CONDITION_COUNT_MAX)
    return rejected(`an order has at most ${CONDITION_COUNT_MAX} conditions`);
  const read: Condition[] = [];
  for (const condition of conditions) {
    const joins = condition.conjunction === 'o' ? 'or' : 'and';
    switch (condition.type) {
      case 1: {
        const { isMore, value, triggerMethod } = condition;
        const conId = simulatedConId(condition.conId);
        if (!TRIGGER_METHODS.has(triggerMethod))
          return invalid(`there is no trigger method ${triggerMethod} for a price condition`);
        if (!(Math.abs(value) <= 10_000_000)) return err(twsErrors.priceOutOfRange());
        if (!prepare(conId)) return invalid(`no price condition can look at contract ${condition.conId}`);
        const method = triggerMethod as TriggerMethod;
        read.push({ kind: 'price', joins, instrument: conId, isMore, price: toOrderPrice(value), method });
        break;
      }
      case 3: {
        const at = timeOf(condition.value, details.timeZoneId);
        if (!at.ok) return at;
        if (at.value === null) return invalid('a time condition needs its time');
        read.push({ kind: 'time', joins, isMore: condition.isMore, at: at.value });
        break;
      }
      case 4:
      case 5:
      case 6:
      case 7:
        // Nobody here can tell when it holds: an order must not trade, or end, without it.
        read.push({ kind: 'time', joins, isMore: false, at: LONG_AGO });
        break;
    }
  }
  return ok(read);
}

function invalid(why: string): Result<never, TwsError> {
  return err(twsErrors.validationFailed(why));
}

function rejected(why: string): Result<never, TwsError> {
  return err(twsErrors.orderRejected(why));
}
