import type { Sizing } from '#shared/model/backtest.ts';
import { micros, type Micros } from '#shared/model/money.ts';
import { quantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { notionalMicros } from '#shared/portfolio/notional.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import { PositionSizer } from '#shared/simulation/sizing.ts';
import type { EngineSymbol } from './job.ts';

/** A buy that the account could not pay for. Money in micros. */
export interface Denial {
  readonly time: number;
  readonly quantity: QuantityMicros;
  readonly close: number;
  /** May be more than an account can count. */
  readonly value: number;
  readonly commission: Micros;
  readonly available: Micros;
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
 * Turns a strategy's wishes into orders: sized at the close, at most one working order per symbol, and only buys that the
 * account can pay for in cash. Cash already promised to orders that have not filled is not there to spend, and what a
 * working sale will bring is not there yet.
 */
export class OrderDesk {
  readonly denied: readonly Tally<Denial>[];
  readonly tooSmall: readonly Tally<TooSmall>[];
  private readonly symbols: readonly EngineSymbol[];
  private readonly sizer: PositionSizer;
  private readonly account: Account;
  private readonly broker: SimulatedBroker;
  /** Per symbol, micros: promised to its working buy. */
  private readonly promised: Float64Array;
  private promisedInAll: Micros = micros(0);

  constructor(symbols: readonly EngineSymbol[], sizing: Sizing, account: Account, broker: SimulatedBroker) {
    this.symbols = symbols;
    this.sizer = new PositionSizer(sizing, symbols);
    this.account = account;
    this.broker = broker;
    this.promised = new Float64Array(symbols.length);
    this.denied = symbols.map(() => ({ count: 0, first: undefined }));
    this.tooSmall = symbols.map(() => ({ count: 0, first: undefined }));
  }

  /** Does nothing while the symbol is held or has a working order. */
  enterLong(symbol: number, close: number, time: number): void {
    const { account, broker } = this;
    if (account.positions[symbol] !== 0 || broker.hasOpenOrders(symbol)) return;
    const quantity = this.sizer.quantityOf(symbol, close, account.equity);
    if (quantity === 0) {
      note(this.tooSmall[symbol]!, { time, close });
      return;
    }
    const { multiplier } = this.symbols[symbol]!;
    const available = micros(account.cash - this.promisedInAll);
    const worth = quantity * close * multiplier;
    if (worth > Number.MAX_SAFE_INTEGER) {
      note(this.denied[symbol]!, { time, quantity, close, value: worth, commission: micros(0), available });
      return;
    }
    const value = notionalMicros(quantity, close, multiplier);
    const commission = broker.commission.of(quantity, value);
    const cost = micros(value + commission);
    if (cost > available) {
      note(this.denied[symbol]!, { time, quantity, close, value, commission, available });
      return;
    }
    this.promise(symbol, cost);
    broker.submitMarket(symbol, 1, quantity, time);
  }

  /** Does nothing when nothing is held or an order is working. */
  exit(symbol: number, time: number): void {
    const position = this.account.positions[symbol]!;
    if (position === 0 || this.broker.hasOpenOrders(symbol)) return;
    this.broker.submitMarket(symbol, position > 0 ? -1 : 1, quantityMicros(Math.abs(position)), time);
  }

  /** The symbol's working order has filled: what it had been promised is spent. */
  release(symbol: number): void {
    if (this.promised[symbol] !== 0) this.promise(symbol, micros(0));
  }

  private promise(symbol: number, amount: Micros): void {
    this.promisedInAll = micros(this.promisedInAll + amount - this.promised[symbol]!);
    this.promised[symbol] = amount;
  }
}

function note<T>(tally: Tally<T>, event: T): void {
  tally.count++;
  tally.first ??= event;
}
