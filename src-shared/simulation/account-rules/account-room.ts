import { err, ok, type Result } from '../../kernel/result.ts';
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

export interface InsufficientFunds {
  readonly kind: 'insufficient-funds';
  readonly equityWithLoan: Micros;
  readonly initialMargin: Micros;
}

/**
 * Whether an order may be taken on, all working orders of the account and its commission counted as filled. What leaves
 * the initial margin as it is or lowers it always may: nobody is kept from getting out.
 */
export function checkInitialMargin(
  before: { readonly initialMargin: Micros },
  after: { readonly equityWithLoan: Micros; readonly initialMargin: Micros },
): Result<void, InsufficientFunds> {
  if (after.initialMargin <= before.initialMargin || after.equityWithLoan >= after.initialMargin)
    return ok(undefined);
  return err({ kind: 'insufficient-funds', ...after });
}
