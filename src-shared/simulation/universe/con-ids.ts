import { assert } from '../../kernel/assert.ts';
import { civilDay } from '../../model/civil-day.ts';

/**
 * Contract ids are worked out from what the contract is, so they are the same in every gateway and for ever, with nothing
 * to store. All lie above 1.7 billion, where IB has not got to (it counts up, and stands below 0.9 billion): a simulated id
 * that strays to a real account names nothing there and is refused.
 *
 * | from          | what                                               |
 * | 1,700,000,000 | stocks, indices, currencies, crypto: a number each |
 * | 1,710,000,000 | futures: root, month                               |
 * | 1,750,000,000 | options: class, week, right, strike                |
 */
const LISTED = 1_700_000_000;
const FUTURES = 1_710_000_000;
const OPTIONS = 1_750_000_000;

const ROOTS_MAX = 1_000;
const MONTHS_PER_ROOT = 1_200; // to 2099
const FIRST_MONTH = 2000 * 12;

const OPTION_CLASSES_MAX = 6;
const FIRST_MONDAY = civilDay(2000, 1, 3);
const WEEKS = 2_608; // to the end of 2049
/** Strikes come in halves up to 5,000. */
const STRIKE_STEPS = 10_000;

export function listedConId(number: number): number {
  assert(Number.isInteger(number) && number > 0 && number < 10_000_000, `not a listing number: ${number}`);
  return LISTED + number;
}

/** @param root the root's own number @param month 1 to 12, of the contract month */
export function futureConId(root: number, year: number, month: number): number {
  const index = year * 12 + month - 1 - FIRST_MONTH;
  assert(root >= 0 && root < ROOTS_MAX && index >= 0 && index < MONTHS_PER_ROOT, 'no id for this future');
  return FUTURES + root * MONTHS_PER_ROOT + index;
}

/** The inverse of futureConId; null when the id is no future's. */
export function futureOfConId(conId: number): { root: number; year: number; month: number } | null {
  const code = conId - FUTURES;
  if (!Number.isInteger(code) || code < 0 || code >= ROOTS_MAX * MONTHS_PER_ROOT) return null;
  const index = FIRST_MONTH + (code % MONTHS_PER_ROOT);
  return {
    root: Math.floor(code / MONTHS_PER_ROOT),
    year: Math.floor(index / 12),
    month: (index % 12) + 1,
  };
}

export interface OptionTerms {
  /** The option class's own number. */
  readonly optionClass: number;
  /** Any day of the week of expiry: a class has one expiry a week. Comes back as its Monday. */
  readonly day: number;
  readonly right: 'C' | 'P';
  /** A multiple of 0.5, above 0 and below 5,000. */
  readonly strike: number;
}

/** Null when the terms lie outside what an id can say. */
export function optionConId({ optionClass, day, right, strike }: OptionTerms): number | null {
  const week = Math.floor((day - FIRST_MONDAY) / 7);
  const step = strike * 2;
  if (!Number.isInteger(optionClass) || optionClass < 0 || optionClass >= OPTION_CLASSES_MAX) return null;
  if (!(week >= 0 && week < WEEKS) || !Number.isInteger(step) || step <= 0 || step >= STRIKE_STEPS)
    return null;
  return OPTIONS + ((optionClass * WEEKS + week) * 2 + (right === 'C' ? 0 : 1)) * STRIKE_STEPS + step;
}

/** The inverse of optionConId; null when the id is no option's. */
export function optionOfConId(conId: number): OptionTerms | null {
  const code = conId - OPTIONS;
  if (!Number.isInteger(code) || code < 0 || code >= OPTION_CLASSES_MAX * WEEKS * 2 * STRIKE_STEPS)
    return null;
  const step = code % STRIKE_STEPS;
  if (step === 0) return null;
  const series = Math.floor(code / STRIKE_STEPS);
  const week = Math.floor(series / 2);
  return {
    optionClass: Math.floor(week / WEEKS),
    day: FIRST_MONDAY + (week % WEEKS) * 7,
    right: series % 2 === 0 ? 'C' : 'P',
    strike: step / 2,
  };
}
