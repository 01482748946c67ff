import type { Micros } from '#shared/model/money.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { FillTable } from '#shared/simulation/fill-table.ts';
import type { BarPlace } from './bar-place.ts';
import type { OrderFunds, Tally } from './order-funds.ts';

/** Cash below zero after a buy whose open was above the close that it was sized at. */
export interface Overdraft {
  readonly symbol: number;
  readonly time: number;
  readonly cash: Micros;
}

/** Books the broker's fills in the account, and releases the cash that was reserved for them. */
export class FillBooking {
  /** Per symbol. */
  readonly fillCounts: Int32Array;
  readonly overdrafts: Tally<Overdraft> = { count: 0, first: undefined };
  private readonly fills: FillTable;
  private readonly account: Account;
  private readonly funds: OrderFunds;
  private readonly places: readonly BarPlace[];
  /** Below zero cash is a loan, and none of our business. */
  private readonly hasMargin: boolean;
  private bookedCount = 0;

  constructor(
    fills: FillTable,
    account: Account,
    funds: OrderFunds,
    places: readonly BarPlace[],
    hasMargin: boolean,
  ) {
    this.hasMargin = hasMargin;
    this.fills = fills;
    this.account = account;
    this.funds = funds;
    this.places = places;
    this.fillCounts = new Int32Array(places.length);
  }

  /** Books every fill since the last call. */
  bookNew(): void {
    while (this.bookedCount < this.fills.count) this.book(this.bookedCount++);
  }

  private book(fill: number): void {
    const { fills, account } = this;
    const symbol = fills.symbol[fill]!;
    account.book(fills, fill, this.places[symbol]!.index);
    this.funds.release(symbol);
    this.fillCounts[symbol]!++;
    if (account.cash < 0 && !this.hasMargin) this.noteOverdraft(symbol, fill);
  }

  private noteOverdraft(symbol: number, fill: number): void {
    if (this.fills.side[fill]! < 0) return; // a sale while overdrawn: the buy before it was noted
    this.overdrafts.count++;
    this.overdrafts.first ??= { symbol, time: this.fills.time[fill]!, cash: this.account.cash };
  }
}
