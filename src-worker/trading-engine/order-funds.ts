import type { Execution, Sizing } from '#shared/model/backtest.ts';
import { micros, type Micros } from '#shared/model/money.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { notionalMicros } from '#shared/portfolio/notional.ts';
import type { BarOrder } from '#shared/simulation/bar-matching/bar-order.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import { PositionSizer } from '#shared/simulation/sizing.ts';
import type { EngineSymbol } from './job.ts';
import { costOf, initialMargin, type MarginView } from './order-checks.ts';
import type { OrderWatcher } from './order-watcher.ts';

/** A buy that the account could not pay for. Money in micros. */
export interface Denial {
  readonly time: number;
  readonly quantity: QuantityMicros;
  /** At which it was valued: the close, or the order's own price. */
  readonly close: number;
  /** May be more than an account can count. */
  readonly value: number;
  readonly commission: Micros;
  readonly available: Micros;
}

/** An order that the kind of account does not allow. Money in micros. */
export interface Refusal {
  readonly time: number;
  readonly quantity: QuantityMicros;
  readonly kind: 'short-in-cash-account' | 'margin';
  readonly needed: number;
  readonly available: number;
}

/** A signal whose size came to less than one lot. */
export interface TooSmall {
  readonly time: number;
  readonly close: number;
}

/** How often something happened to a symbol's orders, and the first time it did. */
export interface Tally<T> {
  count: number;
  first: T | undefined;
}

/**
 * Checks that the account can afford an order, and reserves the cash for it: whole lots, and only what cash can pay for or,
 * with margin, what the margin rules leave room for. Cash reserved for orders that have not filled cannot be spent again,
 * and what a working sale will bring is not there yet.
 */
export class OrderFunds implements OrderWatcher {
  readonly denied: readonly Tally<Denial>[];
  readonly refused: readonly Tally<Refusal>[];
  readonly tooSmall: readonly Tally<TooSmall>[];
  private readonly sizer: PositionSizer;
  private readonly symbols: readonly EngineSymbol[];
  private readonly account: Account;
  private readonly broker: SimulatedBroker;
  private readonly execution: Execution;
  /** Per symbol, micros: reserved for its working buy, where that is a plain one (plain-orders.ts). */
  private readonly reserved: Float64Array;
  private reservedInAll: Micros = micros(0);
  /** The same by order, for those in the book: what it got for how many units, and what is left of it. */
  private readonly reservations = new Map<
    number,
    { readonly amount: Micros; readonly quantity: number; left: Micros }
  >();

  constructor(
    symbols: readonly EngineSymbol[],
    sizing: Sizing,
    execution: Execution,
    account: Account,
    broker: SimulatedBroker,
  ) {
    this.symbols = symbols;
    this.sizer = new PositionSizer(sizing, symbols);
    this.execution = execution;
    this.account = account;
    this.broker = broker;
    this.reserved = new Float64Array(symbols.length);
    this.denied = symbols.map(() => ({ count: 0, first: undefined }));
    this.refused = symbols.map(() => ({ count: 0, first: undefined }));
    this.tooSmall = symbols.map(() => ({ count: 0, first: undefined }));
  }

  /** What an entry gets by the run's sizing rule: the rule counts the account's money. */
  sizeOf(symbol: number, close: number): QuantityMicros {
    const { account } = this;
    return this.sizer.quantityOf(symbol, close * account.rateOf(symbol), account.equity);
  }

  /** Reserves the cash for a plain buy. @returns false, and notes it, when cash does not cover it */
  reserve(symbol: number, quantity: QuantityMicros, close: number, time: number): boolean {
    const cost = this.payable(symbol, quantity, close, time);
    if (cost === null) return false;
    this.setReserved(symbol, cost);
    return true;
  }

  /** The symbol's plain order has filled: what was reserved for it is spent. */
  release(symbol: number): void {
    if (this.reserved[symbol] !== 0) this.setReserved(symbol, micros(0));
  }

  /**
   * Whether the account allows an order of the book; what a buy will cost is reserved for it.
   *
   * @param price at which it is valued
   * @param sellable units that a cash account could sell, working sales taken off
   */
  admit(
    order: {
      readonly id: number;
      readonly symbol: number;
      readonly side: 1 | -1;
      readonly quantity: QuantityMicros;
    },
    price: number,
    time: number,
    sellable: number,
    view: MarginView,
  ): boolean {
    const { symbol, side, quantity } = order;
    if (this.execution.account === 'margin') return this.hasMargin(order, price, time, view);
    if (side < 0) {
      if (quantity <= sellable) return true;
      note(this.refused[symbol]!, {
        ...{ time, quantity, kind: 'short-in-cash-account' as const },
        ...{ needed: quantity, available: Math.max(0, sellable) },
      });
      return false;
    }
    const cost = this.payable(symbol, quantity, price, time);
    if (cost === null) return false;
    this.reservedInAll = micros(this.reservedInAll + cost);
    this.reservations.set(order.id, { amount: cost, quantity, left: cost });
    return true;
  }

  /** An order of the book has filled or ended: its reservation shrinks with what is left of it. */
  onChange(order: BarOrder): void {
    const reservation = this.reservations.get(order.id);
    if (reservation === undefined) return;
    const open = order.end === null ? Math.max(0, reservation.quantity - order.filled) : 0;
    const left = micros(Math.ceil((reservation.amount * open) / reservation.quantity));
    this.reservedInAll = micros(this.reservedInAll + left - reservation.left);
    reservation.left = left;
    if (open === 0) this.reservations.delete(order.id);
  }

  noteTooSmall(symbol: number, close: number, time: number): void {
    note(this.tooSmall[symbol]!, { time, close });
  }

  private hasMargin(
    {
      symbol,
      side,
      quantity,
    }: { readonly symbol: number; readonly side: 1 | -1; readonly quantity: QuantityMicros },
    price: number,
    time: number,
    view: MarginView,
  ): boolean {
    const before = initialMargin(view, { symbol, side, quantity: 0 });
    const needed = initialMargin(view, { symbol, side, quantity });
    const { commission } = costOf(this.broker, this.symbols[symbol]!, quantity, price);
    const available = this.account.equity - this.account.inBase(symbol, commission);
    // What leaves the need as it is or lowers it always may: nobody is kept from getting out.
    if (needed <= before || available >= needed) return true;
    note(this.refused[symbol]!, { time, quantity, kind: 'margin', needed, available });
    return false;
  }

  /** What a buy costs, micros; null, and noted, when cash does not cover it. */
  private payable(symbol: number, quantity: QuantityMicros, price: number, time: number): Micros | null {
    // As costOf, but every entry comes through here, and makes no object on its way.
    const { multiplier } = this.symbols[symbol]!;
    const worth = quantity * price * multiplier;
    const isCountable = worth <= Number.MAX_SAFE_INTEGER;
    const { account } = this;
    const local = isCountable ? notionalMicros(quantity, price, multiplier) : worth;
    const charged = isCountable ? this.broker.commission.of(quantity, local as Micros) : micros(0);
    const value = account.inBase(symbol, local);
    const commission = account.inBase(symbol, charged) as Micros;
    const available = micros(account.cash - this.reservedInAll);
    const cost = value + commission;
    if (cost <= available) return micros(cost);
    note(this.denied[symbol]!, { time, quantity, close: price, value, commission, available });
    return null;
  }

  private setReserved(symbol: number, amount: Micros): void {
    this.reservedInAll = micros(this.reservedInAll + amount - this.reserved[symbol]!);
    this.reserved[symbol] = amount;
  }
}

function note<T>(tally: Tally<T>, event: T): void {
  tally.count++;
  tally.first ??= event;
}
