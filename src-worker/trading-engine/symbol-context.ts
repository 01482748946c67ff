import type { BarColumns } from '#shared/bars/columns.ts';
import { QUANTITY_STEPS_PER_UNIT } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { BarContext } from '#shared/strategies/strategy.ts';
import type { OrderDesk } from './order-desk.ts';

/** Where the run stands in one symbol, and what a strategy sees of it. One per symbol, reused bar after bar. */
export class SymbolContext implements BarContext {
  readonly symbol: number;
  /** The bar that has just ended; one before the first traded bar until the symbol's first bar has ended. */
  index: number;
  readonly bars: BarColumns;
  private readonly account: Account;
  private readonly desk: OrderDesk;

  constructor(symbol: number, bars: BarColumns, firstTraded: number, account: Account, desk: OrderDesk) {
    this.symbol = symbol;
    this.bars = bars;
    this.index = firstTraded - 1;
    this.account = account;
    this.desk = desk;
  }

  get time(): number {
    return this.bars.time[this.index]!;
  }
  get open(): number {
    return this.bars.open[this.index]!;
  }
  get high(): number {
    return this.bars.high[this.index]!;
  }
  get low(): number {
    return this.bars.low[this.index]!;
  }
  get close(): number {
    return this.bars.close[this.index]!;
  }
  get volume(): number {
    return this.bars.volume[this.index]!;
  }
  get position(): number {
    return this.account.positions[this.symbol]! / QUANTITY_STEPS_PER_UNIT;
  }

  enterLong(): void {
    this.desk.enterLong(this.symbol, this.close, this.time);
  }
  exit(): void {
    this.desk.exit(this.symbol, this.time);
  }

  /** Start of the next bar, Unix ms; never, after the last. For the loop, not for strategies. */
  nextTime(): number {
    const next = this.index + 1;
    return next < this.bars.length ? this.bars.time[next]! : Infinity;
  }
}
