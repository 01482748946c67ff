import { micros, type Micros } from '../../model/money.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven, sizeOf } from '../account-rules/exact.ts';
import {
  coveredCallMargin,
  coveredCalls,
  cryptoMargin,
  forexMargin,
  futureMargin,
  isBroadIndexFund,
  optionMargin,
  stockMargin,
  type MarginRequirement,
} from '../account-rules/margin.ts';
import type { AccountInstrument } from './account-instrument.ts';
import { quantityHeld, type AccountState } from './account-state.ts';
import { BASE_CURRENCY } from './account-spec.ts';
import { amountOf, type Valuation } from './valuation.ts';

/** What working orders on one side of a contract may still do. */
export interface Leg {
  readonly quantity: QuantityMicros;
  /** USD by which the worst price they accept is worse than the mark, and their commissions. Not negative. */
  readonly cost: Micros;
  /** What changes hands, contract currency, at the higher of the mark and the price they accept. */
  readonly value: Micros;
}

export interface Exposure {
  readonly buys: Leg;
  readonly sells: Leg;
  /** Where the contract has no mark. */
  readonly price: OrderPrice;
}

export interface MarginNeed extends MarginRequirement {
  /** What the orders that lead there do to equity with loan value, USD: commissions, bad prices, premiums. */
  readonly equityChange: Micros;
}

type Option = Extract<AccountInstrument, { kind: 'option' }>;

interface Item {
  readonly instrument: AccountInstrument;
  readonly quantity: QuantityMicros;
  readonly price: OrderPrice;
  readonly exposure: Exposure | undefined;
}

/**
 * The most that an account's positions ask for, whichever of its working orders fill: contract by contract the worse of
 * all buys, all sells and none, so that no mixture asks for more. Shares cover calls only as far as no order sells them, and
 * what comes in on one side of a currency is not set off against what goes out on another. With no orders: what is asked now.
 */
export function marginNeed(
  account: AccountState,
  valuation: Valuation,
  exposures: ReadonlyMap<number, Exposure> = new Map(),
): MarginNeed {
  const items = itemsOf(account, valuation, exposures);
  const covered = coveredBy(account, valuation, items, exposures);
  const total = { initial: 0, maintenance: 0, equityChange: 0 };
  for (const item of items) {
    if (item.instrument.kind !== 'forex') add(total, worstOf(item, covered, valuation));
    else if (item.exposure !== undefined)
      total.equityChange -= item.exposure.buys.cost + item.exposure.sells.cost;
  }
  add(total, { ...currencyMargin(account, valuation, items), equityChange: micros(0) });
  return {
    initial: micros(total.initial),
    maintenance: micros(total.maintenance),
    equityChange: micros(total.equityChange),
  };
}

function add(total: { initial: number; maintenance: number; equityChange: number }, need: MarginNeed): void {
  total.initial += need.initial;
  total.maintenance += need.maintenance;
  total.equityChange += need.equityChange;
}

function itemsOf(
  account: AccountState,
  valuation: Valuation,
  exposures: ReadonlyMap<number, Exposure>,
): readonly Item[] {
  return [...new Set([...account.positions.keys(), ...exposures.keys()])].map((conId) => {
    const exposure = exposures.get(conId);
    return {
      instrument: valuation.held(conId),
      quantity: quantityHeld(account, conId),
      price: valuation.priceIn(account, conId) ?? exposure!.price,
      exposure,
    };
  });
}

function worstOf(item: Item, covered: ReadonlyMap<number, QuantityMicros>, valuation: Valuation): MarginNeed {
  const { instrument, quantity, price, exposure } = item;
  const need = (change: number, cost: number): MarginNeed => {
    const after = quantityMicros(quantity + change);
    const { initial, maintenance } = marginOf(item, after, covered.get(instrument.conId) ?? NONE, valuation);
    // Premiums leave or enter the equity that counts, for the options themselves are no part of it.
    const premium =
      instrument.kind === 'option'
        ? valuation.toUsd(valuation.value(instrument, quantityMicros(change), price), instrument.currency)
        : 0;
    return { initial, maintenance, equityChange: micros(-premium - cost) };
  };
  let worst = need(0, 0);
  if (exposure === undefined) return worst;
  for (const [sign, leg] of [
    [1, exposure.buys],
    [-1, exposure.sells],
  ] as const) {
    // prettier-ignore
    if (leg.quantity === 0) continue;
    const other = need(sign * leg.quantity, leg.cost);
    if (other.initial - other.equityChange > worst.initial - worst.equityChange) worst = other;
  }
  return worst;
}

const NONE = quantityMicros(0);

function marginOf(
  { instrument, price }: Item,
  quantity: QuantityMicros,
  covered: QuantityMicros,
  valuation: Valuation,
): MarginRequirement {
  const worth = () => valuation.toUsd(valuation.value(instrument, quantity, price), instrument.currency);
  switch (instrument.kind) {
    case 'stock':
      return stockMargin(quantity, worth());
    case 'future':
      return futureMargin(instrument.symbol, quantity);
    case 'crypto':
      // Never sold short by an order that was checked; what happened all the same is asked for by its size.
      return cryptoMargin(sizeOf(worth()));
    case 'forex':
      return { initial: micros(0), maintenance: micros(0) };
    case 'option': {
      if (quantity >= 0) return { initial: micros(0), maintenance: micros(0) };
      const short = sizeOf(quantity);
      const under = quantityMicros(Math.min(short, covered));
      const naked = nakedMargin(instrument, quantityMicros(under - short), price, valuation);
      const written = coveredCallMargin(
        under,
        premiumUsd(instrument, price, valuation),
        instrument.multiplier,
      );
      return {
        initial: micros(naked.initial + written.initial),
        maintenance: micros(naked.maintenance + written.maintenance),
      };
    }
  }
}

/** An option whose stock has no price is reckoned as if the stock stood at the strike. */
function nakedMargin(
  option: Option,
  quantity: QuantityMicros,
  price: OrderPrice,
  valuation: Valuation,
): MarginRequirement {
  const { right, strike, multiplier, currency, underConId, symbol } = option;
  const underlying = valuation.mark(underConId);
  const strikeUsd = valuation.toUsd(strike, currency);
  return optionMargin({
    right,
    quantity,
    price: premiumUsd(option, price, valuation),
    strike: strikeUsd,
    underlyingPrice: underlying === null ? strikeUsd : valuation.toUsd(amountOf(underlying), currency),
    multiplier,
    isBroadIndex: isBroadIndexFund(symbol),
  });
}

function premiumUsd({ currency }: Option, price: OrderPrice, valuation: Valuation): Micros {
  return valuation.toUsd(amountOf(price), currency);
}

/** Contracts of each call that shares cover at the least: those first that ask for most when naked. */
function coveredBy(
  account: AccountState,
  valuation: Valuation,
  items: readonly Item[],
  exposures: ReadonlyMap<number, Exposure>,
): ReadonlyMap<number, QuantityMicros> {
  const covered = new Map<number, QuantityMicros>();
  const calls = items
    .flatMap(({ instrument, quantity, price, exposure }) => {
      if (instrument.kind !== 'option' || instrument.right !== 'call') return [];
      const short = quantityMicros(Math.max(0, (exposure?.sells.quantity ?? 0) - quantity));
      if (short === 0) return [];
      const one = quantityMicros(-1_000_000);
      const saved =
        nakedMargin(instrument, one, price, valuation).initial -
        coveredCallMargin(one, premiumUsd(instrument, price, valuation), instrument.multiplier).initial;
      return [{ instrument, short, saved }];
    })
    .sort((a, b) => b.saved - a.saved || a.instrument.conId - b.instrument.conId);
  const left = new Map<number, number>();
  for (const { instrument, short } of calls) {
    const { underConId, multiplier, conId } = instrument;
    const shares =
      left.get(underConId) ??
      quantityHeld(account, underConId) - (exposures.get(underConId)?.sells.quantity ?? 0);
    const count = coveredCalls(short, quantityMicros(shares), multiplier);
    covered.set(conId, count);
    left.set(underConId, shares - count * multiplier);
  }
  return covered;
}

/** A part of what is had or what is owed in other currencies than the base, whichever is more. */
function currencyMargin(
  account: AccountState,
  valuation: Valuation,
  items: readonly Item[],
): MarginRequirement {
  const range = new Map<string, { low: number; high: number }>();
  const widen = (currency: string, change: number) => {
    const { low, high } = range.get(currency) ?? { low: 0, high: 0 };
    range.set(currency, { low: low + Math.min(0, change), high: high + Math.max(0, change) });
  };
  for (const { instrument, exposure } of items) {
    if (exposure === undefined || instrument.kind === 'future') continue;
    for (const [sign, { quantity, value }] of [
      [1, exposure.buys],
      [-1, exposure.sells],
    ] as const) {
      // prettier-ignore
      widen(instrument.currency, -sign * value);
      if (instrument.kind === 'forex') widen(instrument.symbol, sign * quantity);
    }
  }
  let had = 0;
  let owed = 0;
  for (const currency of new Set([...account.cash.keys(), ...range.keys()])) {
    if (currency === BASE_CURRENCY) continue;
    const amount = account.cash.get(currency)?.amount ?? 0;
    const { low, high } = range.get(currency) ?? { low: 0, high: 0 };
    had += askedFor(currency, Math.max(0, amount + high), valuation);
    owed += askedFor(currency, Math.max(0, -(amount + low)), valuation);
  }
  const asked = micros(Math.max(had, owed));
  return { initial: asked, maintenance: asked };
}

function askedFor(currency: string, size: number, valuation: Valuation): Micros {
  return forexMargin(currency, BASE_CURRENCY, valuation.toUsd(micros(size), currency)).initial;
}

/** USD by which a price is worse than the mark for so much of a contract; 0 when it is better. */
export function slippage(
  valuation: Valuation,
  instrument: AccountInstrument,
  sign: 1 | -1,
  quantity: QuantityMicros,
  price: OrderPrice,
  mark: OrderPrice,
): Micros {
  const worse = sign * (price - mark);
  if (worse <= 0) return micros(0);
  const amount = dividedHalfEven(
    BigInt(quantity) * BigInt(worse) * BigInt(instrument.multiplier),
    100_000_000n,
  );
  return valuation.toUsd(amount, instrument.currency);
}
