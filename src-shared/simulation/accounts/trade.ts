import { assert } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven } from '../account-rules/exact.ts';
import { signOf, type Side } from '../exchange/side.ts';
import type { AccountInstrument } from './account-instrument.ts';
import { addCash, positionOf, type AccountState, type Position } from './account-state.ts';
import { BASE_CURRENCY } from './account-spec.ts';
import type { Valuation } from './valuation.ts';

/** One fill as an account books it. */
export interface Trade {
  readonly instrument: AccountInstrument;
  readonly side: Side;
  /** A size, above zero. */
  readonly quantity: QuantityMicros;
  readonly price: OrderPrice;
  /** USD; negative: a rebate. */
  readonly commission: Micros;
}

/** Books a trade into cash and position. @returns USD that it realised; null when it closed nothing */
export function bookTrade(account: AccountState, valuation: Valuation, trade: Trade): Micros | null {
  const { instrument, side, quantity, price, commission } = trade;
  const { conId, currency, kind } = instrument;
  const value = valuation.value(instrument, quantity, price);
  const given = micros(-signOf(side) * value);
  const position = positionOf(account, conId, price);
  position.lastPrice = valuation.mark(conId) ?? price;
  switch (kind) {
    case 'stock':
    case 'option':
      addCash(account, currency, given, 'tomorrow');
      break;
    case 'crypto':
      addCash(account, currency, given);
      break;
    case 'forex':
      // A quantity in 1e-6 units of the base currency is an amount in its micros.
      addCash(account, instrument.symbol, micros(signOf(side) * quantity));
      addCash(account, currency, given);
      break;
    case 'future':
      // Nothing is paid: from here on the position is worth its price, and gains and losses are settled from there.
      position.carry = micros(position.carry - given);
      break;
  }
  addCash(account, BASE_CURRENCY, micros(-commission));
  const charge = valuation.fromUsd(commission, currency);
  position.dayFlow = micros(position.dayFlow + given - charge);
  const realized = changePosition(position, side, quantity, value, charge);
  return realized === null ? null : bookRealized(account, valuation, position, realized, currency);
}

export function bookRealized(
  account: AccountState,
  valuation: Valuation,
  position: Position,
  realized: Micros,
  currency: string,
): Micros {
  const usd = valuation.toUsd(realized, currency);
  position.realizedToday = micros(position.realizedToday + realized);
  position.realizedTodayUsd = micros(position.realizedTodayUsd + usd);
  account.realizedTodayUsd = micros(account.realizedTodayUsd + usd);
  return usd;
}

/**
 * Quantity, cost and what was realised, at average cost; charges are part of the cost on the way in and of the result on
 * the way out. What turns a position round closes it and opens the rest; parts take their share rounded half-even, the rest
 * takes what is left, so nothing is lost.
 *
 * @param value  of the trade as a size, contract currency, as are the charges
 * @returns null when nothing was closed
 */
export function changePosition(
  position: Position,
  side: Side,
  quantity: QuantityMicros,
  value: Micros,
  charge: Micros,
): Micros | null {
  assert(quantity > 0, `a trade has a size, was ${quantity}`);
  const sign = signOf(side);
  const held = position.quantity;
  const closed = held * sign < 0 ? Math.min(quantity, Math.abs(held)) : 0;
  position.quantity = quantityMicros(held + sign * quantity);
  if (closed === 0) {
    position.cost = micros(position.cost + sign * value + charge);
    return null;
  }
  const closedValue = share(value, closed, quantity);
  const closedCharge = share(charge, closed, quantity);
  const closedCost = share(position.cost, closed, Math.abs(held));
  position.cost = micros(position.cost - closedCost + sign * (value - closedValue) + (charge - closedCharge));
  return micros(-sign * closedValue - closedCharge - closedCost);
}

/** `amount × part / whole`, all of it when part is the whole. */
function share(amount: Micros, part: number, whole: number): Micros {
  return part === whole ? amount : dividedHalfEven(BigInt(amount) * BigInt(part), BigInt(whole));
}
