import { err, ok, type Result } from '../../kernel/result.ts';
import { micros, type Micros } from '../../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { locate, type Locate } from '../account-rules/borrow.ts';
import type { OrderTerms } from '../exchange/order-terms.ts';
import { signOf } from '../exchange/side.ts';
import { refusals, type Refusal } from '../exchange/refusals.ts';
import type { AccountInstrument } from './account-instrument.ts';
import { quantityHeld, type AccountState } from './account-state.ts';
import { BASE_CURRENCY, type WorkingOrder } from './account-spec.ts';
import type { Commissions } from './commissions.ts';
import { exposuresOf, groupOf, isExit, priceAsked, remainingOf, workingOn } from './exposures.ts';
import { equityWithLoan } from './figures.ts';
import { marginNeed } from './margin-need.ts';
import type { Valuation } from './valuation.ts';

export interface Checking {
  readonly account: AccountState;
  readonly valuation: Valuation;
  readonly commissions: Commissions;
  /** Shares of a stock that are lent out to all accounts. */
  readonly borrowed: (conId: number) => QuantityMicros;
}

/** An order that is modified: its key, and what of it has filled. */
export interface Modified {
  readonly key: number;
  readonly filled: QuantityMicros;
}

/** No order of a client has this key. */
const NEW_KEY = 0;

/** The order that is asked about, as if it worked. */
export function asWorking(conId: number, terms: OrderTerms, modified: Modified | undefined): WorkingOrder {
  return {
    key: modified?.key ?? NEW_KEY,
    instrument: conId,
    terms,
    quantity: terms.quantity,
    filled: modified?.filled ?? quantityMicros(0),
  };
}

export function checkOrder(
  { account, valuation, commissions, borrowed }: Checking,
  order: WorkingOrder,
  working: readonly WorkingOrder[],
): Result<{ readonly isLocated: boolean }, Refusal> {
  const instrument = valuation.instrument(order.instrument);
  if (instrument === null) return err(notAllowed());
  const orders = [...working, order];
  if (isExit(order, orders)) return ok({ isLocated: true });
  const price = valuation.priceIn(account, order.instrument) ?? priceAsked(order.terms);
  if (price === null) return err(refusals.rejected('No price is known for this contract yet.'));
  // Getting out comes first: neither money nor size keeps anybody in.
  const isClose = closesOnly(account, instrument, order, working, valuation);
  if (!isClose && isBeyondCounting(account, valuation, orders))
    return err(refusals.rejected('The size of this order is beyond what the account can count.'));
  const objection =
    objectionToShort(account, instrument, order, working) ??
    (isClose ? null : objectionToMargin(account, valuation, commissions, order, working));
  if (objection !== null) return err(objection);
  return ok({ isLocated: locateFor(account, instrument, order, working, borrowed).kind !== 'held' });
}

/** Shares for a sale. Anything but a stock needs none, and neither do exits. */
export function locateFor(
  account: AccountState,
  instrument: AccountInstrument,
  order: WorkingOrder,
  working: readonly WorkingOrder[],
  borrowed: (conId: number) => QuantityMicros,
): Locate {
  const { conId, kind, symbol } = instrument;
  if (kind !== 'stock' || order.terms.side === 'buy' || isExit(order, working)) return { kind: 'not-needed' };
  const held = quantityHeld(account, conId);
  const others = workingOn('sell', conId, working, groupOf(order.terms));
  const othersShort = Math.max(0, others - Math.max(0, held));
  const lent = quantityMicros(borrowed(conId) + othersShort);
  return locate(symbol, remainingOf(order), quantityMicros(held - others), lent);
}

function notAllowed(): Refusal {
  return { code: 203, text: 'The security is not available or allowed for this account.' };
}

function objectionToShort(
  account: AccountState,
  { kind, conId, symbol }: AccountInstrument,
  order: WorkingOrder,
  working: readonly WorkingOrder[],
): Refusal | null {
  if (kind !== 'crypto' || order.terms.side === 'buy') return null;
  const others = workingOn('sell', conId, working, groupOf(order.terms));
  const free = Math.max(0, quantityHeld(account, conId) - others);
  if (remainingOf(order) <= free) return null;
  return refusals.rejected(
    `${symbol} cannot be sold short: ${free / 1e6} are there to be sold, the order sells ${remainingOf(order) / 1e6}.`,
  );
}

/** With all orders on its side it only takes from what is held, so it may go at any price. Shares that cover written calls may not. */
function closesOnly(
  account: AccountState,
  instrument: AccountInstrument,
  order: WorkingOrder,
  working: readonly WorkingOrder[],
  valuation: Valuation,
): boolean {
  const { conId, kind } = instrument;
  const held = quantityHeld(account, conId);
  const { side } = order.terms;
  if (held === 0 || held > 0 === (side === 'buy')) return false;
  const others = workingOn(side, conId, working, groupOf(order.terms));
  if (others + remainingOf(order) > Math.abs(held)) return false;
  const closing = quantityMicros(others + remainingOf(order));
  if (kind === 'forex') return shrinksCash(account, instrument, signOf(side), closing, valuation);
  return !(kind === 'stock' && held > 0 && writesCallsOn(conId, account, valuation, working));
}

/** A position in a pair is a record of trades; what margin is asked for is the cash, which other pairs may have moved since. */
function shrinksCash(
  account: AccountState,
  pair: AccountInstrument,
  sign: 1 | -1,
  quantity: QuantityMicros,
  valuation: Valuation,
): boolean {
  const shrinks = (currency: string, change: number) => {
    const amount = account.cash.get(currency)?.amount ?? 0;
    return currency === BASE_CURRENCY || Math.abs(amount + change) <= Math.abs(amount);
  };
  const price = valuation.priceIn(account, pair.conId)!;
  return (
    shrinks(pair.symbol, sign * quantity) &&
    shrinks(pair.currency, -sign * valuation.value(pair, quantity, price))
  );
}

function writesCallsOn(
  stock: number,
  account: AccountState,
  valuation: Valuation,
  working: readonly WorkingOrder[],
): boolean {
  const isCall = (conId: number) => {
    const instrument = valuation.instrument(conId);
    return instrument?.kind === 'option' && instrument.right === 'call' && instrument.underConId === stock;
  };
  return (
    [...account.positions.values()].some(({ conId, quantity }) => quantity < 0 && isCall(conId)) ||
    working.some(({ instrument, terms }) => terms.side === 'sell' && isCall(instrument))
  );
}

/** Passes what the equity can bear, and what asks for nothing more than was asked before, whichever orders fill. */
function objectionToMargin(
  account: AccountState,
  valuation: Valuation,
  commissions: Commissions,
  order: WorkingOrder,
  working: readonly WorkingOrder[],
): Refusal | null {
  const need = (orders: readonly WorkingOrder[]) =>
    marginNeed(account, valuation, exposuresOf(account, valuation, commissions, orders));
  const after = need([...working, order]);
  const equity = micros(equityWithLoan(account, valuation) + after.equityChange);
  if (equity >= after.initial) return null;
  // Orders that only close were let in whatever they cost: that is no measure for others.
  const before = need(
    working.filter((other) => {
      const rest = working.filter((one) => one !== other);
      return !closesOnly(account, valuation.held(other.instrument), other, rest, valuation);
    }),
  );
  if (after.initial - after.equityChange <= before.initial - before.equityChange) return null;
  return insufficient(equity, after.initial);
}

export function insufficient(equity: Micros, initialMargin: Micros): Refusal {
  return refusals.rejected(
    `YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [${usd(equity)} USD] MUST EXCEED THE INITIAL MARGIN [${usd(initialMargin)} USD]`,
  );
}

function usd(amount: Micros): string {
  return (amount / 1e6).toFixed(2);
}

/** Half of what can be counted, in micros: the rest is room for prices to move. */
const COUNTED_MAX = BigInt(Number.MAX_SAFE_INTEGER) / 2n;

/** Whether positions, cash and everything that works, added up by size, outgrow exact numbers: in USD or in a currency. */
function isBeyondCounting(
  account: AccountState,
  valuation: Valuation,
  orders: readonly WorkingOrder[],
): boolean {
  const totals = new Map<string, bigint>();
  const count = (currency: string, amount: bigint) =>
    totals.set(currency, (totals.get(currency) ?? 0n) + (amount < 0n ? -amount : amount));
  const hold = (conId: number, quantity: number, price: number) => {
    const value =
      (BigInt(quantity) * BigInt(price) * BigInt(valuation.held(conId).multiplier)) / 100_000_000n;
    count(`quantity of ${conId}`, BigInt(quantity));
    count(`value of ${conId}`, value);
    return value;
  };
  for (const [currency, { amount }] of account.cash) count(currency, BigInt(amount));
  for (const position of account.positions.values()) {
    const { kind, currency } = valuation.held(position.conId);
    const value = hold(position.conId, position.quantity, valuation.priceOf(position));
    // What was traded in a pair is in the cash already.
    if (kind !== 'forex') count(currency, value);
  }
  for (const order of orders) {
    const { kind, currency, symbol } = valuation.held(order.instrument);
    const mark = valuation.priceIn(account, order.instrument) ?? 0;
    const price = Math.max(Math.abs(mark), Math.abs(priceAsked(order.terms) ?? 0));
    count(currency, hold(order.instrument, remainingOf(order), price));
    if (kind === 'forex') count(symbol, BigInt(remainingOf(order)));
  }
  let total = 0;
  for (const [name, amount] of totals) {
    if (amount > COUNTED_MAX) return true;
    if (/^[A-Z]+$/.test(name)) total += Number(amount) * valuation.rate(name);
  }
  return total > Number(COUNTED_MAX);
}
