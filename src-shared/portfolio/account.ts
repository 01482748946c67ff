import { roundHalfEven } from '../kernel/round.ts';
import { micros, type Micros } from '../model/money.ts';
import { quantityMicros } from '../model/quantity.ts';
import { LotTable, NO_LOT } from './lot-table.ts';
import { notionalMicros } from './notional.ts';
import { shareOf } from './share.ts';
import { TradeTable } from './trade-table.ts';

/** What the ledger must know of a contract. */
export interface LedgerContract {
  readonly multiplier: number;
}

/** The caller's table of fills, column by column: what is booked, and what trades and lots refer to by its row. */
export interface BookedFills {
  readonly symbol: Float64Array;
  /** +1 bought, -1 sold. */
  readonly side: Float64Array;
  /** 1e-6 units, positive. */
  readonly quantity: Float64Array;
  /** Price units. */
  readonly price: Float64Array;
  /** Micros. */
  readonly commission: Float64Array;
}

/**
 * Cash, positions and round trips in fixed point: sums are exact, so cash plus positions balances to the last unit.
 * Positions are closed first in, first out; a fill that turns a position round closes it and opens the rest.
 */
export class Account {
  cash: Micros;
  /** Worth of all positions at their last marks, each rounded half-even. */
  marketValue: Micros = micros(0);
  /** Symbols with a position. */
  openPositionCount = 0;
  /** Signed, 1e-6 units per symbol. */
  readonly positions: Float64Array;
  /** Per symbol, micros: all that its fills brought into cash, commission taken off. */
  readonly cashFlows: Float64Array;
  readonly lots: LotTable;
  readonly trades: TradeTable;
  /** Per symbol, micros: worth of the position at its last mark. */
  protected readonly values: Float64Array;
  protected readonly multipliers: Float64Array;

  /** @param trades empty, for the account to fill */
  constructor(cash: Micros, contracts: readonly LedgerContract[], trades = new TradeTable()) {
    const count = contracts.length;
    this.cash = cash;
    this.trades = trades;
    this.positions = new Float64Array(count);
    this.cashFlows = new Float64Array(count);
    this.values = new Float64Array(count);
    this.multipliers = Float64Array.from(contracts, (contract) => contract.multiplier);
    this.lots = new LotTable(count);
  }

  /** Cash plus positions at their last marks. */
  get equity(): Micros {
    return micros(this.cash + this.marketValue);
  }

  /** Marks a symbol's position at a price; cheap when nothing is held. */
  mark(symbol: number, price: number): void {
    const position = this.positions[symbol]!;
    if (position === 0) return;
    const value = roundHalfEven(position * price * this.multipliers[symbol]!);
    this.marketValue = (this.marketValue + value - this.values[symbol]!) as Micros;
    this.values[symbol] = value;
  }

  /** Worth of one symbol's position at its last mark, negative when short. */
  valueOf(symbol: number): Micros {
    return micros(this.values[symbol]!);
  }

  /** The same in the currency of the symbol. */
  localValueOf(symbol: number): Micros {
    return micros(this.values[symbol]!);
  }

  /** What one unit of the symbol's currency is worth in the account's. */
  rateOf(_symbol: number): number {
    return 1;
  }

  /** The rate at which a fill was booked; null where there is one currency only. @param fill row of the fills */
  fillRate(_fill: number): number | null {
    return null;
  }

  /** An amount of the symbol's currency in the account's, rounded half-even. @param amount micros */
  inBase(_symbol: number, amount: number): number {
    return amount;
  }

  /** P&L of a symbol's closed and open round trips at its last mark, after commission. */
  pnlOf(symbol: number): Micros {
    return micros(this.cashFlows[symbol]! + this.values[symbol]!);
  }

  /** Takes from cash what holding a symbol costs, such as the fee for borrowed shares. @param amount micros of its currency @returns the same in the account's */
  charge(symbol: number, amount: Micros): Micros {
    this.cash = micros(this.cash - amount);
    this.cashFlows[symbol] = micros(this.cashFlows[symbol]! - amount);
    return amount;
  }

  /** Mean entry price of what is held, price units; NaN when nothing is. */
  averageCost(symbol: number): number {
    const { lots } = this;
    let value = 0;
    let quantity = 0;
    for (let lot = lots.first[symbol]!; lot !== NO_LOT; lot = lots.after(lot)) {
      value += lots.value[lot]!;
      quantity += lots.quantity[lot]!;
    }
    return value / quantity / this.multipliers[symbol]!;
  }

  /**
   * Books what happened, always: whether it was wise or could be paid for was asked before. Marks the position at its price.
   *
   * @param fill row of `fills`
   * @param bar  index of the bar in which it happened: for the number of bars a trade was held
   */
  book(fills: BookedFills, fill: number, bar: number): void {
    const symbol = fills.symbol[fill]!;
    const side = fills.side[fill]!;
    const quantity = quantityMicros(fills.quantity[fill]!);
    const price = fills.price[fill]!;
    const commission = micros(fills.commission[fill]!);
    const value = notionalMicros(quantity, price, this.multipliers[symbol]!);
    const flow = -side * value - commission;
    this.cash = micros(this.cash + flow);
    this.cashFlows[symbol] = micros(this.cashFlows[symbol]! + flow);

    const held = this.positions[symbol]!;
    const position = quantityMicros(held + side * quantity);
    this.positions[symbol] = position;
    if (held * side >= 0) this.openLot(symbol, fill, bar, quantity, value, commission);
    else this.closeLots(symbol, side, fill, bar, quantity, value, commission);

    if (held === 0) this.openPositionCount++;
    if (position !== 0) {
      this.mark(symbol, price);
      return;
    }
    this.openPositionCount--;
    this.marketValue = micros(this.marketValue - this.values[symbol]!);
    this.values[symbol] = 0;
  }

  /** Parts of the fill take their share, rounded; the last takes the rest, so nothing is lost. What no lot answers opens one. */
  private closeLots(
    symbol: number,
    side: number,
    fill: number,
    bar: number,
    quantity: number,
    value: number,
    commission: number,
  ): void {
    const { lots, trades } = this;
    let quantityLeft = quantity;
    let valueLeft = value;
    let commissionLeft = commission;
    for (let lot = lots.first[symbol]!; lot !== NO_LOT && quantityLeft > 0; lot = lots.first[symbol]!) {
      const lotQuantity = lots.quantity[lot]!;
      const part = Math.min(quantityLeft, lotQuantity);
      const exitValue = shareOf(valueLeft, part, quantityLeft);
      const exitCommission = shareOf(commissionLeft, part, quantityLeft);
      const entryValue = shareOf(lots.value[lot]!, part, lotQuantity);
      const entryCommission = shareOf(lots.commission[lot]!, part, lotQuantity);
      const row = trades.add();
      trades.entryFill[row] = lots.fill[lot]!;
      trades.exitFill[row] = fill;
      trades.barsHeld[row] = bar - lots.bar[lot]!;
      trades.quantity[row] = part;
      trades.entryValue[row] = entryValue;
      trades.pnl[row] = micros(-side * (exitValue - entryValue) - entryCommission - exitCommission);
      trades.commission[row] = entryCommission + exitCommission;
      quantityLeft -= part;
      valueLeft -= exitValue;
      commissionLeft -= exitCommission;
      if (part === lotQuantity) {
        lots.closeFirst(symbol);
      } else {
        lots.quantity[lot] = lotQuantity - part;
        lots.value[lot] = lots.value[lot]! - entryValue;
        lots.commission[lot] = lots.commission[lot]! - entryCommission;
      }
    }
    if (quantityLeft > 0) this.openLot(symbol, fill, bar, quantityLeft, valueLeft, commissionLeft);
  }

  private openLot(
    symbol: number,
    fill: number,
    bar: number,
    quantity: number,
    value: number,
    commission: number,
  ): void {
    const { lots } = this;
    const lot = lots.add(symbol);
    lots.fill[lot] = fill;
    lots.bar[lot] = bar;
    lots.quantity[lot] = quantity;
    lots.value[lot] = value;
    lots.commission[lot] = commission;
  }
}
