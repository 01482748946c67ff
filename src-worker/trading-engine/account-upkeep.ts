import { roundHalfEven } from '#shared/kernel/round.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Execution } from '#shared/model/backtest.ts';
import { micros, type Micros } from '#shared/model/money.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { maintenanceOf } from './order-checks.ts';
import type { Tally } from './order-funds.ts';
import type { OrderEntry } from './order-entry.ts';
import type { WorkingOrders } from './working-orders.ts';

const DAYS_PER_YEAR = 365;

/** Equity below what the positions need. Money in micros. */
export interface MarginCall {
  readonly symbol: number;
  readonly time: number;
  readonly equity: Micros;
  readonly maintenance: number;
}

/**
 * What an account with margin owes for what it holds: a fee for borrowed shares, night by night, and enough equity, or
 * positions are closed. An account without margin never comes here.
 */
export class AccountUpkeep {
  readonly calls: Tally<MarginCall> = { count: 0, first: undefined };
  /** Micros. */
  borrowFees: Micros = micros(0);
  /** Share of a short position's worth and day. */
  private readonly dailyFee: number;
  private readonly account: Account;
  private readonly entry: OrderEntry;
  private readonly working: WorkingOrders;

  constructor(execution: Execution, account: Account, entry: OrderEntry, working: WorkingOrders) {
    this.dailyFee = execution.borrow / 100 / DAYS_PER_YEAR;
    this.account = account;
    this.entry = entry;
    this.working = working;
  }

  /**
   * A symbol's bar begins: each midnight (UTC) since its last one costs a day's fee on the worth at the last close. To be
   * called before anything fills.
   */
  chargeNights(symbol: number, lastTime: number, time: number): void {
    if (this.dailyFee === 0 || this.account.positions[symbol]! >= 0) return;
    const nights = Math.floor(time / MS_PER_DAY) - Math.floor(lastTime / MS_PER_DAY);
    if (nights <= 0) return;
    const fee = micros(roundHalfEven(Math.abs(this.account.localValueOf(symbol)) * this.dailyFee * nights));
    this.borrowFees = micros(this.borrowFees + this.account.charge(symbol, fee));
  }

  /**
   * At the end of a step, all positions marked: where equity does not cover what they need, they are closed at their next
   * open, the one that needs most first, until the rest is covered. Their working orders are cancelled.
   */
  checkMargin(time: number): void {
    const { account, working } = this;
    const { positions } = account;
    let needed = 0;
    for (let symbol = 0; symbol < positions.length; symbol++)
      if (positions[symbol] !== 0 && !this.isLiquidating(symbol)) needed += maintenanceOf(account, symbol);
    const { equity } = account;
    while (needed > 0 && equity < needed) {
      const symbol = this.neediest();
      this.calls.count++;
      this.calls.first ??= { symbol, time, equity, maintenance: needed };
      needed -= maintenanceOf(account, symbol);
      for (const order of [...working.book.of(symbol)])
        if (order.end === null) working.book.cancel(order, 'its symbol is liquidated by a margin call');
      const position = positions[symbol]!;
      this.entry.force(symbol, position > 0 ? -1 : 1, quantityMicros(Math.abs(position)), true);
    }
  }

  private neediest(): number {
    const { account } = this;
    let found = -1;
    let most = -1;
    account.positions.forEach((position, symbol) => {
      const needed = maintenanceOf(account, symbol);
      if (position === 0 || needed <= most || this.isLiquidating(symbol)) return;
      found = symbol;
      most = needed;
    });
    return found;
  }

  private isLiquidating(symbol: number): boolean {
    return this.working.book.of(symbol).some((order) => order.isForced && order.end === null);
  }
}
