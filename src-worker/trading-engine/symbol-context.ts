import type { BarColumns } from '#shared/bars/columns.ts';
import { QUANTITY_STEPS_PER_UNIT } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { fromMicros } from '#shared/model/money.ts';
import type { OrderChange, OrderRequest, WorkingOrder } from '#shared/model/order-request.ts';
import type { BarContext } from '#shared/strategies/strategy.ts';
import type { BarPlace } from './bar-place.ts';
import type { OrderEntry } from './order-entry.ts';

/** Where the run stands in one symbol, and what a strategy sees of it. One per symbol, reused bar after bar. */
export class SymbolContext implements BarContext, BarPlace {
  readonly symbol: number;
  /** The bar that has just ended; one before the first traded bar until the symbol's first bar has ended. */
  index: number;
  readonly bars: BarColumns;
  private readonly account: Account;
  /** The account's own: a strategy asks on every bar. */
  private readonly positions: Float64Array;
  private readonly entry: OrderEntry;

  constructor(symbol: number, bars: BarColumns, firstTraded: number, account: Account, entry: OrderEntry) {
    this.symbol = symbol;
    this.bars = bars;
    this.index = firstTraded - 1;
    this.account = account;
    this.positions = account.positions;
    this.entry = entry;
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
    return this.positions[this.symbol]! / QUANTITY_STEPS_PER_UNIT;
  }

  get equity(): number {
    return fromMicros(this.account.equity);
  }
  get cash(): number {
    return fromMicros(this.account.cash);
  }
  positionOf(symbol: number): number {
    return this.account.positions[this.entry.known(symbol)]! / QUANTITY_STEPS_PER_UNIT;
  }
  closeOf(symbol: number): number {
    return this.entry.closeOf(this.entry.known(symbol));
  }
  entryUnits(symbol: number = this.symbol): number {
    return this.entry.entryUnits(this.entry.known(symbol));
  }

  enterLong(): void {
    this.entry.enter(this.symbol, 1);
  }
  enterShort(): void {
    this.entry.enter(this.symbol, -1);
  }
  exit(): void {
    this.entry.exit(this.symbol);
  }
  buy(order: number | OrderRequest): number {
    return this.entry.submit(this.symbol, 1, order);
  }
  sell(order: number | OrderRequest): number {
    return this.entry.submit(this.symbol, -1, order);
  }
  targetPosition(units: number, symbol: number = this.symbol): number {
    return this.entry.targetPosition(this.entry.known(symbol), units);
  }
  cancel(order: number): boolean {
    return this.entry.cancel(order);
  }
  modify(order: number, change: OrderChange): boolean {
    return this.entry.modify(order, change);
  }
  workingOrders(symbol: number = this.symbol): readonly WorkingOrder[] {
    return this.entry.workingOrders(this.entry.known(symbol));
  }
  note(sentence: string, symbol: number = this.symbol): void {
    this.entry.remarks.add(sentence, this.entry.known(symbol), this.time);
  }

  /** Start of the bar before, Unix ms; of the bar itself, where there is none. For the loop too. */
  timeBefore(): number {
    return this.bars.time[Math.max(this.index - 1, 0)]!;
  }

  /** Start of the next bar, Unix ms; never, after the last. For the loop, not for strategies. */
  nextTime(): number {
    const next = this.index + 1;
    return next < this.bars.length ? this.bars.time[next]! : Infinity;
  }
}
