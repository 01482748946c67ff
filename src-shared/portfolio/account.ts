import { roundHalfEven } from '../kernel/round.ts';
import { micros, type Micros } from '../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../model/quantity.ts';
import { LotTable, NO_LOT } from './lot-table.ts';
import { notionalMicros } from './notional.ts';
import { shareOf } from './share.ts';
import { TradeTable } from './trade-table.ts';

/** What the ledger must know of a contract. */
export interface LedgerContract {
  readonly multiplier: number;
}

/** One fill as it is booked. */
export interface BookedFill {
  /** Its row in the caller's table of fills: what trades and lots refer to. */
  readonly fill: number;
  readonly symbol: number;
  /** +1 bought, -1 sold. */
  readonly side: number;
  readonly quantity: QuantityMicros;
  /** Price units. */
  readonly price: number;
  readonly commission: Micros;
  /** Index of the bar in which it happened: for the number of bars a trade was held. */
  readonly bar: number;
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
  readonly trades = new TradeTable();
  /** Per symbol, micros: worth of the position at its last mark. */
  private readonly values: Float64Array;
  private readonly multipliers: Float64Array;

  constructor(cash: Micros, contracts: readonly LedgerContract[]) {
    const count = contracts.length;
    this.cash = cash;
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

  /** P&L of a symbol's closed and open round trips at its last mark, after commission. */
  pnlOf(symbol: number): Micros {
    return micros(this.cashFlows[symbol]! + this.values[symbol]!);
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

  /** Books what happened, always: whether it was wise or could be paid for was asked before. Marks the position at its price. */
  book(fill: BookedFill): void {
    const { symbol, side } = fill;
    const value = notionalMicros(fill.quantity, fill.price, this.multipliers[symbol]!);
    const flow = -side * value - fill.commission;
    this.cash = micros(this.cash + flow);
    this.cashFlows[symbol] = micros(this.cashFlows[symbol]! + flow);

    const held = this.positions[symbol]!;
    const position = quantityMicros(held + side * fill.quantity);
    this.positions[symbol] = position;
    if (held * side >= 0) this.openLot(fill, fill.quantity, value, fill.commission);
    else this.closeLots(fill, value);

    if (held === 0) this.openPositionCount++;
    if (position !== 0) {
      this.mark(symbol, fill.price);
      return;
    }
    this.openPositionCount--;
    this.marketValue = micros(this.marketValue - this.values[symbol]!);
    this.values[symbol] = 0;
  }

  /** Parts of the fill take their share, rounded; the last takes the rest, so nothing is lost. What no lot answers opens one. */
  private closeLots(fill: BookedFill, value: Micros): void {
    const { lots } = this;
    let quantity: number = fill.quantity;
    let valueLeft: number = value;
    let commissionLeft: number = fill.commission;
    for (let lot = lots.first[fill.symbol]!; lot !== NO_LOT && quantity > 0; lot = lots.first[fill.symbol]!) {
      const part = Math.min(quantity, lots.quantity[lot]!);
      const exitValue = shareOf(valueLeft, part, quantity);
      const exitCommission = shareOf(commissionLeft, part, quantity);
      this.closePart(fill, lot, part, exitValue, exitCommission);
      quantity -= part;
      valueLeft -= exitValue;
      commissionLeft -= exitCommission;
    }
    if (quantity > 0) this.openLot(fill, quantity, valueLeft, commissionLeft);
  }

  private closePart(
    fill: BookedFill,
    lot: number,
    part: number,
    exitValue: number,
    exitCommission: number,
  ): void {
    const { lots, trades } = this;
    const left = lots.quantity[lot]!;
    const entryValue = shareOf(lots.value[lot]!, part, left);
    const entryCommission = shareOf(lots.commission[lot]!, part, left);
    const commission = entryCommission + exitCommission;
    const row = trades.add();
    trades.entryFill[row] = lots.fill[lot]!;
    trades.exitFill[row] = fill.fill;
    trades.barsHeld[row] = fill.bar - lots.bar[lot]!;
    trades.quantity[row] = part;
    trades.entryValue[row] = entryValue;
    trades.pnl[row] = micros(-fill.side * (exitValue - entryValue) - commission);
    trades.commission[row] = commission;
    if (part === left) {
      lots.closeFirst(fill.symbol);
      return;
    }
    lots.quantity[lot] = left - part;
    lots.value[lot] = lots.value[lot]! - entryValue;
    lots.commission[lot] = lots.commission[lot]! - entryCommission;
  }

  private openLot(fill: BookedFill, quantity: number, value: number, commission: number): void {
    const { lots } = this;
    const lot = lots.add(fill.symbol);
    lots.fill[lot] = fill.fill;
    lots.bar[lot] = fill.bar;
    lots.quantity[lot] = quantity;
    lots.value[lot] = value;
    lots.commission[lot] = commission;
  }
}
