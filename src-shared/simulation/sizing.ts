import { assert } from '../kernel/assert.ts';
import { roundHalfEven } from '../kernel/round.ts';
import type { Sizing } from '../model/backtest.ts';
import { micros, toMicros, type Micros } from '../model/money.ts';
import {
  fromQuantityMicros,
  quantityMicros,
  toQuantityMicros,
  type QuantityMicros,
} from '../model/quantity.ts';

/** What sizing must know of a contract. */
export interface SizedContract {
  /** Smallest quantity increment, units. */
  readonly lot: number;
  readonly multiplier: number;
}

/**
 * How much an entry buys: whole lots, rounded down; 0 when the rule gives less than one lot. Cash and percent buy the
 * largest number of lots whose value, as it would be booked, does not exceed the budget.
 */
export class PositionSizer {
  private readonly sizing: Sizing;
  /** Per symbol, 1e-6 units. */
  private readonly lots: readonly QuantityMicros[];
  private readonly multipliers: readonly number[];
  /** Per symbol, what sizing by quantity always gives. */
  private readonly fixed: readonly QuantityMicros[];

  constructor(sizing: Sizing, contracts: readonly SizedContract[]) {
    this.sizing = sizing;
    this.multipliers = contracts.map((contract) => contract.multiplier);
    this.lots = contracts.map((contract) => toQuantityMicros(contract.lot));
    for (const lot of this.lots) assert(lot > 0, 'a lot must be at least 0.000001 units');
    const wanted = toQuantityMicros(sizing.kind === 'quantity' ? sizing.quantity : 0);
    this.fixed = this.lots.map((lot) => quantityMicros(wanted - (wanted % lot)));
  }

  /**
   * @param close  price units, the close that gave the signal; at zero or below no number of lots is the largest, and
   *               a budget buys nothing
   * @param equity micros, the account's worth at that close
   */
  quantityOf(symbol: number, close: number, equity: Micros): QuantityMicros {
    const { sizing } = this;
    if (sizing.kind === 'quantity') return this.fixed[symbol]!;
    const budget =
      sizing.kind === 'cash' ? toMicros(sizing.cash) : micros(roundHalfEven((equity * sizing.percent) / 100));
    return this.affordable(symbol, close, budget);
  }

  private affordable(symbol: number, close: number, budget: Micros): QuantityMicros {
    const lot = this.lots[symbol]!;
    const multiplier = this.multipliers[symbol]!;
    const lotValue = lot * close * multiplier;
    if (budget <= 0 || !(lotValue > 0)) return quantityMicros(0);
    let count = Math.floor(budget / lotValue);
    if (!Number.isSafeInteger((count + 1) * lot)) throw tooLarge(budget, close);
    // The division rounds; the value as notionalMicros books it decides. One lot more may be worth more than can be booked.
    const worth = (lots: number) => roundHalfEven(lots * lot * close * multiplier);
    if (worth(count + 1) <= budget) count++;
    else if (worth(count) > budget) count--;
    return quantityMicros(count * lot);
  }
}

function tooLarge(budget: Micros, close: number): Error {
  const most = fromQuantityMicros(quantityMicros(Number.MAX_SAFE_INTEGER));
  return new Error(
    `a budget of ${budget / 1e6} at a close of ${close} buys more units than an account can count (${most}). Use a smaller size.`,
  );
}
