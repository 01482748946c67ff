import { roundHalfEven } from '../kernel/round.ts';
import { micros, toMicros, type Micros } from '../model/money.ts';
import type { QuantityMicros } from '../model/quantity.ts';
import type { CommissionModel } from '../model/backtest.ts';

const BASIS_POINTS = 10_000;

/** What an order costs. Every model is one line of the same sum, so that pricing a fill is a multiplication and no branch. */
export class CommissionSchedule {
  private readonly perOrder: Micros;
  /** Micros of money for 1e-6 units: the same number as currency per unit. */
  private readonly perUnit: number;
  private readonly basisPoints: number;
  private readonly minimum: Micros;

  constructor(model: CommissionModel) {
    this.perOrder = toMicros(model.kind === 'per-order' ? model.amount : 0);
    this.perUnit = model.kind === 'per-unit' ? model.amount : 0;
    this.minimum = toMicros(model.kind === 'per-unit' ? model.minimum : 0);
    this.basisPoints = model.kind === 'basis-points' ? model.basisPoints : 0;
  }

  /**
   * @param quantity 1e-6 units, positive
   * @param notional micros; its size counts, not its sign
   * Rounded half-even to micros.
   */
  of(quantity: QuantityMicros, notional: Micros): Micros {
    const value = Math.abs(notional);
    const cost = this.perOrder + quantity * this.perUnit + (value * this.basisPoints) / BASIS_POINTS;
    const rounded = micros(roundHalfEven(cost));
    return rounded < this.minimum ? this.minimum : rounded;
  }
}
