import type { Desk } from './desk.ts';
import type { OrderTerms } from './order-terms.ts';
import { ORDER_TYPES } from './order-types.ts';
import { refusals, type Refusal } from './refusals.ts';

const STEPS_PER_WHOLE_UNIT = 1_000_000;

type Check = (terms: OrderTerms, desk: Desk, time: number) => Refusal | null;

/** What TWS looks at before it takes an order, in this order: the first objection is the answer. */
const CHECKS: readonly Check[] = [
  checkSupport,
  checkSize,
  checkCompleteness,
  checkTif,
  checkPrices,
  checkAttributes,
];

/** @param time Unix ms @returns null: nothing against it */
export function objectionTo(terms: OrderTerms, desk: Desk, time: number): Refusal | null {
  for (const check of CHECKS) {
    const objection = check(terms, desk, time);
    if (objection !== null) return objection;
  }
  return null;
}

function checkSupport({ type, tif }: OrderTerms, { orderTypes }: Desk): Refusal | null {
  if (type === 'MKT PRT' || !orderTypes.has(ORDER_TYPES[type].code)) return refusals.typeUnsupported();
  // Lists of supported codes always have DAY, and so do those that forget it.
  return tif === 'DAY' || orderTypes.has(tif) ? null : refusals.tifIncompatible(tif);
}

function checkSize({ quantity, displaySize, minQuantity }: OrderTerms, { instrument }: Desk): Refusal | null {
  if (quantity <= 0) return refusals.sizeIsZero();
  for (const size of [quantity, displaySize ?? 0, minQuantity ?? 0]) {
    if (size % instrument.sizeIncrement === 0) continue;
    if (size % STEPS_PER_WHOLE_UNIT === 0 && instrument.sizeIncrement >= STEPS_PER_WHOLE_UNIT)
      return refusals.tooSmall();
    return instrument.isStock ? refusals.fractionalNotViaApi() : refusals.fractionalNotSupported();
  }
  return quantity < instrument.minSize ? refusals.tooSmall() : null;
}

function checkCompleteness(terms: OrderTerms): Refusal | null {
  const isThere = {
    limitPrice: terms.limitPrice !== null,
    stopPrice: terms.stopPrice !== null,
    trail: (terms.trailAmount ?? terms.trailPercent) !== null,
    limitOffset: terms.limitOffset !== null,
  };
  const isComplete = ORDER_TYPES[terms.type].needs.every((need) => isThere[need]);
  const hasItsEnd = (terms.tif === 'GTD') === (terms.goodTill !== null);
  return isComplete && hasItsEnd ? null : refusals.incomplete();
}

function checkTif({ type, tif }: OrderTerms): Refusal | null {
  return ORDER_TYPES[type].tifs.includes(tif) ? null : refusals.tifIncompatible(tif);
}

function checkPrices(terms: OrderTerms, { grid }: Desk): Refusal | null {
  const { limitPrice, stopPrice, trailAmount, limitOffset, trailPercent, conditions } = terms;
  for (const price of [limitPrice, stopPrice]) {
    if (price !== null && (price <= 0 || !grid.holds(price))) return refusals.priceOffTick();
  }
  if (trailAmount !== null && (trailAmount <= 0 || !grid.holds(trailAmount))) return refusals.priceOffTick();
  if (limitOffset !== null && (limitOffset < 0 || !grid.holds(limitOffset))) return refusals.priceOffTick();
  if (trailPercent !== null && !(trailPercent > 0 && trailPercent < 100))
    return refusals.rejected('a trailing percentage lies between 0 and 100');
  return conditions.some((condition) => condition.kind === 'price' && condition.price <= 0)
    ? refusals.rejected('a price condition needs a price above zero')
    : null;
}

function checkAttributes(terms: OrderTerms, { orderTypes }: Desk, time: number): Refusal | null {
  const { type, tif, displaySize, minQuantity, allOrNone, postOnly, quantity, goodTill } = terms;
  const lacks = (isAsked: boolean, code: string) => isAsked && !orderTypes.has(code);
  if (
    lacks(displaySize !== null, 'ICE') ||
    lacks(minQuantity !== null, 'MINQTY') ||
    lacks(allOrNone, 'AON') ||
    lacks(postOnly, 'POSTONLY')
  )
    return refusals.typeUnsupported();
  if ((displaySize ?? 1) <= 0 || (minQuantity ?? 1) <= 0)
    return refusals.rejected('a display size or minimum quantity is above zero, or is not given');
  if (displaySize !== null && displaySize > quantity)
    return refusals.rejected('the display size is larger than the order');
  if (minQuantity !== null && minQuantity > quantity)
    return refusals.rejected('the minimum quantity is larger than the order');
  if (postOnly && (type !== 'LMT' || tif === 'IOC' || tif === 'FOK' || tif === 'OPG'))
    return refusals.rejected('only limit orders that can rest can be post-only');
  if (allOrNone && displaySize !== null)
    return refusals.rejected('an all-or-none order cannot show a part of itself');
  if (goodTill !== null && goodTill <= time) return refusals.rejected('the good-till date is in the past');
  return null;
}
