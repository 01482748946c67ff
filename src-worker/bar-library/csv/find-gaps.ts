import { MS_PER_DAY, MS_PER_HOUR } from '#shared/kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';

/**
 * The longest step from one bar to the next that is no gap, in milliseconds, knowing no exchange's calendar.
 *
 * Days: 5 calendar days, which is a weekend between two holidays. Weeks and months: one of them and 4 days, as they may
 * be dated by their last session. Shorter bars: 4 days over a night, a weekend or holidays; within a day 2 hours, and
 * always 3 bars.
 */
function longestStep(barSize: BarSize): { readonly withinDay: number; readonly overNight: number } {
  const size = barSizeMs(barSize);
  if (barSize === '1 day') return { withinDay: 5 * MS_PER_DAY, overNight: 5 * MS_PER_DAY };
  if (isDatedBySession(barSize)) {
    const step = Math.max(size, (barSize === '1 month' ? 31 : 0) * MS_PER_DAY) + 4 * MS_PER_DAY;
    return { withinDay: step, overNight: step };
  }
  return { withinDay: Math.max(2 * MS_PER_HOUR, 3 * size), overNight: 4 * MS_PER_DAY };
}

/** Calls `onGap` for each step longer than that. Give it every bar in order; `dayOf` numbers the days of the series' zone. */
export class GapFinder {
  readonly #withinDay: number;
  readonly #overNight: number;
  readonly #dayOf: (unixMs: number) => number;
  readonly #onGap: (after: number, before: number) => void;
  #last = NaN;

  constructor(
    barSize: BarSize,
    dayOf: (unixMs: number) => number,
    onGap: (after: number, before: number) => void,
  ) {
    ({ withinDay: this.#withinDay, overNight: this.#overNight } = longestStep(barSize));
    this.#dayOf = dayOf;
    this.#onGap = onGap;
  }

  see(time: number): void {
    const step = time - this.#last;
    if (step > this.#withinDay && (step > this.#overNight || this.#dayOf(time) === this.#dayOf(this.#last))) {
      this.#onGap(this.#last, time);
    }
    this.#last = time;
  }
}
