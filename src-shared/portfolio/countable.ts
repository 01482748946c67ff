import { micros, type Micros } from '../model/money.ts';

/** As the double that crosses processes; null: beyond what a double counts to the last unit. */
export function countable(amount: bigint): Micros | null {
  const value = Number(amount);
  return Number.isSafeInteger(value) ? micros(value) : null;
}

/** The same of a float, rounded; null too for what is no number. */
export function countableFloat(amount: number): Micros | null {
  const value = Math.round(amount);
  return Number.isSafeInteger(value) ? micros(value) : null;
}
