import { roundHalfEven } from '../kernel/round.ts';
import type { CommissionModel, SlippageModel } from '../model/backtest.ts';
import { micros, type Micros } from '../model/money.ts';
import type { QuantityMicros } from '../model/quantity.ts';
import { isMarket, type BarOrder } from './bar-matching/bar-order.ts';
import { notionalMicros } from '../portfolio/notional.ts';
import { CommissionSchedule } from './commission.ts';
import { FillTable } from './fill-table.ts';
import { NO_ORDER, OrderTable } from './order-table.ts';
import { SlippageSchedule } from './slippage.ts';

/** What the broker must know of a contract. */
export interface SimulatedContract {
  /** Price units. */
  readonly tick: number;
  readonly multiplier: number;
}

/**
 * Holds orders until the market can fill them. Market orders fill at the next open of their symbol, at the raw price of
 * the data plus slippage, whole, in the order they were submitted. Fills are rows at the end of `fills`, for the caller to book.
 */
export class SimulatedBroker {
  readonly orders: OrderTable;
  readonly fills: FillTable;
  readonly commission: CommissionSchedule;
  /** Money lost to slippage so far, in the account's currency. */
  slippageCost: Micros = micros(0);
  private readonly slippage: SlippageSchedule;
  private readonly inBase: ((symbol: number, amount: number) => number) | undefined;
  private readonly contracts: readonly SimulatedContract[];
  /** Units traded so far in the month of the last fill, by its UTC date: what a tiered price list goes by. */
  private month = NaN;
  private monthQuantity = 0;

  constructor(options: {
    readonly contracts: readonly SimulatedContract[];
    readonly commission: CommissionModel;
    readonly slippage: SlippageModel;
    /** Empty, for the broker to fill. */
    readonly fills?: FillTable;
    /** Where an account holds several currencies: what an amount of a symbol's is worth to it. */
    readonly inBase?: ((symbol: number, amount: number) => number) | undefined;
  }) {
    this.contracts = options.contracts;
    this.fills = options.fills ?? new FillTable();
    this.orders = new OrderTable(options.contracts.length);
    this.commission = new CommissionSchedule(options.commission);
    this.slippage = new SlippageSchedule(options.slippage);
    this.inBase = options.inBase;
  }

  /** @param side +1 buys, -1 sells. @param at Unix ms. Returns the order's row in `orders`. */
  submitMarket(symbol: number, side: number, quantity: QuantityMicros, at: number): number {
    return this.orders.add(symbol, side, quantity, at);
  }

  hasOpenOrders(symbol: number): boolean {
    return this.orders.counts[symbol] !== 0;
  }

  /** The symbol opens at `price`: its market orders fill. `time` is the start of the bar, Unix ms. */
  onOpen(symbol: number, time: number, price: number): void {
    const { orders } = this;
    for (let order = orders.firstOpen[symbol]!; order !== NO_ORDER; order = orders.firstOpen[symbol]!) {
      orders.closeFirst(symbol);
      this.fill(symbol, orders.side[order]!, orders.quantity[order]! as QuantityMicros, time, price);
    }
  }

  /**
   * A part of an order that a BarBook has matched, or all of it: at `market`, plus slippage where the order takes any price.
   * Its commission is what the order costs by now less what it has been charged.
   */
  fillOf(order: BarOrder, quantity: QuantityMicros, time: number, market: number): void {
    const { symbol, side } = order;
    const { tick, multiplier } = this.contracts[symbol]!;
    const price = isMarket(order) ? this.slippage.priceOf(side, market, tick) : market;
    const notional = notionalMicros(quantity, price, multiplier);
    order.value = micros(order.value + Math.abs(notional));
    this.countMonth(time, quantity);
    const inMonth = Math.max(0, this.monthQuantity - order.filled);
    const filled = order.filled as QuantityMicros;
    const charged = this.commission.of(filled, order.value as Micros, order.rested, inMonth);
    this.addSlippage(symbol, quantity, price, market, side, multiplier);
    this.fills.add(symbol, time, side, quantity, price, charged - order.charged);
    order.charged = charged;
  }

  private countMonth(time: number, quantity: number): void {
    const date = new Date(time);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    if (month !== this.month) this.monthQuantity = 0;
    this.month = month;
    this.monthQuantity += quantity;
  }

  private addSlippage(
    symbol: number,
    quantity: number,
    price: number,
    market: number,
    side: number,
    multiplier: number,
  ): void {
    if (price === market) return;
    const lost = roundHalfEven(quantity * (price - market) * side * multiplier);
    this.slippageCost = micros(this.slippageCost + (this.inBase?.(symbol, lost) ?? lost));
  }

  private fill(symbol: number, side: number, quantity: QuantityMicros, time: number, market: number): void {
    const { tick, multiplier } = this.contracts[symbol]!;
    const price = this.slippage.priceOf(side, market, tick);
    const notional = notionalMicros(quantity, price, multiplier);
    const commission = this.commission.of(quantity, notional);
    this.addSlippage(symbol, quantity, price, market, side, multiplier);
    this.fills.add(symbol, time, side, quantity, price, commission);
  }
}
