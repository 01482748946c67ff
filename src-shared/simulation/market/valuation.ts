import { MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND } from '../../kernel/time.ts';
import { optionPrice, type OptionTerms } from './black-scholes.ts';
import type { FollowingInstrument, OptionInstrument } from './instrument.ts';
import type { PricePath } from './price-path.ts';
import { SECONDS_PER_DAY } from './trading-days.ts';

const MS_PER_YEAR = 365 * MS_PER_DAY;

/**
 * From what moves (a log price) to what the instrument is worth, before ticks. Between two cuts it is one rising or falling
 * function, so the highest price of a stretch belongs to the highest, or lowest, log price in it.
 */
export interface Valuation {
  /** Seconds of the day at which the function changes, ascending, 0 left out. */
  cutsOf(day: number): readonly number[];
  readonly isFalling: boolean;
  priceAt(latent: number, day: number, second: number): number;
}

const NO_CUTS: readonly number[] = [];
const EVERY_HOUR: readonly number[] = Array.from({ length: 23 }, (_, hour) => (hour + 1) * 3_600);

/** What moves by itself is worth what it moves to. */
export const ITSELF: Valuation = {
  cutsOf: () => NO_CUTS,
  isFalling: false,
  priceAt: (latent) => Math.exp(latent),
};

/** A multiple of what it follows; futures with their financing, counted in whole days. */
export function followingValuation({ ratio, carry }: FollowingInstrument): Valuation {
  const base = Math.log(ratio);
  if (carry === undefined) {
    return { cutsOf: () => NO_CUTS, isFalling: false, priceAt: (latent) => Math.exp(latent + base) };
  }
  const expiryDay = Math.floor(carry.expiry / MS_PER_DAY);
  return {
    cutsOf: () => NO_CUTS,
    isFalling: false,
    priceAt: (latent, day) =>
      Math.exp(latent + base + (carry.ratePerYear * Math.max(0, expiryDay - day)) / 365),
  };
}

/** Steeper for low strikes, as index and stock options are; per unit of standardised log-moneyness. */
const SKEW = -0.06;
const CURVATURE = 0.025;
const SMILE_REACH = 3;

/**
 * Black-Scholes with a smile. Time passes in whole hours; the volatility of a strike stays for a day and a scenario (it is
 * taken from the day's start), so that within an hour the price only follows the spot.
 */
export class OptionValuation implements Valuation {
  readonly isFalling: boolean;
  readonly #option: OptionInstrument;
  readonly #path: PricePath;
  readonly #underlying: Valuation;
  #key = NaN;
  #keySegment: unknown = null;
  #terms: OptionTerms | null = null;

  constructor(option: OptionInstrument, path: PricePath, underlying: Valuation) {
    this.#option = option;
    this.#path = path;
    this.#underlying = underlying;
    this.isFalling = option.right === 'put';
  }

  cutsOf(day: number): readonly number[] {
    const segments = this.#path.segmentsOf(day);
    if (segments.length === 1) return EVERY_HOUR;
    const ends = segments.map(({ to }) => to).filter((to) => to < SECONDS_PER_DAY);
    return [...new Set([...EVERY_HOUR, ...ends])].sort((a, b) => a - b);
  }

  priceAt(latent: number, day: number, second: number): number {
    return optionPrice(this.termsAt(day, second), this.#underlying.priceAt(latent, day, second));
  }

  termsAt(day: number, second: number): OptionTerms {
    const segments = this.#path.segmentsOf(day);
    const segment = segments.find(({ to }) => second < to) ?? segments.at(-1)!;
    const hour = Math.floor(second / 3_600);
    const key = day * 24 + hour;
    if (this.#terms !== null && this.#key === key && this.#keySegment === segment.phase) return this.#terms;
    const { right, strike, expiry, ratePerYear, yieldPerYear } = this.#option;
    const now = day * MS_PER_DAY + hour * MS_PER_HOUR;
    const years = Math.max(0, expiry - now) / MS_PER_YEAR;
    const atTheMoney = this.#path.impliedVolatility(day, segment.phase);
    const reference = this.#underlying.priceAt(segment.open, day, segment.from);
    const width = atTheMoney * Math.sqrt(Math.max(years, 1 / 52));
    const x = Math.max(-SMILE_REACH, Math.min(SMILE_REACH, Math.log(strike / reference) / width));
    const volatility = atTheMoney * Math.max(0.5, 1 + SKEW * x + CURVATURE * x * x);
    this.#terms = { right, strike, years, ratePerYear, yieldPerYear, volatility };
    this.#key = key;
    this.#keySegment = segment.phase;
    return this.#terms;
  }
}

/** Whether an option has been settled at an instant: it has no price any more. */
export function isExpired(option: OptionInstrument, day: number, second: number): boolean {
  return day * MS_PER_DAY + second * MS_PER_SECOND >= option.expiry;
}
