import { quantityMicros } from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { OrderFunds } from './order-funds.ts';

/**
 * The short way for plain entries and exits: market orders of a cash account, at most one per symbol, straight into the
 * broker's order table.
 */
export class PlainOrders {
  private readonly account: Account;
  private readonly broker: SimulatedBroker;
  private readonly funds: OrderFunds;

  constructor(account: Account, broker: SimulatedBroker, funds: OrderFunds) {
    this.account = account;
    this.broker = broker;
    this.funds = funds;
  }

  /** Does nothing while the symbol is held or has a working order. */
  enterLong(symbol: number, close: number, time: number): void {
    if (this.account.positions[symbol] !== 0 || this.broker.hasOpenOrders(symbol)) return;
    const quantity = this.funds.sizeOf(symbol, close);
    if (quantity === 0) this.funds.noteTooSmall(symbol, close, time);
    else if (this.funds.reserve(symbol, quantity, close, time))
      this.broker.submitMarket(symbol, 1, quantity, time);
  }

  /** Does nothing when nothing is held or an order is working. */
  exit(symbol: number, time: number): void {
    const position = this.account.positions[symbol]!;
    if (position === 0 || this.broker.hasOpenOrders(symbol)) return;
    this.broker.submitMarket(symbol, position > 0 ? -1 : 1, quantityMicros(Math.abs(position)), time);
  }
}
