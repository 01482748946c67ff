import { roundHalfEven } from '../kernel/round.ts';
import { micros, toMicros, type Micros } from '../model/money.ts';
import type { QuantityMicros } from '../model/quantity.ts';
import type { CommissionModel } from '../model/backtest.ts';
import { orderCommission } from './account-rules/commission.ts';
import type { CommissionPlan } from './account-rules/commission-tables.ts';

const BASIS_POINTS = 10_000;

/** The commission of an order. Every model is one line of the same sum, so that a fill costs a multiplication and no branch. */
export class CommissionSchedule {
  private readonly perOrder: Micros;
  /** Micros of money for 1e-6 units: the same number as currency per unit. */
  private readonly perUnit: number;
  private readonly basisPoints: number;
  private readonly minimum: Micros;
  /** The broker's own price list, which is no line of that sum. */
  private readonly plan: CommissionPlan | null;

  constructor(model: CommissionModel) {
    this.plan = model.kind === 'ib-fixed' ? 'fixed' : model.kind === 'ib-tiered' ? 'tiered' : null;
    this.perOrder = toMicros(model.kind === 'per-order' ? model.amount : 0);
    this.perUnit = model.kind === 'per-unit' ? model.amount : 0;
    this.minimum = toMicros(model.kind === 'per-unit' ? model.minimum : 0);
    this.basisPoints = model.kind === 'basis-points' ? model.basisPoints : 0;
  }

  /**
   * @param quantity 1e-6 units, positive
   * @param notional micros; its size counts, not its sign
   * @param rested   the part that stood in the book before it filled
   * @param inMonth  1e-6 units of the month before this order
   * Rounded half-even to micros.
   */
  of(quantity: QuantityMicros, notional: Micros, rested: number = 0, inMonth: number = 0): Micros {
    if (this.plan !== null) return this.listed(this.plan, quantity, notional, rested, inMonth);
    const value = Math.abs(notional);
    const cost = this.perOrder + quantity * this.perUnit + (value * this.basisPoints) / BASIS_POINTS;
    const rounded = micros(roundHalfEven(cost));
    return rounded < this.minimum ? this.minimum : rounded;
  }

  private listed(
    plan: CommissionPlan,
    quantity: QuantityMicros,
    notional: Micros,
    rested: number,
    inMonth: number,
  ): Micros {
    return orderCommission(plan, {
      assetClass: 'stock',
      quantity,
      value: micros(Math.abs(notional)),
      addedQuantity: rested as QuantityMicros,
      monthQuantity: inMonth as QuantityMicros,
    });
  }
}
