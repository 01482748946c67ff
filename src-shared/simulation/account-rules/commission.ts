import { assert, assertNever } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import {
  CRYPTO,
  FOREX,
  FUTURE,
  FUTURE_FEES,
  OPTION,
  STOCK,
  type CommissionPlan,
  type Tier,
} from './commission-tables.ts';
import { dividedHalfEven, largest, MILLION } from './exact.ts';

/** An order as far as it is filled, both sides alike. Values and premiums in USD; nothing is negative. */
export type FilledOrder =
  | {
      readonly assetClass: 'stock';
      readonly quantity: QuantityMicros;
      /** What was paid or got for it. */
      readonly value: Micros;
      /** The part of the quantity that rested in the book before it filled. */
      readonly addedQuantity: QuantityMicros;
      /** Shares of the month before this order. */
      readonly monthQuantity: QuantityMicros;
    }
  | {
      readonly assetClass: 'option';
      /** Contracts. */
      readonly quantity: QuantityMicros;
      /** Average price of the fills, per unit of the underlying. */
      readonly premium: Micros;
      readonly monthQuantity: QuantityMicros;
    }
  | {
      readonly assetClass: 'future';
      /** Of the contract: ES, CL ... */
      readonly symbol: string;
      readonly quantity: QuantityMicros;
      readonly monthQuantity: QuantityMicros;
    }
  | { readonly assetClass: 'forex' | 'crypto'; readonly value: Micros; readonly monthValue: Micros };

/**
 * What an order has cost so far, USD micro-units, rounded half-even once. Minimum and maximum are per order, so an
 * execution costs what this gives after it less what it gave before (`executionCommission`). Negative where an exchange
 * pays for liquidity more than IB takes.
 *
 * Source: IB's pricing pages for the USA (see commission-tables.ts), whose worked examples are in the tests.
 */
export function orderCommission(plan: CommissionPlan, order: FilledOrder): Micros {
  switch (order.assetClass) {
    case 'stock':
      return stockCommission(plan, order);
    case 'option':
      return optionCommission(plan, order);
    case 'future':
      return futureCommission(plan, order);
    case 'forex':
      return forexCommission(order.value, order.monthValue);
    case 'crypto':
      return cryptoCommission(order.value, order.monthValue);
    default:
      return assertNever(order);
  }
}

/** What the latest execution of an order costs. @param charged the sum over its executions before it */
export function executionCommission(plan: CommissionPlan, orderSoFar: FilledOrder, charged: Micros): Micros {
  return micros(orderCommission(plan, orderSoFar) - charged);
}

type Filled<C extends FilledOrder['assetClass']> = Extract<FilledOrder, { assetClass: C }>;

function stockCommission(plan: CommissionPlan, order: Filled<'stock'>): Micros {
  const { quantity, value, addedQuantity, monthQuantity } = order;
  if (quantity === 0) return micros(0);
  assert(addedQuantity >= 0 && addedQuantity <= quantity, 'more was added to the book than was filled');
  const { tiers, minimum } = STOCK[plan];
  const perShare = tieredCost(tiers, monthQuantity, quantity);
  // IB: where the maximum is below the minimum, the maximum is charged.
  const commission = smaller(
    larger(perShare, BigInt(minimum) * MILLION),
    BigInt(value) * STOCK.maximumPerMillion,
  );
  return dividedHalfEven(
    plan === 'fixed' ? commission : commission + passedOn(quantity, addedQuantity),
    MILLION,
  );
}

/** What the venues take from or give to the tiered plan, a million times too large. */
function passedOn(quantity: QuantityMicros, addedQuantity: QuantityMicros): bigint {
  const removed = BigInt(quantity - addedQuantity);
  return BigInt(quantity) * STOCK.clearing + removed * STOCK.removing + BigInt(addedQuantity) * STOCK.adding;
}

function optionCommission(plan: CommissionPlan, order: Filled<'option'>): Micros {
  const { quantity, premium, monthQuantity } = order;
  if (quantity === 0) return micros(0);
  const tiers = OPTION.tiers.map(({ upTo, rates }) => ({
    upTo,
    rate: rates.find(({ below }) => premium < below)!.rate,
  }));
  const used = plan === 'fixed' ? [{ ...tiers[0]!, upTo: Infinity }] : tiers;
  return largest(dividedHalfEven(tieredCost(used, monthQuantity, quantity), MILLION), OPTION.minimum);
}

function futureCommission(plan: CommissionPlan, order: Filled<'future'>): Micros {
  const { symbol, quantity, monthQuantity } = order;
  const fees = FUTURE_FEES[symbol];
  if (fees === undefined) assert(false, `no fees are known for the future ${symbol}`);
  const tiers = FUTURE[fees.size];
  const used = plan === 'fixed' ? [{ ...tiers[0]!, upTo: Infinity }] : tiers;
  return dividedHalfEven(tieredCost(used, monthQuantity, quantity) + BigInt(quantity) * fees.fee, MILLION);
}

function forexCommission(value: Micros, monthValue: Micros): Micros {
  if (value === 0) return micros(0);
  const { minimum } = FOREX.find(({ upTo }) => monthValue < upTo)!;
  return largest(dividedHalfEven(tieredCost(FOREX, monthValue, value), MILLION), minimum);
}

function cryptoCommission(value: Micros, monthValue: Micros): Micros {
  const cost = tieredCost(CRYPTO.tiers, monthValue, value);
  const maximum = BigInt(value) * CRYPTO.maximumPerMillion;
  return dividedHalfEven(smaller(larger(cost, BigInt(CRYPTO.minimum) * MILLION), maximum), MILLION);
}

/** Amount times rate, tier by tier, from where the month stands: exact, and a million times too large. */
function tieredCost(tiers: readonly Tier[], before: number, amount: number): bigint {
  assert(before >= 0 && amount >= 0, `neither a month nor an order is below zero: ${before}, ${amount}`);
  let cost = 0n;
  let from = before;
  let left = amount;
  for (const { upTo, rate } of tiers) {
    if (left === 0) break;
    const here = Math.min(left, Math.max(0, upTo - from));
    cost += BigInt(here) * rate;
    from += here;
    left -= here;
  }
  return cost;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
