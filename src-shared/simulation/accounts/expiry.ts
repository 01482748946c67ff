import { micros, toMicros } from '../../model/money.ts';
import { quantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven } from '../account-rules/exact.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import type { AccountInstrument } from './account-instrument.ts';
import type { Settlement } from './account-report.ts';
import { addCash, positionOf, type AccountState, type Position } from './account-state.ts';
import { bookRealized, bookTrade, changePosition } from './trade.ts';
import { amountOf, type Valuation } from './valuation.ts';

type Option = Extract<AccountInstrument, { kind: 'option' }>;

/** OCC, exercise by exception: a cent in the money is enough. */
const EXERCISED_FROM = toMicros(0.01);
const NOTHING = micros(0);

/** Settles what has expired by a time. What has no price to settle at waits for one. */
export function settleExpired(account: AccountState, valuation: Valuation, time: number): Settlement[] {
  const settlements: Settlement[] = [];
  for (const position of [...account.positions.values()]) {
    if (position.quantity === 0) continue;
    const instrument = valuation.held(position.conId);
    if (instrument.expiresAt === null || instrument.expiresAt > time) continue;
    const settlement =
      instrument.kind === 'option'
        ? settleOption(account, valuation, position, instrument)
        : settleFuture(account, valuation, position, instrument);
    if (settlement !== null) settlements.push(settlement);
  }
  return settlements;
}

/** Closed at the final price, its variation paid at once; no commission. */
function settleFuture(
  account: AccountState,
  valuation: Valuation,
  position: Position,
  instrument: AccountInstrument,
): Settlement {
  const { conId, currency } = instrument;
  const side = position.quantity > 0 ? 'sell' : 'buy';
  const quantity = quantityMicros(Math.abs(position.quantity));
  const price = valuation.priceOf(position);
  bookTrade(account, valuation, { instrument, side, quantity, price, commission: NOTHING });
  const amount = payVariation(account, valuation, position);
  return {
    kind: 'future-expired',
    account: account.id,
    conId,
    amount,
    currency,
    positions: [{ account: account.id, conId, quantity: position.quantity }],
  };
}

/** Moves what a future has gained or lost since it was last settled into cash. */
export function payVariation(account: AccountState, valuation: Valuation, position: Position) {
  const value = valuation.valueOf(position);
  const variation = micros(value - position.carry);
  position.carry = value;
  addCash(account, valuation.held(position.conId).currency, variation);
  return variation;
}

/**
 * In the money it becomes shares at its strike, exercised by who is long, assigned to who is short; what the option had cost
 * or brought goes into the shares' cost, and nothing is realised by it. Otherwise it is gone, and its cost is realised.
 */
function settleOption(
  account: AccountState,
  valuation: Valuation,
  position: Position,
  option: Option,
): Settlement | null {
  const { conId, currency, right, strike, underConId, multiplier } = option;
  const underlying = valuation.priceIn(account, underConId);
  if (underlying === null) return null;
  const inTheMoney = right === 'call' ? amountOf(underlying) - strike : strike - amountOf(underlying);
  const { quantity, cost } = position;
  const told = { account: account.id, conId, currency };
  const gone = { account: account.id, conId, quantity: quantityMicros(0) };
  position.quantity = gone.quantity;
  position.cost = NOTHING;
  position.lastPrice = 0 as OrderPrice;
  if (inTheMoney < EXERCISED_FROM) {
    bookRealized(account, valuation, position, micros(-cost), currency);
    return { ...told, kind: 'option-expired', amount: NOTHING, positions: [gone] };
  }
  const isBuy = quantity > 0 === (right === 'call');
  const units = BigInt(Math.abs(quantity)) * BigInt(multiplier);
  const shares = positionOf(account, underConId, underlying);
  shares.lastPrice = underlying;
  const paid = dividedHalfEven(units * BigInt(strike), 1_000_000n);
  const amount = micros(isBuy ? -paid : paid);
  addCash(account, currency, amount, 'tomorrow');
  // What is handed over from option to shares, for each one's profit and loss of the day.
  const worth = dividedHalfEven(BigInt(quantity) * BigInt(multiplier) * BigInt(inTheMoney), 1_000_000n);
  position.dayFlow = micros(position.dayFlow + worth);
  shares.dayFlow = micros(shares.dayFlow + amount - worth);
  const realized = changePosition(shares, isBuy ? 'buy' : 'sell', quantityMicros(Number(units)), paid, cost);
  if (realized !== null) bookRealized(account, valuation, shares, realized, currency);
  const changed = { account: account.id, conId: underConId, quantity: shares.quantity };
  return {
    ...told,
    kind: quantity > 0 ? 'option-exercised' : 'option-assigned',
    amount,
    positions: [gone, changed],
  };
}
