import { micros, type Micros } from '../../model/money.ts';
import type { MarginRequirement } from './margin.ts';

/** What an account could still do, USD micro-units. */
export interface AccountRoom {
  /** Equity with loan value over initial margin. */
  readonly availableFunds: Micros;
  /** Equity with loan value over maintenance margin: below zero, positions are liquidated. */
  readonly excessLiquidity: Micros;
  /** Worth of stock that could be bought: available funds at the initial margin of 50 %. Never below zero. */
  readonly buyingPower: Micros;
}

const STOCK_PER_FUNDS = 2;

export function accountRoom(equityWithLoan: Micros, margin: MarginRequirement): AccountRoom {
  const availableFunds = micros(equityWithLoan - margin.initial);
  return {
    availableFunds,
    excessLiquidity: micros(equityWithLoan - margin.maintenance),
    buyingPower: micros(Math.max(0, availableFunds) * STOCK_PER_FUNDS),
  };
}
