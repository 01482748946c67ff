import { assert } from '../kernel/assert.ts';
import { roundHalfEven } from '../kernel/round.ts';
import { micros, type Micros } from '../model/money.ts';
import { Account, type BookedFills, type LedgerContract } from './account.ts';
import type { TradeTable } from './trade-table.ts';

/**
 * An account with cash in several currencies. A fill settles in the currency of its contract; cash below zero in one of them is
 * borrowed. `cash`, `marketValue` and the worth of a position are in the account's own currency, at the rates of the moment:
 * the sum over the currencies of cash times rate, and over the positions of their worth times rate, each rounded half-even.
 * With a rate of 1 everywhere it is an Account to the last unit.
 *
 * What a closed trade brought is told at the rate of its exit, what is held at the rate of the moment; what changes of the
 * rates did to the rest is nobody's trade (`translation`).
 */
export class MultiCurrencyAccount extends Account {
  /** Per currency, its own micros; the account's own currency is the first. */
  readonly cashIn: Float64Array;
  /** Per currency: micros of the account for one of its own. NaN until `setRate`; the first is 1. */
  readonly rates: Float64Array;
  /** Per currency, micros of the account. */
  readonly interestPaid: Float64Array;
  /** Micros of the account, each at the rate of its fill. */
  commissionPaid = 0;
  tradedValue = 0;
  private readonly currencyOf: Int32Array;
  /** Per fill. */
  private readonly fillRates: number[] = [];
  /** Per symbol, micros of its currency. */
  private readonly localValues: Float64Array;
  /** Per symbol: results of closed trades and charges, in its currency and in the account's. */
  private readonly localRealised: Float64Array;
  private readonly realised: Float64Array;

  /** @param currencyOf per contract, the place of its currency; 0 is the account's own */
  constructor(
    cash: Micros,
    contracts: readonly LedgerContract[],
    currencyOf: readonly number[],
    trades?: TradeTable,
  ) {
    super(cash, contracts, trades);
    const currencies = Math.max(0, ...currencyOf) + 1;
    this.currencyOf = Int32Array.from(currencyOf);
    this.cashIn = new Float64Array(currencies);
    this.cashIn[0] = cash;
    this.rates = new Float64Array(currencies).fill(NaN);
    this.rates[0] = 1;
    this.interestPaid = new Float64Array(currencies);
    this.localValues = new Float64Array(contracts.length);
    this.localRealised = new Float64Array(contracts.length);
    this.realised = new Float64Array(contracts.length);
  }

  /** A currency's rate has changed: all that is in it is worth something else. */
  setRate(currency: number, rate: number): void {
    assert(rate > 0 && Number.isFinite(rate), `a rate is above zero, was ${rate}`);
    if (this.rates[currency] === rate) return;
    this.rates[currency] = rate;
    this.addUpCash();
    const { currencyOf, localValues, positions } = this;
    for (let symbol = 0; symbol < positions.length; symbol++) {
      if (currencyOf[symbol] === currency && positions[symbol] !== 0)
        this.revalue(symbol, roundHalfEven(localValues[symbol]! * rate));
    }
  }

  override rateOf(symbol: number): number {
    return this.rates[this.currencyOf[symbol]!]!;
  }

  override inBase(symbol: number, amount: number): number {
    return roundHalfEven(amount * this.rateOf(symbol));
  }

  override fillRate(fill: number): number | null {
    return this.fillRates[fill] ?? null;
  }

  override localValueOf(symbol: number): Micros {
    return micros(this.localValues[symbol]!);
  }

  override mark(symbol: number, price: number): void {
    const position = this.positions[symbol]!;
    if (position === 0) return;
    const local = roundHalfEven(position * price * this.multipliers[symbol]!);
    this.localValues[symbol] = local;
    this.revalue(symbol, roundHalfEven(local * this.rateOf(symbol)));
  }

  override charge(symbol: number, amount: Micros): Micros {
    const currency = this.currencyOf[symbol]!;
    this.cashIn[currency] = micros(this.cashIn[currency]! - amount);
    this.cashFlows[symbol] = micros(this.cashFlows[symbol]! - amount);
    this.localRealised[symbol] = micros(this.localRealised[symbol]! - amount);
    const paid = micros(this.inBase(symbol, amount));
    this.realised[symbol] = micros(this.realised[symbol]! - paid);
    this.addUpCash();
    return paid;
  }

  /** Takes what borrowing a currency cost from its cash. @param amount its own micros */
  chargeInterest(currency: number, amount: Micros): void {
    this.cashIn[currency] = micros(this.cashIn[currency]! - amount);
    const paid = roundHalfEven(amount * this.rates[currency]!);
    this.interestPaid[currency] = micros(this.interestPaid[currency]! + paid);
    this.addUpCash();
  }

  override book(fills: BookedFills, fill: number, bar: number): void {
    const symbol = fills.symbol[fill]!;
    const currency = this.currencyOf[symbol]!;
    const { trades, cash } = this;
    const firstRow = trades.count;
    super.book(fills, fill, bar);
    // It has booked the flow as if it were the account's own.
    const flow = this.cash - cash;
    this.cashIn[currency] = micros(this.cashIn[currency]! + flow);
    this.addUpCash();
    this.fillRates[fill] = this.rateOf(symbol);
    const commission = fills.commission[fill]!;
    this.commissionPaid += this.inBase(symbol, commission);
    this.tradedValue += this.inBase(symbol, Math.abs(flow + commission));
    if (this.positions[symbol] === 0) this.localValues[symbol] = 0;
    for (let row = firstRow; row < trades.count; row++) {
      const local = trades.pnl[row]!;
      trades.pnl[row] = micros(this.inBase(symbol, local));
      trades.entryValue[row] = micros(this.inBase(symbol, trades.entryValue[row]!));
      trades.commission[row] = micros(this.inBase(symbol, trades.commission[row]!));
      this.localRealised[symbol] = micros(this.localRealised[symbol]! + local);
      this.realised[symbol] = micros(this.realised[symbol]! + trades.pnl[row]!);
    }
  }

  override pnlOf(symbol: number): Micros {
    const local = this.cashFlows[symbol]! + this.localValues[symbol]! - this.localRealised[symbol]!;
    return micros(this.realised[symbol]! + this.inBase(symbol, local));
  }

  /** Worth of all positions in one currency, its own micros. */
  positionsIn(currency: number): number {
    let sum = 0;
    this.localValues.forEach((value, symbol) => {
      if (this.currencyOf[symbol] === currency) sum += value;
    });
    return sum;
  }

  /** P&L of all symbols in one currency, micros of the account. */
  pnlIn(currency: number): number {
    let sum = 0;
    for (let symbol = 0; symbol < this.positions.length; symbol++)
      if (this.currencyOf[symbol] === currency) sum += this.pnlOf(symbol);
    return sum;
  }

  /** Worth of cash and positions in one currency, micros of the account. */
  worthIn(currency: number): number {
    let sum = roundHalfEven(this.cashIn[currency]! * this.rates[currency]!);
    for (let symbol = 0; symbol < this.positions.length; symbol++)
      if (this.currencyOf[symbol] === currency) sum += this.valueOf(symbol);
    return sum;
  }

  private addUpCash(): void {
    const { cashIn, rates } = this;
    let sum = 0;
    // What is not there is worth nothing, also while nobody knows its rate yet.
    for (let currency = 0; currency < cashIn.length; currency++)
      if (cashIn[currency] !== 0) sum += roundHalfEven(cashIn[currency]! * rates[currency]!);
    this.cash = micros(sum);
  }

  private revalue(symbol: number, value: number): void {
    this.marketValue = micros(this.marketValue + value - this.values[symbol]!);
    this.values[symbol] = value;
  }
}
