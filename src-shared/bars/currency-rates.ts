import { assert } from '../kernel/assert.ts';
import { MS_PER_DAY } from '../kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '../model/bar-size.ts';
import { calendarDays } from './bar-periods.ts';
import { lowerBound, type BarColumns } from './columns.ts';

/** Rates over time: that of entry i holds from the step of a run that starts at `from` on. Ascending. */
export interface RateColumns {
  /** Unix ms: start of a bar of the run that ends no earlier than the rate is known. */
  readonly from: Float64Array;
  readonly rate: Float64Array;
}

/** One series of rates. */
export interface RateLeg {
  readonly bars: BarColumns;
  readonly barSize: BarSize;
  readonly timeZone: string;
  /** It tells what is looked for the other way round. */
  readonly isInverse: boolean;
}

/** A rate older than this is none: the market was closed for longer than holidays close it, or bars are missing. */
const RATE_AGE_MAX_MS = 7 * MS_PER_DAY;

/** Why bars of a size cannot tell the rates of a run, in words; null: they can. */
export function rateMisfit(run: BarSize, rates: BarSize): string | null {
  if (run === rates) return null;
  if (!isDatedBySession(run) && (!isDatedBySession(rates) || rates === '1 day')) return null;
  return `rates of ${rates} do not fit bars of ${run}: they must have that size${isDatedBySession(run) ? '' : ', be days, or shorter than a day'}`;
}

/**
 * The closes of one series, or of two multiplied, each known from the end of its bar on.
 *
 * @param run bar size of the run; rateMisfit must be null for each leg
 */
export function ratesOf(legs: readonly RateLeg[], run: BarSize): RateColumns {
  const [first, ...others] = legs.map((leg) => legRates(leg, run));
  assert(first !== undefined, 'a rate has a series');
  return others.reduce(product, first);
}

/** The rate at each of these times, ascending; NaN before the first. */
export function ratesOver({ from, rate }: RateColumns, times: Float64Array): Float64Array {
  let next = 0;
  return Float64Array.from(times, (time) => {
    while (next < from.length && from[next]! <= time) next++;
    return next === 0 ? NaN : rate[next - 1]!;
  });
}

/** The first moment between two at which no rate is known, or none that is young enough; null: there is none. Unix ms. */
export function firstGap({ from }: RateColumns, run: BarSize, first: number, last: number): number | null {
  // From month to month there are more than seven days.
  const ageMax = Math.max(RATE_AGE_MAX_MS, 1.5 * barSizeMs(run));
  const start = lowerBound(from, first + 1) - 1;
  if (start < 0) return first;
  for (let i = start; i < from.length && from[i]! <= last; i++) {
    const until = Math.min(from[i + 1] ?? Infinity, last);
    if (until - Math.max(from[i]!, -Number.MAX_VALUE) > ageMax && until > first)
      return Math.max(first, from[i]! + ageMax);
  }
  return null;
}

function legRates({ bars, barSize, timeZone, isInverse }: RateLeg, run: BarSize): RateColumns {
  const misfit = rateMisfit(run, barSize);
  assert(misfit === null, misfit ?? '');
  const shift = isDatedBySession(run) ? 0 : barSizeMs(barSize) - barSizeMs(run);
  const days = calendarDays({ timeZone });
  // A day is over with the midnight after it, wherever the run's bars are from.
  const isDayOfMinutes = barSize === '1 day' && !isDatedBySession(run);
  const from = bars.time.map((time) =>
    isDayOfMinutes ? days.endBefore(time / MS_PER_DAY + 1) - barSizeMs(run) : time + shift,
  );
  const rate = isInverse ? bars.close.map((close) => 1 / close) : Float64Array.from(bars.close);
  return { from, rate };
}

function product(left: RateColumns, right: RateColumns): RateColumns {
  const from: number[] = [];
  const rate: number[] = [];
  let l = -1;
  let r = -1;
  while (l + 1 < left.from.length || r + 1 < right.from.length) {
    const now = Math.min(left.from[l + 1] ?? Infinity, right.from[r + 1] ?? Infinity);
    if (left.from[l + 1] === now) l++;
    if (right.from[r + 1] === now) r++;
    if (l < 0 || r < 0) continue;
    from.push(now);
    rate.push(left.rate[l]! * right.rate[r]!);
  }
  return { from: Float64Array.from(from), rate: Float64Array.from(rate) };
}
