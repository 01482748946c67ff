import { assert } from '../kernel/assert.ts';
import { quotientHalfEven } from '../kernel/quotient.ts';
import type { CommissionReport, Execution } from '../model/execution.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '../model/order-price.ts';

/** One line of a contract's book: a fill in its latest correction, or what was there without one. */
export type Entry = FillEntry | AdjustmentEntry;

export interface FillEntry {
  readonly kind: 'fill';
  /** Of its execId without the last part: the fill, whatever its correction. */
  readonly id: string;
  readonly revision: number;
  readonly execution: Execution;
  readonly commission: CommissionReport | null;
  /** Size of what it was worth, 1e-6 of the contract's currency. */
  readonly value: bigint;
}

/**
 * Brings quantity and cost to what the broker says: for what was opened elsewhere, and for a difference that the user has
 * accepted. Differences, not totals: they add up with fills in any order.
 */
export interface AdjustmentEntry {
  readonly kind: 'adjustment';
  readonly id: string;
  /** Unix ms. */
  readonly at: number;
  /** 1e-6 units, signed. */
  readonly quantity: number;
  /** 1e-6 of the contract's currency, as `BookState.cost`. */
  readonly cost: bigint;
}

const MULTIPLIER_STEPS = 1_000_000;
/** Quantity 1e-6 × price 1e-8 × multiplier 1e-6 to 1e-6. */
const VALUE_SCALE = BigInt(ORDER_PRICE_STEPS_PER_UNIT) * BigInt(MULTIPLIER_STEPS);

/** What a fill is worth as a size, exact, rounded half-even once. @returns 1e-6 of the contract's currency */
export function fillValue({ quantity, price, contract }: Execution): bigint {
  const multiplier = Math.round(contract.multiplier * MULTIPLIER_STEPS);
  assert(Number.isSafeInteger(multiplier), `a multiplier has six decimals, was ${contract.multiplier}`);
  return quotientHalfEven(BigInt(quantity) * BigInt(price) * BigInt(multiplier), VALUE_SCALE);
}

export function signOf({ side }: Execution): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export function timeOf(entry: Entry): number {
  return entry.kind === 'fill' ? entry.execution.at : entry.at;
}

/** The order in which entries are booked, whatever order they came in: by time, and by name within the second that brokers tell. */
export function compareEntries(a: Entry, b: Entry): number {
  const before = timeOf(a) - timeOf(b);
  if (before !== 0) return before;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
