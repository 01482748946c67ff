import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../model/money.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven } from '../account-rules/exact.ts';
import type { AccountInstrument } from './account-instrument.ts';
import type { AccountState, Position } from './account-state.ts';
import { BASE_CURRENCY, type AccountMarket, type AccountsSpec } from './account-spec.ts';

/** 1e-8 price units times 1e-6 units are 1e-14: this makes 1e-6 of it. */
const STEPS = 100_000_000n;
/** A double of at least 1e-6 is a whole number of these parts, so a rate is taken exactly as it was given. */
const RATE_PARTS = 2 ** 80;
const RATE_PARTS_BIG = 1n << 80n;
const INSTRUMENTS_KEPT = 10_000;

/** Values positions and amounts in currencies: exact integers, each result rounded half-even once. */
export class Valuation {
  readonly #instruments: AccountsSpec['instruments'];
  readonly #market: AccountMarket;
  readonly #known = new Map<number, AccountInstrument | null>();

  constructor({ instruments, market }: Pick<AccountsSpec, 'instruments' | 'market'>) {
    this.#instruments = instruments;
    this.#market = market;
  }

  instrument(conId: number): AccountInstrument | null {
    let instrument = this.#known.get(conId);
    if (instrument === undefined) {
      instrument = this.#instruments(conId);
      if (this.#known.size >= INSTRUMENTS_KEPT) this.#known.clear();
      this.#known.set(conId, instrument);
    }
    return instrument;
  }

  /** Of what is held: somebody must know it. */
  held(conId: number): AccountInstrument {
    const instrument = this.instrument(conId);
    assert(instrument !== null, `an account holds contract ${conId}, which nobody knows`);
    return instrument;
  }

  mark(conId: number): OrderPrice | null {
    return this.#market.mark(conId);
  }

  priceOf(position: Position): OrderPrice {
    return this.#market.mark(position.conId) ?? position.lastPrice;
  }

  /** The market's price, or the one the account saw last; null: never seen. */
  priceIn(account: AccountState, conId: number): OrderPrice | null {
    return this.#market.mark(conId) ?? account.positions.get(conId)?.lastPrice ?? null;
  }

  /** Contract currency, signed like the quantity. */
  value({ multiplier }: AccountInstrument, quantity: QuantityMicros, price: OrderPrice): Micros {
    return dividedHalfEven(BigInt(quantity) * BigInt(price) * BigInt(multiplier), STEPS);
  }

  valueOf(position: Position): Micros {
    return this.value(this.held(position.conId), position.quantity, this.priceOf(position));
  }

  toUsd(amount: Micros, currency: string): Micros {
    if (currency === BASE_CURRENCY || amount === 0) return amount;
    return dividedHalfEven(BigInt(amount) * this.#rateParts(currency), RATE_PARTS_BIG);
  }

  fromUsd(amount: Micros, currency: string): Micros {
    if (currency === BASE_CURRENCY || amount === 0) return amount;
    return dividedHalfEven(BigInt(amount) * RATE_PARTS_BIG, this.#rateParts(currency));
  }

  rate(currency: string): number {
    if (currency === BASE_CURRENCY) return 1;
    const rate = this.#market.rate(currency);
    assert(
      rate >= 1e-6 && rate <= 1e6,
      `USD per ${currency} lies between 0.000001 and 1,000,000, was ${rate}`,
    );
    return rate;
  }

  #rateParts(currency: string): bigint {
    return BigInt(this.rate(currency) * RATE_PARTS);
  }
}

/** A price as an amount: 1e-8 to 1e-6, half-even. */
export function amountOf(price: OrderPrice): Micros {
  return dividedHalfEven(BigInt(price), 100n);
}
