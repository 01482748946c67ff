import { quantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { OrderEntry } from './order-entry.ts';
import type { WorkingOrders } from './working-orders.ts';

/** Ends every session flat: at the close of its last bar the position is closed and working orders are cancelled. */
export class SessionEnd {
  private readonly account: Account;
  private readonly entry: OrderEntry;
  private readonly working: WorkingOrders;

  constructor(account: Account, entry: OrderEntry, working: WorkingOrders) {
    this.account = account;
    this.entry = entry;
    this.working = working;
  }

  /** To be called when the symbol's bar has filled what it fills, before it is marked. */
  onBar(symbol: number): void {
    const { account, working } = this;
    const position = account.positions[symbol]!;
    if (position === 0 || !working.isLastOfDay(symbol)) return;
    for (const order of [...working.book.of(symbol)])
      if (order.end === null) working.book.cancel(order, 'its session ends');
    const quantity = quantityMicros(Math.abs(position));
    working.fillAtClose(this.entry.force(symbol, position > 0 ? -1 : 1, quantity, true));
  }
}
