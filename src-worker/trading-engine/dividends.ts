import { roundHalfEven } from '#shared/kernel/round.ts';
import { micros, type Micros } from '#shared/model/money.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { EngineSymbol } from './job.ts';

/** No bar has this index. */
const NONE_LEFT = -1;

/**
 * Cash dividends of a run. Whoever holds shares when the first bar of the ex-date begins is paid, before any order of that bar
 * fills; who is short pays. The money is booked at once, not on the pay date: equity does not dip in between.
 */
export class Dividends {
  /** Per symbol: index of the bar before which the next one is due. */
  readonly nextBar: Int32Array;
  /** Micros, what was paid for short positions taken off. */
  received: Micros = micros(0);
  private readonly symbols: readonly EngineSymbol[];
  private readonly account: Account;
  private readonly nextDividend: Int32Array;

  constructor(symbols: readonly EngineSymbol[], account: Account) {
    this.symbols = symbols;
    this.account = account;
    this.nextDividend = Int32Array.from(
      symbols,
      ({ dividends = [], firstTraded }) => dividends.filter(({ bar }) => bar <= firstTraded).length,
    );
    this.nextBar = Int32Array.from(symbols, (_, symbol) => this.barOf(symbol));
  }

  /** The bar `nextBar[symbol]` begins: books all that is due with it. */
  pay(symbol: number): void {
    const { multiplier, dividends = [] } = this.symbols[symbol]!;
    const bar = this.nextBar[symbol]!;
    while (this.barOf(symbol) === bar) {
      const { amount } = dividends[this.nextDividend[symbol]!++]!;
      const paid = roundHalfEven(this.account.positions[symbol]! * amount * multiplier);
      this.received = micros(this.received - this.account.charge(symbol, micros(-paid)));
    }
    this.nextBar[symbol] = this.barOf(symbol);
  }

  private barOf(symbol: number): number {
    return this.symbols[symbol]!.dividends?.[this.nextDividend[symbol]!]?.bar ?? NONE_LEFT;
  }
}
