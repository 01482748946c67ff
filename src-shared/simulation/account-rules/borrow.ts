import { assert } from '../../kernel/assert.ts';
import type { Micros } from '../../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven, MILLION, sizeOf } from './exact.ts';

/** How a stock can be borrowed for a short sale. */
export interface BorrowTerms {
  readonly kind: 'easy' | 'hard';
  /** Shares that can be had, all accounts together. */
  readonly available: QuantityMicros;
  /** Yearly fee, millionths of the collateral: 2,500 is 0.25 %. */
  readonly feePerMillion: bigint;
}

const EASY: BorrowTerms = { kind: 'easy', available: shares(10_000_000), feePerMillion: 2_500n };

const HARD: Readonly<Record<string, BorrowTerms>> = {
  GME: { kind: 'hard', available: shares(2_000), feePerMillion: 120_000n },
  PLUG: { kind: 'hard', available: shares(25_000), feePerMillion: 60_000n },
  /** None to be had: an order to sell it short waits for a locate that does not come. */
  AMC: { kind: 'hard', available: shares(0), feePerMillion: 350_000n },
};

export function borrowTerms(symbol: string): BorrowTerms {
  return HARD[symbol] ?? EASY;
}

export type Locate =
  /** The account sells what it has. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'found'; readonly needed: QuantityMicros }
  /** The order is held with notice 404 and whyHeld `locate`. */
  | { readonly kind: 'held'; readonly needed: QuantityMicros; readonly available: QuantityMicros };

/**
 * Whether a sale can go out. Nothing is found in part: the order is held until all of its shares are there.
 *
 * @param sell     shares of the order, as a size
 * @param position what the account has, less what its other sell orders will take; negative when short
 * @param borrowed shares that are lent out already, to whomever, as a size
 */
export function locate(
  symbol: string,
  sell: QuantityMicros,
  position: QuantityMicros,
  borrowed: QuantityMicros,
): Locate {
  assert(sell >= 0 && borrowed >= 0, 'shares to sell and shares borrowed are sizes');
  const needed = quantityMicros(Math.max(0, sell - Math.max(0, position)));
  if (needed === 0) return { kind: 'not-needed' };
  const available = quantityMicros(Math.max(0, borrowTerms(symbol).available - borrowed));
  return needed <= available ? { kind: 'found', needed } : { kind: 'held', needed, available };
}

/** From here on TWS calls a stock shortable without asking. */
const PLENTY = shares(1_000);

/** The tick `shortable` (46): 3 from 1,000 shares on, 2 where a locate may find some, 1 where there are none. */
export function shortableTick(symbol: string, borrowed: QuantityMicros): 1 | 2 | 3 {
  const available = borrowTerms(symbol).available - borrowed;
  if (available >= PLENTY) return 3;
  return available > 0 ? 2 : 1;
}

const COLLATERAL_PERCENT = 102n;
const DAYS_PER_YEAR = 360n;

/**
 * What one night of a short position costs, USD micros: the yearly fee over 360 on its collateral, which is 102 % of the
 * price, rounded up to the next whole dollar, for each share.
 *
 * @param quantity shares short, either sign
 * @param price    USD micros per share, at the close
 * Source: IB, "Calculating the cost of borrowing stock".
 */
export function nightlyBorrowFee(symbol: string, quantity: QuantityMicros, price: Micros): Micros {
  assert(price >= 0, 'a stock has no price below zero');
  const raised = BigInt(price) * COLLATERAL_PERCENT;
  const dollars = (raised + 100n * MILLION - 1n) / (100n * MILLION);
  const collateral = dollars * BigInt(sizeOf(quantity));
  return dividedHalfEven(collateral * borrowTerms(symbol).feePerMillion, MILLION * DAYS_PER_YEAR);
}

function shares(count: number): QuantityMicros {
  return quantityMicros(count * 1_000_000);
}
